"""What a draft brings into a page, and the same read back from a page: one comparable form.

A field of an item page that a draft fills stands in `PageContent`; slug, place in the tree and
destinations do not, they are the editors' from the start.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TypedDict

from wagtail.blocks import StreamValue

from cms.articles.blocks import clean_table
from cms.articles.models import ArticlePage, DocumentPage, MediaPage, StaticPage
from cms.articles.models.items import ItemPage
from cms.articles.richtext import (
    bullet_list,
    clean_rich_text,
    paragraph,
    without_block_keys,
)
from ingest.codec import encode
from ingest.types import Block, Draft
from ingest.vocabulary import BlockKind

from .keys import digest_of

PAGE_MODELS: dict[str, type[ItemPage]] = {
    model.kind.value: model for model in (ArticlePage, DocumentPage, StaticPage, MediaPage)
}
MAX_TITLE = 255
MAX_TAG = 100
_BLOCK_NAMESPACE = uuid.UUID("0b5e1d9a-6b0c-4f0e-9a5e-0f7f0f6a4c11")
# PostgreSQL refuses NUL; lone surrogates cannot be written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLACEHOLDER_ALT = re.compile(
    r"\W*(?:upload|image|img|photo|ảnh|hình ảnh|untitled)?\W*", re.IGNORECASE
)


class RawBlock(TypedDict):
    """A block as the database keeps it."""

    type: str
    value: str | dict[str, object]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """All that loading writes and merging compares."""

    title: str
    long_title: str = ""
    lead: str = ""
    body: tuple[RawBlock, ...] = ()
    byline: str = ""
    source_name: str = ""
    published_at: datetime | None = None
    published_precision: str = ""
    source_updated_at: datetime | None = None
    language: str = "vi"
    legal_references: tuple[object, ...] = ()
    tags: tuple[str, ...] = ()
    number: str = ""
    document_type: str = ""
    issuing_body: str = ""
    signer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    abstract: str = ""


COMMON_FIELDS = (
    *("title", "long_title", "lead", "byline", "source_name", "published_at"),
    *("published_precision", "source_updated_at", "language"),
)
DOCUMENT_FIELDS = (
    *("number", "document_type", "issuing_body", "signer", "issued_on", "effective_on"),
    "abstract",
)


def content_of_draft(draft: Draft) -> PageContent:
    """Say what a draft brings; addresses in it are those of the source (see `references`)."""
    title = storable(draft.title) or storable(draft.url)
    short = shortened(title)
    document = draft.document
    return PageContent(
        title=short,
        long_title=title if short != title else "",
        lead=storable(draft.lead),
        body=tuple(_body(draft)),
        byline=storable(draft.byline),
        source_name=storable(draft.source_name),
        published_at=draft.published_at,
        published_precision=draft.published_precision.value if draft.published_precision else "",
        source_updated_at=draft.updated_at,
        language=draft.language,
        legal_references=tuple(encode(draft.legal_references)),
        tags=_tags(draft.tags),
        **{
            name: storable(value) if isinstance(value, str) else value
            for name in (DOCUMENT_FIELDS if document else ())
            if (value := getattr(document, name))
        },
    )


def content_of_page(page: ItemPage) -> PageContent:
    """Read the same from a page (live, or made from a revision)."""
    names = (*COMMON_FIELDS, *(DOCUMENT_FIELDS if isinstance(page, DocumentPage) else ()))
    return PageContent(
        **{name: getattr(page, name) for name in names},
        body=tuple(dict(block) for block in page.body.raw_data),
        legal_references=tuple(page.legal_references),
        tags=tuple(sorted({tag.name for tag in page.tags.all()})),
    )


def fitted(content: PageContent, page: ItemPage) -> PageContent:
    """Leave out what a page of this type has no fields for."""
    if isinstance(page, DocumentPage):
        return content
    blank = PageContent(title="")
    return replace(content, **{name: getattr(blank, name) for name in DOCUMENT_FIELDS})


def digest(content: PageContent) -> str:
    """Hash what a reader sees: neither the ids of blocks nor what the editor adds unseen."""
    data = {field.name: getattr(content, field.name) for field in fields(content)}
    data["body"] = [[block["type"], _comparable(block["value"])] for block in content.body]
    for name in ("published_at", "source_updated_at"):
        moment: datetime | None = data[name]
        data[name] = moment.timestamp() if moment else None
    for name in ("issued_on", "effective_on"):
        day: date | None = data[name]
        data[name] = day.isoformat() if day else None
    data["tags"] = sorted({tag.casefold() for tag in content.tags})
    return digest_of(data)


def apply(content: PageContent, page: ItemPage, *, tags: bool = True) -> None:
    """Write the content into a page object, unsaved."""
    for name in COMMON_FIELDS:
        setattr(page, name, getattr(content, name))
    if isinstance(page, DocumentPage):
        for name in DOCUMENT_FIELDS:
            setattr(page, name, getattr(content, name))
    page.legal_references = list(content.legal_references)
    stream_block = page._meta.get_field("body").stream_block
    page.body = StreamValue(stream_block, [dict(block) for block in content.body], is_lazy=True)
    if tags and sorted(content.tags) != sorted(tag.name for tag in page.tags.all()):
        page.tags.set(content.tags)


def storable(text: str) -> str:
    """Drop what no database takes."""
    return _UNSTORABLE.sub("", text)


def shortened(title: str) -> str:
    """Cut a title to what Wagtail's column holds, at a word, with an ellipsis."""
    if len(title) <= MAX_TITLE:
        return title
    return title[: MAX_TITLE - 1].rpartition(" ")[0].rstrip(" ,;:.-") + "…"


