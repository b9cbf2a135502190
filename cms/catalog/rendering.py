"""A body as the API serves it: a list of blocks, each a small object with a ``type``.

What a source or an editor wrote is sanitised here, whatever was done before. Links to other items
stand as ``page:ID`` until they are served (`cms.api` knows the addresses of the moment).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import lxml.html
import nh3

from cms.articles.blocks import TABLE_ATTRIBUTES, TABLE_TAGS

INLINE_TAGS = {"p", "br", "a", "b", "strong", "i", "em", "u", "s", "sup", "sub"}
LIST_TAGS = INLINE_TAGS | {"ul", "ol", "li"}
SCHEMES = {"http", "https", "mailto", "tel", "page", "file"}

ANCHOR = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*')""")
PAGE_LINK = re.compile(r'<a href="page:(\d{1,18})">')
FILE_LINK = re.compile(r'<a href="file:(\d{1,18})">')
ORIGIN = "\x1a"
"""Stands before a path of ours in stored JSON, for scheme and host of the request that reads it."""
BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The images and files that a body may show: none that is kept from the public."""

    images: dict[int, dict[str, object]] = field(default_factory=dict)
    files: dict[int, dict[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body, and what was met on the way."""

    blocks: list[dict[str, object]]
    links: list[int]
    images: list[dict[str, object]]
    files: list[dict[str, object]]
    text: str


def sanitised(text: str, *, tags: set[str]) -> str:
    """Keep the tags named and links; links to pages become ``page:ID``, to files their address."""
    clean = nh3.clean(
        ANCHOR.sub(_open_anchor, text),
        tags=tags,
        attributes=TABLE_ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return FILE_LINK.sub(lambda match: f'<a href="{ORIGIN}{file_path(int(match[1]))}">', clean)


def plain_text(markup: str) -> str:
    """Return the text of sanitised inline HTML; a line break stays one."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    bare = nh3.clean(BREAK.sub("\n", markup), tags=set())
    lines = (SPACES.sub(" ", line).strip() for line in html.unescape(bare).split("\n"))
    return "\n".join(line for line in lines if line)


def render(raw: Iterable[dict], *, uploads: Uploads) -> Rendered:
    """Render the raw data of a body (Wagtail's, `cms.articles.blocks.BodyBlock`)."""
    blocks: list[dict[str, object]] = []
    for child in raw:
        renderer = RENDERERS.get(child["type"])
        if renderer is not None:
            content = renderer(child["value"], uploads)
            blocks.append({"type": child["type"], "id": str(child.get("id") or ""), **content})
    return Rendered(
        blocks=blocks,
        links=_unique(link["id"] for block in blocks for link in block.get("links", ())),
        images=[_shown(block) for block in blocks if block.get("image")],
        files=_unique_files(block["file"] for block in blocks if block.get("file")),
        text="\n".join(text for block in blocks if (text := block_text(block))),
    )


def block_text(block: dict) -> str:
    """Return what a person reads of a block: its text, or its caption or name."""
    return str(block.get("text") or block.get("caption") or block.get("name") or "")


def as_text(blocks: Iterable[dict]) -> str:
    """Return a body as plain text, a paragraph between empty lines."""
    return "\n\n".join(text for block in blocks if (text := block_text(block)))


def as_html(blocks: Iterable[dict]) -> str:
    """Return a body as one piece of sanitised HTML."""
    return "\n".join(_block_html(block) for block in blocks)


def _block_html(block: dict) -> str:
    kind, text = block["type"], html.escape(block_text(block))
    if kind == "heading":
        return f"<h{block['level']}>{text}</h{block['level']}>"
    if kind == "quote":
        return f"<blockquote>{block['html']}</blockquote>"
    if kind == "image":
        return _figure(block)
    if kind in ("file", "embed"):
        address = block["file"]["url"] if block.get("file") else block.get("url", "")
        label = text or html.escape(address)
        return (
            f'<p><a href="{html.escape(address)}">{label}</a></p>' if address else f"<p>{label}</p>"
        )
    return block["html"]


def _figure(block: dict) -> str:
    image, caption = block["image"], html.escape(block["caption"])
    if not image:
        return f"<p>{caption}</p>" if caption else ""
    alt = "" if block["decorative"] else html.escape(block["alt"])
    size = f'width="{image["width"]}" height="{image["height"]}"'
    shown = f'<img src="{html.escape(image["url"])}" alt="{alt}" {size} loading="lazy">'
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


def _open_anchor(match: re.Match[str]) -> str:
    attributes = {name.lower(): value[1:-1] for name, value in ATTRIBUTE.findall(match[1])}
    kind, key = attributes.get("linktype"), attributes.get("id", "")
    if kind == "page" and key.isdecimal():
        return f'<a href="page:{key}">'
    if kind == "document" and key.isdecimal():
        return f'<a href="file:{key}">'
    return f'<a href="{attributes["href"]}">' if "href" in attributes else "<a>"


def file_path(key: int) -> str:
    """Return the path at which the API hands out a file."""
    return f"/api/v1/files/{key}/content"


def _with_links(markup: str, content: dict[str, object]) -> dict[str, object]:
    content["links"] = [{"id": key} for key in _unique(map(int, PAGE_LINK.findall(markup)))]
    return content


def _rich_text(value: str, uploads: Uploads) -> dict[str, object]:
    markup = sanitised(value or "", tags=INLINE_TAGS)
    return _with_links(markup, {"html": markup, "text": plain_text(markup)})


def _heading(value: dict, uploads: Uploads) -> dict[str, object]:
    level = str(value.get("level") or "2")
    return {"level": int(level) if level in "23456" else 2, "text": value.get("text") or ""}


def _list(value: str, uploads: Uploads) -> dict[str, object]:
    markup = sanitised(value or "", tags=LIST_TAGS)
    items = [
        SPACES.sub(" ", element.text_content().replace("\n", " ")).strip()
        for element in lxml.html.fragment_fromstring(markup, create_parent="div").iter("li")
    ]
    content = {
        "ordered": markup.lstrip().startswith("<ol"),
        "html": markup,
        "items": items,
        "text": "\n".join(items) or plain_text(markup),
    }
    return _with_links(markup, content)


def _table(value: dict, uploads: Uploads) -> dict[str, object]:
    markup = sanitised(value.get("html") or "", tags=TABLE_TAGS)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.iterchildren("td", "th")]
        for row in lxml.html.fragment_fromstring(markup, create_parent="div").iter("tr")
    ]
    content = {
        "caption": value.get("caption") or "",
        "html": markup,
        "text": "\n".join("\t".join(row) for row in rows) or plain_text(markup),
    }
    return _with_links(markup, content)


