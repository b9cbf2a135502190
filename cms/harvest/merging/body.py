"""Merging bodies: which blocks there are, what each says, in which order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.types import Block

from .alignment import Row, align
from .blocks import Disagreement, content, merge_block
from .order import Order, merge_order
from .result import Conflict

Blocks = Sequence[Block]


@dataclass(slots=True)
class Body:
    """Merged blocks, with ids that occur once."""

    blocks: tuple[Block, ...] = ()
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sides:
    base: Blocks
    ours: Blocks
    theirs: Blocks

    def of(self, row: Row) -> tuple[Block | None, Block | None, Block | None]:
        return (
            None if row.base is None else self.base[row.base],
            None if row.ours is None else self.ours[row.ours],
            None if row.theirs is None else self.theirs[row.theirs],
        )


def merge_bodies(base: Blocks, ours: Blocks, theirs: Blocks) -> Body:
    """Merge three bodies. In a conflict the result has what ours has.

    An empty body of theirs is a failed extraction, one that the editor emptied is not filled again,
    and two deletions that leave nothing were meant by nobody: conflicts about the body as a whole.
    """
    says = [[content(block) for block in side] for side in (base, ours, theirs)]
    if says[2] in (says[0], says[1]):
        return Body(blocks=tuple(ours))
    if base and bool(ours) != bool(theirs):
        return Body(blocks=tuple(ours), conflicts=[conflict_of("body", base, ours, theirs)])
    if says[1] == says[0]:
        return Body(blocks=tuple(theirs))
    sides = _Sides(base, ours, theirs)
    rows = align(base, ours, theirs)
    conflicts: list[Conflict] = []
    merged = {id(row): _merge_row(row, sides, conflicts) for row in rows}
    order = _merged_order(rows)
    if not order.agreed:
        conflicts.append(conflict_of("order", base, ours, theirs))
    kept = [row for row in rows if merged[id(row)] is not None]
    placed = _placed(kept, order)
    blocks = [
        (block, row.ours is not None) for row in placed if (block := merged[id(row)]) is not None
    ]
    if ours and not blocks:
        return Body(blocks=tuple(ours), conflicts=[conflict_of("body", base, ours, theirs)])
    return Body(blocks=_renamed(blocks), conflicts=conflicts)


def conflict_of(name: str, base: Blocks, ours: Blocks, theirs: Blocks) -> Conflict:
    """Show three bodies as text."""
    base_text, ours_text, theirs_text = (
        "\n\n".join(text_of(block) for block in side) for side in (base, ours, theirs)
    )
    return Conflict(name=name, base=base_text, ours=ours_text, theirs=theirs_text)


def text_of(block: Block) -> str:
    """Show a block as text: what it says, and what it shows."""
    return "\n".join(part for part in (block.text, block.src, block.alt, block.caption) if part)


def _merge_row(row: Row, sides: _Sides, conflicts: list[Conflict]) -> Block | None:
    base, ours, theirs = sides.of(row)
    try:
        return _merged(base, ours, theirs)
    except Disagreement:
        named = base or ours
        conflicts.append(
            Conflict(
                name=f"block:{named.id if named else ''}",
                base=text_of(base) if base else None,
                ours=text_of(ours) if ours else None,
                theirs=text_of(theirs) if theirs else None,
            )
        )
        return ours


def _merged(base: Block | None, ours: Block | None, theirs: Block | None) -> Block | None:
    """Merge one block. Raises Disagreement."""
    if base and ours and theirs:
        return merge_block(base, ours, theirs, merge_items=_merge_items)
    if ours and theirs:
        if content(ours) != content(theirs):
            raise Disagreement
        return ours
    if base and (ours or theirs):
        if content(ours or theirs or base) != content(base):
            raise Disagreement
        return None
    return ours or theirs


def _merge_items(base: Blocks, ours: Blocks, theirs: Blocks) -> tuple[list[Block], bool]:
    sides = (
        [replace(item, id=f"{side}:{item.id}") for item in items]
        for side, items in (("base", base), ("ours", ours), ("theirs", theirs))
    )
    body = merge_bodies(*sides)
    return list(body.blocks), bool(body.conflicts)


def _merged_order(rows: Sequence[Row]) -> Order:
    common = [row for row in rows if None not in (row.base, row.ours, row.theirs)]
    ours = sorted(common, key=lambda row: row.ours or 0)
    theirs = sorted(common, key=lambda row: row.theirs or 0)
    return merge_order([row.base or 0 for row in ours], [row.base or 0 for row in theirs])


def _placed(rows: Sequence[Row], order: Order) -> list[Row]:
    """Bring all rows into order: the common ones, then what only one side has, ours' first."""
    common = {row.base: row for row in rows if None not in (row.base, row.ours, row.theirs)}
    placed: list[Row | None] = [None, *(common[rank] for rank in order.ranks)]
    fixed = {id(row) for rank, row in common.items() if rank not in order.moved}
    own = sorted((row for row in rows if row.ours is not None), key=lambda row: row.ours or 0)
    _insert(placed, own, fixed)
    other = sorted((row for row in rows if row.theirs is not None), key=lambda row: row.theirs or 0)
    _insert(placed, other, fixed)
    return [row for row in placed if row is not None]


def _insert(placed: list[Row | None], side: Sequence[Row], fixed: set[int]) -> None:
    """Put the rows of a side that have no place yet beside their neighbours.

    They follow the block before them, unless that one was moved and the one after them was not.
    What the other side put at the same place stays before them.
    """
    known = {id(row) for row in placed if row is not None}
    own = {id(row) for row in side}
    before: Row | None = None
    run: list[Row] = []
    for row in (*side, None):
        if row is not None and id(row) not in known:
            run.append(row)
            continue
        if run:
            to_next = before is not None and id(before) not in fixed
            if to_next and row is not None and id(row) in fixed:
                at = _index(placed, row)
            else:
                at = _index(placed, before) + 1
                while at < len(placed) and id(placed[at]) not in own:
                    at += 1
            placed[at:at] = run
            run = []
        before = row


def _index(placed: Sequence[Row | None], wanted: Row | None) -> int:
    return next(number for number, row in enumerate(placed) if row is wanted)


def _renamed(blocks: Sequence[tuple[Block, bool]]) -> tuple[Block, ...]:
    """Let each id occur once; of two blocks with one id the editor's keeps it."""
    used = {block.id for block, is_ours in blocks if is_ours}
    seen: set[str] = set()
    renamed = []
    for block, is_ours in blocks:
        name, number = block.id, 1
        while name in seen or (name in used and not is_ours):
            number += 1
            name = f"{block.id}~{number}"
        seen.add(name)
        renamed.append(block if name == block.id else replace(block, id=name))
    return tuple(renamed)
