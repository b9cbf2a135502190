"""Texts of three sides beside each other, with the words marked that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.articles.models.items import DATE_FORMATS
from cms.harvest.content import DOCUMENT_FIELDS
from cms.harvest.merge_form import draft_of_content
from cms.harvest.merging.alignment import Row, align
from cms.harvest.merging.words import differences
from cms.harvest.proposals import Comparison
from ingest.types import Block, Draft
from ingest.vocabulary import BlockKind

WORDS = re.compile(r"\s+|[^\s]+")
LABELS: dict[str, str | Promise] = {
    "title": _("title"),
    "lead": _("lead"),
    "byline": _("byline"),
    "source_name": _("source"),
    "published_at": pgettext_lazy("date", "published"),
    "language": _("language"),
    "tags": _("tags"),
    "legal_references": _("legal references"),
    "number": _("number"),
    "document_type": _("document type"),
    "issuing_body": _("issuing body"),
    "signer": _("signer"),
    "issued_on": _("issued on"),
    "effective_on": _("effective on"),
    "abstract": _("abstract"),
    "body": _("body"),
    "order": _("order of the blocks"),
}
KINDS: dict[BlockKind, str | Promise] = {
    BlockKind.HEADING: _("Heading"),
    BlockKind.PARAGRAPH: _("Paragraph"),
    BlockKind.LIST: _("List"),
    BlockKind.TABLE: _("Table"),
    BlockKind.QUOTE: _("Quote"),
    BlockKind.IMAGE: _("Image"),
    BlockKind.FILE: _("File"),
    BlockKind.EMBED: _("Embed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SideText:
    """What one side says, as HTML with ``ins`` and ``del`` against base; ``None``: nothing."""

    html: SafeString | None
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One field or block on all three sides."""

    name: str
    """As conflicts are named."""
    label: str | Promise
    base: SideText
    ours: SideText
    theirs: SideText
    conflict: bool = False

    @property
    def changed(self) -> bool:
        """Whether any side differs from base."""
        return self.ours.changed or self.theirs.changed or self.conflict


def marked(before: str, after: str) -> SafeString:
    """Write ``after`` with the words that came in ``ins`` and those that went in ``del``."""
    left, right = WORDS.findall(before), WORDS.findall(after)
    parts: list[str] = []
    done = 0
    for start, end, other_start, other_end in differences(left, right):
        parts.append(escape("".join(right[done:other_start])))
        gone, new = "".join(left[start:end]), "".join(right[other_start:other_end])
        parts.append(f"<del>{escape(gone)}</del>" if gone.strip() else "")
        parts.append(f"<ins>{escape(new)}</ins>" if new.strip() else escape(new))
        done = other_end
    parts.append(escape("".join(right[done:])))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def compared_rows(comparison: Comparison) -> list[ComparedRow]:
    """List fields, then blocks in order of reading; what all sides leave empty is left out."""
    sides = comparison.sides
    drafts = [draft_of_content(side) for side in (sides.base, sides.ours, sides.theirs)]
    known = {conflict.name for conflict in comparison.merge.conflicts}
    rows = [*_fields(drafts), *_blocks(drafts)]
    rows = [replace(row, conflict=row.name in known) for row in rows]
    told = {row.name for row in rows}
    for conflict in comparison.merge.conflicts:
        if conflict.name not in told:
            texts = (conflict.base, conflict.ours, conflict.theirs)
            label = LABELS.get(conflict.name, conflict.name)
            rows.append(replace(_row(conflict.name, label, texts), conflict=True))
    return rows


def _fields(drafts: Sequence[Draft]) -> Iterator[ComparedRow]:
    for name, label in LABELS.items():
        texts = tuple(_field(draft, name) for draft in drafts)
        if any(texts) and name not in ("body", "order"):
            yield _row(name, label, texts)


def _field(draft: Draft, name: str) -> str:
    if name in DOCUMENT_FIELDS:
        value = getattr(draft.document, name) if draft.document else ""
        return date_format(value, "d/m/Y") if isinstance(value, date) else value or ""
    if name == "tags":
        return ", ".join(draft.tags)
    if name == "legal_references":
        return "; ".join(reference.number for reference in draft.legal_references)
    if name == "published_at":
        return _moment(draft.published_at, draft.published_precision or "")
    return str(getattr(draft, name, "") or "")


def _moment(moment: datetime | None, precision: str) -> str:
    return date_format(localtime(moment), DATE_FORMATS[precision]) if moment else ""


def _blocks(drafts: Sequence[Draft]) -> Iterator[ComparedRow]:
    base, ours, theirs = (draft.blocks for draft in drafts)
    rows = align(base, ours, theirs)
    for row in _in_order(rows):
        ranks = ((base, row.base), (ours, row.ours), (theirs, row.theirs))
        blocks = [side[rank] if rank is not None else None for side, rank in ranks]
        name = next(block.id for block in blocks if block)
        kind = next(block.kind for block in reversed(blocks) if block)
        texts = tuple(block_text(block) if block else None for block in blocks)
        yield _row(f"block:{name}", KINDS[kind], texts)


def _in_order(rows: list[Row]) -> list[Row]:
    """Put what base has not after what it follows on its side."""
    places: dict[tuple[str, int], int] = {}
    for row in rows:
        for side in ("ours", "theirs"):
            rank = getattr(row, side)
            if rank is not None and row.base is not None:
                places[side, rank] = row.base

    def key(row: Row) -> tuple[int, int, int]:
        if row.base is not None:
            return row.base, 0, 0
        side = "ours" if row.ours is not None else "theirs"
        rank = getattr(row, side)
        before = [places[side, other] for other in range(rank) if (side, other) in places]
        return (before[-1] if before else -1), 1, rank

    return sorted(rows, key=key)


def block_text(block: Block) -> str:
    """Write a block as plain text: its words, or what it shows."""
    parts = (block.text, block.alt, block.caption, "" if block.text else block.src)
    return "\n".join(part for part in parts if part)


def _row(name: str, label: str | Promise, texts: Sequence[str | None]) -> ComparedRow:
    base, ours, theirs = texts
    return ComparedRow(
        name=name,
        label=label,
        base=SideText(html=None if base is None else escape(base)),
        ours=_side(base, ours),
        theirs=_side(base, theirs),
    )


def _side(base: str | None, text: str | None) -> SideText:
    if text is None:
        return SideText(html=None, changed=base is not None)
    return SideText(html=marked(base or "", text), changed=text != base)