def _image(value: dict, uploads: Uploads) -> dict[str, object]:
    return {
        "image": uploads.images.get(value.get("image") or 0),
        "alt": value.get("alt") or "",
        "decorative": bool(value.get("decorative")),
        "caption": value.get("caption") or "",
        "source_url": _web_address(value.get("source")),
    }


def _file(value: dict, uploads: Uploads) -> dict[str, object]:
    file = uploads.files.get(value.get("document") or 0)
    name = value.get("name") or (file["title"] if file else "")
    return {"file": file, "name": name, "source_url": _web_address(value.get("source"))}


def _embed(value: dict, uploads: Uploads) -> dict[str, object]:
    return {"url": _web_address(value.get("url")), "caption": value.get("caption") or ""}


def _web_address(url: str | None) -> str:
    """Keep what a reader may be led to: front ends make links of it."""
    return url if url and url.partition(":")[0].lower() in ("http", "https") else ""


RENDERERS: dict[str, Callable[..., dict[str, object]]] = {
    "heading": _heading,
    "paragraph": _rich_text,
    "list": _list,
    "table": _table,
    "quote": _rich_text,
    "image": _image,
    "file": _file,
    "embed": _embed,
}


def _shown(block: dict) -> dict[str, object]:
    return {**block["image"], "alt": block["alt"], "caption": block["caption"]}


def _unique(keys: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(keys))


def _unique_files(files: Sequence[dict] | Iterable[dict]) -> list[dict[str, object]]:
    return list({file["id"]: file for file in files}.values())
