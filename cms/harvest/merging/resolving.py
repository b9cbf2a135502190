"""A person's choices, block by block and field by field.

Whoever chooses theirs says that ours did not mean its change; so ours is set back to base there,
and merging again gives what the rest of the rules make of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from ingest.types import Block, DocumentFields, Draft

from .alignment import Row, align
from .drafts import DATE, DOCUMENT_DATES, DOCUMENT_TEXTS, merge, said
from .result import Merge


class Side(StrEnum):
    """Whose version a person chooses."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"


def resolve(base: Draft, ours: Draft, theirs: Draft, choices: Mapping[str, Side]) -> Merge:
    """Merge as chosen, by the names of conflicts. Conflicts that stay were not chosen about."""
    editors = ours
    known = {conflict.name for conflict in merge(base, ours, theirs).conflicts}
    for name, side in choices.items():
        if name not in known or side is Side.OURS:
            continue
        base, ours, theirs = _set_back(name, side, base, ours, theirs)
    merged = merge(base, ours, theirs)
    left = [
        conflict
        for conflict in merged.conflicts
        if choices.get(conflict.name) is not Side.OURS or conflict.name not in known
    ]
    changed = said(merged.merged) != said(editors)
    return replace(merged, conflicts=tuple(left), changed=changed)


def _set_back(
    name: str, side: Side, base: Draft, ours: Draft, theirs: Draft
) -> tuple[Draft, Draft, Draft]:
    if name.startswith("block:"):
        return _set_block_back(name, side, base, ours, theirs)
    if name == "body":
        values: dict[str, object] = {"blocks": base.blocks}
    elif name == "order":
        wanted = base if side is Side.BASE else theirs
        return (
            replace(base, blocks=_ordered_as(base.blocks, wanted.blocks)),
            replace(ours, blocks=_ordered_as(ours.blocks, wanted.blocks)),
            replace(theirs, blocks=_ordered_as(theirs.blocks, wanted.blocks)),
        )
    elif name in DOCUMENT_TEXTS + DOCUMENT_DATES:
        return _set_document_back(name, side, base, ours, theirs)
    elif name == "published_at":
        values = {part: getattr(base, part) for part in DATE}
    else:
        values = {name: getattr(base, name)}
    if side is Side.BASE:
        theirs = replace(theirs, **values)
    return base, replace(ours, **values), theirs


def _set_document_back(
    name: str, side: Side, base: Draft, ours: Draft, theirs: Draft
) -> tuple[Draft, Draft, Draft]:
    value = getattr(base.document or DocumentFields(), name)
    changed = [
        replace(draft, document=replace(draft.document or DocumentFields(), **{name: value}))
        for draft in (ours, theirs)
    ]
    return base, changed[0], changed[1] if side is Side.BASE else theirs


def _set_block_back(
    name: str, side: Side, base: Draft, ours: Draft, theirs: Draft
) -> tuple[Draft, Draft, Draft]:
    rows = align(base.blocks, ours.blocks, theirs.blocks)
    wanted = name.removeprefix("block:")
    row = next((row for row in rows if _name(row, base, ours) == wanted), None)
    if row is None:
        return base, ours, theirs
    if row.base is None:
        if row.ours is None or row.theirs is None:
            return base, ours, theirs
        new = theirs.blocks[row.theirs] if side is Side.THEIRS else None
        changed = [*ours.blocks]
        changed[row.ours : row.ours + 1] = [replace(new, id=changed[row.ours].id)] if new else []
        if new is None:
            left = [*theirs.blocks]
            del left[row.theirs]
            theirs = replace(theirs, blocks=tuple(left))
        return base, replace(ours, blocks=tuple(changed)), theirs
    ours = replace(ours, blocks=_with_base(row.base, row.ours, "ours", rows, base, ours))
    if side is Side.BASE:
        blocks = _with_base(row.base, row.theirs, "theirs", rows, base, theirs)
        theirs = replace(theirs, blocks=blocks)
    return base, ours, theirs


def _name(row: Row, base: Draft, ours: Draft) -> str | None:
    if row.base is not None:
        return base.blocks[row.base].id
    return ours.blocks[row.ours].id if row.ours is not None else None


def _with_base(
    rank: int, own: int | None, side: str, rows: Sequence[Row], base: Draft, draft: Draft
) -> tuple[Block, ...]:
    """Put base's block where the side has it, or after what stood before it in base."""
    blocks = [*draft.blocks]
    block = base.blocks[rank]
    if own is not None:
        blocks[own] = replace(block, id=blocks[own].id)
        return tuple(blocks)
    places = {row.base: getattr(row, side) for row in rows if row.base is not None}
    before = [places[other] for other in range(rank) if places.get(other) is not None]
    at = before[-1] + 1 if before else 0
    return (*blocks[:at], block, *blocks[at:])


def _ordered_as(blocks: Sequence[Block], wanted: Sequence[Block]) -> tuple[Block, ...]:
    """Bring the blocks that both have into the order wanted; others follow what they followed."""
    rows = align(wanted, blocks, blocks)
    ranks = {row.ours: row.base for row in rows if row.base is not None and row.ours is not None}
    slots = sorted(ranks)
    turn = iter(sorted(slots, key=lambda slot: ranks[slot]))
    return tuple(
        blocks[next(turn)] if number in ranks else block for number, block in enumerate(blocks)
    )
