"""Merging what pages hold: their content as drafts, merged, and as content again.

Base and theirs come from drafts, ours from an editor's page. All three go through the same form, so
that what differs is what somebody changed. Addresses must be filled in alike on all sides before.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cms.articles.blocks import clean_table
from cms.articles.richtext import clean_stored, paragraph, plain_text
from ingest import codec
from ingest.types import Block, DocumentFields, Draft, LegalReference
from ingest.vocabulary import BlockKind, DraftKind, Precision

from .content import DOCUMENT_FIELDS, PageContent, RawBlock
from .merging import Conflict, Merge, Side, merge, resolve
from .references import CHOOSERS

_NAMESPACE = uuid.UUID("6f6d2f0b-3f43-4f0f-8a35-1c5f64d3ad61")
_DECORATIVE = "(decorative)"
_TEXTS = ("lead", "byline", "source_name", "published_at", "language", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentMerge:
    """What became of three contents."""

    content: PageContent
    """The editor's wherever there is a conflict."""
    conflicts: tuple[Conflict, ...]
    changed: bool
    """Whether ``content`` says anything that ours does not say."""
    speakers: Mapping[str, str]


def merge_contents(base: PageContent, ours: PageContent, theirs: PageContent) -> ContentMerge:
    """Merge base as last imported, ours the editor's, theirs the new one of the source."""
    return _written(merge(*_drafts(base, ours, theirs)), base, ours, theirs)


def resolve_contents(
    base: PageContent, ours: PageContent, theirs: PageContent, choices: Mapping[str, Side]
) -> ContentMerge:
    """Merge with a person's choices, by the names of conflicts; what was not chosen is left."""
    return _written(resolve(*_drafts(base, ours, theirs), choices), base, ours, theirs)


def draft_of_content(content: PageContent) -> Draft:
    """Write a page's content as a draft: what merging compares, and people read."""
    precision = Precision(content.published_precision) if content.published_precision else None
    document = {name: getattr(content, name) for name in DOCUMENT_FIELDS}
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=("",),
        url="",
        title="\n".join(part for part in (content.title, content.long_title) if part),
        **{name: getattr(content, name) for name in _TEXTS},
        published_precision=precision,
        updated_at=content.source_updated_at,
        legal_references=tuple(
            codec.decode(LegalReference, data) for data in content.legal_references
        ),
        document=DocumentFields(**document) if any(document.values()) else None,
        blocks=tuple(block_of(raw) for raw in content.body),
    )


def block_of(raw: RawBlock) -> Block:
    """Read a block as the database keeps it."""
    kind, value, name = BlockKind(raw["type"]), raw["value"], raw.get("id") or ""
    if isinstance(value, str):
        return Block(id=name, kind=kind, html=value, text=plain_text(value))
    text, caption = str(value.get("text") or ""), str(value.get("caption") or "")
    match kind:
        case BlockKind.HEADING:
            return Block(id=name, kind=kind, text=text, level=int(str(value.get("level") or 2)))
        case BlockKind.TABLE:
            html = str(value.get("html") or "")
            return Block(id=name, kind=kind, html=html, text=plain_text(html), caption=caption)
        case BlockKind.EMBED:
            return Block(id=name, kind=kind, src=str(value.get("url") or ""), caption=caption)
        case BlockKind.FILE:
            label = str(value.get("name") or "")
            return Block(id=name, kind=kind, src=_shown(raw), text=label)
        case _:
            return Block(
                id=name,
                kind=kind,
                src=_shown(raw),
                alt=str(value.get("alt") or ""),
                caption=caption,
                text=_DECORATIVE if value.get("decorative") else "",
            )


def _shown(raw: RawBlock) -> str:
    """Name the record of the library that a block shows; else the address where it was."""
    value, chooser = raw["value"], CHOOSERS[raw["type"]]
    assert not isinstance(value, str)  # noqa: S101 - choosers stand in structs
    record = value.get(chooser)
    return f"{chooser}:{record}" if record else str(value.get("source") or "")


def _drafts(*contents: PageContent) -> tuple[Draft, ...]:
    return tuple(draft_of_content(content) for content in contents)


def _written(
    merged: Merge, base: PageContent, ours: PageContent, theirs: PageContent
) -> ContentMerge:
    content = ours
    if merged.changed:
        content = _content_of(merged.merged, base, ours, theirs)
    return ContentMerge(
        content=content,
        conflicts=merged.conflicts,
        changed=merged.changed,
        speakers={name: speaker.value for name, speaker in merged.speakers},
    )


def _content_of(
    draft: Draft, base: PageContent, ours: PageContent, theirs: PageContent
) -> PageContent:
    title, _line, long_title = draft.title.partition("\n")
    document = draft.document or DocumentFields()
    shelf = _Shelf(ours, theirs, base)
    return PageContent(
        title=title,
        long_title=long_title,
        **{name: getattr(draft, name) for name in _TEXTS if name != "tags"},
        tags=tuple(sorted(draft.tags)),
        body=tuple(shelf.raw(block) for block in draft.blocks),
        published_precision=draft.published_precision.value if draft.published_precision else "",
        source_updated_at=draft.updated_at,
        legal_references=tuple(codec.encode(draft.legal_references)),
        **{name: getattr(document, name) for name in DOCUMENT_FIELDS},
    )


class _Shelf:
    """The values of all sides' blocks, so that what was not merged is written as it stood."""

    def __init__(self, *sides: PageContent) -> None:
        self._values: dict[Block, str | dict[str, object]] = {}
        self._media: dict[tuple[BlockKind, str], dict[str, object]] = {}
        for side in sides:
            for raw in side.body:
                block, value = block_of(raw), raw["value"]
                self._values.setdefault(block, value)
                self._values.setdefault(replace(block, id=""), value)
                if isinstance(value, dict) and block.src:
                    self._media.setdefault((block.kind, block.src), value)

    def raw(self, block: Block) -> RawBlock:
        """Write a block as the database keeps it."""
        value = self._values.get(block)
        if value is None:
            value = self._values.get(replace(block, id=""))
        return RawBlock(
            type=block.kind.value,
            value=self._new(block) if value is None else value,
            id=_uuid(block.id),
        )

    def _new(self, block: Block) -> str | dict[str, object]:
        known = self._media.get((block.kind, block.src), {})
        match block.kind:
            case BlockKind.HEADING:
                return {"level": str(min(max(block.level, 2), 6)), "text": block.text}
            case BlockKind.TABLE:
                return {"caption": block.caption, "html": clean_table(block.html)}
            case BlockKind.EMBED:
                return {"url": block.src, "caption": block.caption}
            case BlockKind.FILE:
                return {**known, "name": block.text}
            case BlockKind.IMAGE:
                return {
                    **known,
                    "alt": block.alt,
                    "caption": block.caption,
                    "decorative": block.text == _DECORATIVE,
                }
            case _:
                return clean_stored(block.html) if block.html else paragraph(block.text)


def _uuid(name: str) -> str:
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return str(uuid.uuid5(_NAMESPACE, name))