def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """Order the tags; one a spelling, whatever the case."""
    seen: dict[str, str] = {}
    for name in names:
        clean = " ".join(storable(name).split())[:MAX_TAG].strip(" ,")
        if clean:
            seen.setdefault(clean.casefold(), clean)
    return tuple(sorted(seen.values()))


def _body(draft: Draft) -> list[RawBlock]:
    blocks = [*draft.blocks]
    shown = {block.src for block in blocks}
    lead_images = [
        Block(
            id=f"image:{image.src}",
            kind=BlockKind.IMAGE,
            src=image.src,
            alt=image.alt,
            caption=image.caption,
        )
        for image in draft.images
        if image.src not in shown
    ]
    files = [
        Block(id=f"file:{file.src}", kind=BlockKind.FILE, src=file.src, text=file.name)
        for file in draft.files
        if file.src not in shown
    ]
    used: dict[str, int] = {}
    body = []
    for block in (*lead_images, *blocks, *files):
        rank = used[block.id] = used.get(block.id, -1) + 1
        name = f"{block.id}#{rank}" if rank else block.id
        body.append(
            RawBlock(
                type=block.kind.value,
                value=_value(block),
                id=str(uuid.uuid5(_BLOCK_NAMESPACE, storable(name))),
            )
        )
    return body


def _value(block: Block) -> str | dict[str, object]:
    text, caption, src = storable(block.text), storable(block.caption), storable(block.src)
    match block.kind:
        case BlockKind.HEADING:
            return {"level": str(min(max(block.level, 2), 6)), "text": text}
        case BlockKind.TABLE:
            html = clean_table(storable(block.html)) if block.html else _table(text)
            return {"caption": caption, "html": html}
        case BlockKind.IMAGE:
            alt = storable(block.alt)
            return {
                "image": None,
                "alt": "" if _PLACEHOLDER_ALT.fullmatch(alt) else alt,
                "decorative": False,
                "caption": caption,
                "source": src,
            }
        case BlockKind.FILE:
            return {"document": None, "name": text, "source": src}
        case BlockKind.EMBED:
            return {"url": src, "caption": caption}
        case BlockKind.LIST if not block.html:
            return bullet_list(text)
        case _ if not block.html:
            return paragraph(text)
        case _:
            return clean_rich_text(storable(block.html))


def _table(text: str) -> str:
    rows = (line.split("\t") for line in text.split("\n"))
    return clean_table(
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>{paragraph(cell)[3:-4]}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        + "</table>"
    )


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return without_block_keys(value)
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in value.items()}
    return value
