"""WordPress exports (WXR 1.0 to 1.2): posts and pages with their own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from scrapers.archive.adopt.captured import AdoptError, Captured, Found, Unreadable
from scrapers.archive.adopt.texts import article_page
from scrapers.archive.write import payload_of

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_KINDS = frozenset({"post", "page"})
# WordPress keeps texts without <p>; its own reader adds them at empty lines (wpautop).
_BLOCK = re.compile(
    r"^\s*</?(?:p|div|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|figure|pre|hr|section"
    r"|article|form|iframe|!--)\b",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|vc_\w+|et_pb_\w+)\b[^\]]*\]")


def is_wxr(head: bytes) -> bool:
    """Tell by its first bytes if a file is a WordPress export."""
    return b"wordpress.org/export/" in head


def iter_wxr(path: Path) -> Iterator[Found]:
    """Yield the published posts and pages. Raises AdoptError where the XML bites or breaks off."""
    with path.open("rb") as file:
        head = file.read(65536)
    if b"<!entity" in head.lower():
        raise AdoptError(f"{path.name}: declares entities; no export of WordPress does")
    try:
        for _, item in etree.iterparse(
            str(path),
            tag="item",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
        ):
            found = _from_item(item, name=path.name)
            if found:
                yield found
            item.clear()
            while item.getprevious() is not None:
                del item.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise AdoptError(f"{path.name}: no readable XML: {error.msg}") from error


def _from_item(item: etree._Element, *, name: str) -> Found | None:
    fields = {_local(child): (child.text or "") for child in item}
    kind, status = fields.get("post_type", "post"), fields.get("status", "publish")
    url = fields.get("link", "").strip()
    origin = f"wxr {name}: {fields.get('post_id', '')}"
    if kind not in _KINDS:
        return None
    if status != "publish":
        return Unreadable(origin=origin, detail=f"not published ({status})")
    if not url.startswith(("http://", "https://")):
        return Unreadable(origin=origin, detail="no address")
    terms = [(term.get("domain"), term.text or "") for term in item if _local(term) == "category"]
    page = article_page(
        autop(item.findtext(_CONTENT) or ""),
        title=fields.get("title", ""),
        published_at=fields.get("post_date", "").replace(" ", "T"),
        section=next((text for domain, text in terms if domain == "category"), ""),
        tags=tuple(text for domain, text in terms if domain == "post_tag"),
        byline=item.findtext(_CREATOR) or "",
        generator="WordPress export",
    )
    return Captured(
        url=url,
        payload=payload_of(page.encode(), headers=(("Content-Type", "text/html; charset=utf-8"),)),
        fetched_at=_date(fields.get("post_modified_gmt", "")),
        origin=origin,
    )


def autop(text: str) -> str:
    """Put paragraphs where WordPress would show them."""
    pieces = re.split(r"\n\s*\n", _SHORTCODE.sub("", text.replace("\r\n", "\n")).strip())
    out = []
    for piece in pieces:
        if not piece.strip():
            continue
        lines = piece.strip().replace("\n", "<br>")
        out.append(piece if _BLOCK.match(piece) else f"<p>{lines}</p>")
    return "\n".join(out)


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
