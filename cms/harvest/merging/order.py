"""The order of blocks that two sides may both have changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Ranks of base's blocks (those that all sides have) in the merged order."""

    ranks: tuple[int, ...]
    moved: frozenset[int]
    """Blocks that stand elsewhere than in base: no place to measure others by."""
    agreed: bool
    """False: both moved blocks and not both orders can hold; ``ranks`` is ours' order."""


def merge_order(ours: Sequence[int], theirs: Sequence[int]) -> Order:
    """Merge two orders of the same ranks; base's is the sorted one."""
    moved_here, moved_there = moved_ranks(ours), moved_ranks(theirs)
    moved = moved_here | moved_there
    if not moved_there or list(ours) == list(theirs):
        return Order(ranks=tuple(ours), moved=moved, agreed=True)
    if not moved_here:
        return Order(ranks=tuple(theirs), moved=moved, agreed=True)
    merged = _both(ours, theirs)
    fixed = [rank for rank in sorted(ours) if rank not in moved]
    twice = moved_here & moved_there
    if merged is None or _slots(ours, fixed, twice) != _slots(theirs, fixed, twice):
        return Order(ranks=tuple(ours), moved=moved, agreed=False)
    return Order(ranks=merged, moved=moved, agreed=True)


def moved_ranks(order: Sequence[int]) -> frozenset[int]:
    """Name the fewest blocks whose moving explains the order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = [None] * len(order)
    for number, rank in enumerate(order):
        place = bisect_left(tails, rank)
        before[number] = ends[place - 1] if place else None
        tails[place : place + 1] = [rank]
        ends[place : place + 1] = [number]
    kept = set()
    at = ends[-1] if ends else None
    while at is not None:
        kept.add(order[at])
        at = before[at]
    return frozenset(order) - kept


def _both(ours: Sequence[int], theirs: Sequence[int]) -> tuple[int, ...] | None:
    """Turn round each pair that either side turned round; ``None`` if that is no order."""
    here = {rank: place for place, rank in enumerate(ours)}
    there = {rank: place for place, rank in enumerate(theirs)}
    ranks = sorted(ours)
    before = dict.fromkeys(ranks, 0)
    for number, low in enumerate(ranks):
        for high in ranks[number + 1 :]:
            turned = here[low] > here[high] or there[low] > there[high]
            before[low if turned else high] += 1
    if sorted(before.values()) != list(range(len(ranks))):
        return None
    return tuple(sorted(ranks, key=before.__getitem__))


def _slots(order: Sequence[int], fixed: Sequence[int], wanted: frozenset[int]) -> dict[int, int]:
    """Say for each wanted block after how many of the fixed ones it stands."""
    slots: dict[int, int] = {}
    passed = 0
    known = set(fixed)
    for rank in order:
        if rank in known:
            passed += 1
        elif rank in wanted:
            slots[rank] = passed
    return slots
