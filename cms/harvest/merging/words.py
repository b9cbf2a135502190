"""Merging two changes of one text, word by word."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from .inline import Token

Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``base[start:end]`` became ``new``."""

    start: int
    end: int
    new: Tokens

    @property
    def weight(self) -> int:
        """Words that it takes out or puts in, whichever are more."""
        return max(self.end - self.start, len(self.new))


def merge_words(base: Tokens, ours: Tokens, theirs: Tokens) -> Tokens | None:
    """Apply both sides' changes; ``None`` if they touch and are not the same.

    Changes touch unless an unchanged word stands between them.
    """
    sides = (changes(base, ours), changes(base, theirs))
    merged: list[Token] = []
    done = 0
    for start, end in _zones(base, sides):
        merged += base[done:start]
        texts = [_rewritten(base, start, end, side) for side in sides]
        was = base[start:end]
        if texts[0] == texts[1] or texts[1] == was:
            merged += texts[0]
        elif texts[0] == was:
            merged += texts[1]
        else:
            return None
        done = end
    merged += base[done:]
    return tuple(merged)


def changes(base: Tokens, side: Tokens) -> list[Change]:
    """List what a side changed, in order."""
    found = [
        Change(base_start, base_end, side[side_start:side_end])
        for base_start, base_end, side_start, side_end in differences(base, side)
    ]
    return _without_islands(base, found)


def differences(
    left: Sequence[Hashable], right: Sequence[Hashable]
) -> Iterator[tuple[int, int, int, int]]:
    """Give the ranges in which two rows differ: start and end in the left, in the right."""
    numbers: dict[Hashable, int] = {}
    rows = [[numbers.setdefault(item, len(numbers)) for item in row] for row in (left, right)]
    start: tuple[int, int] | None = None
    for code in LCSseq.opcodes(rows[0], rows[1]):
        if code.tag == "equal":
            if start is not None:
                yield start[0], code.src_start, start[1], code.dest_start
                start = None
        elif start is None:
            start = (code.src_start, code.dest_start)
    if start is not None:
        yield start[0], len(left), start[1], len(right)


def _without_islands(base: Tokens, found: list[Change]) -> list[Change]:
    """Join changes around a chance agreement: one word that was kept between four rewritten ones
    on either side was not kept, it occurs again.
    """
    joined: list[Change] = []
    for change in found:
        while joined:
            before = joined[-1]
            kept = base[before.end : change.start]
            words = sum(token.word for token in kept)
            if words * 4 > min(before.weight, change.weight):
                break
            joined.pop()
            change = Change(before.start, change.end, before.new + kept + change.new)
        joined.append(change)
    return joined


def _zones(base: Tokens, sides: Sequence[Sequence[Change]]) -> list[tuple[int, int]]:
    """Join changes that touch into the ranges of base within which sides are compared."""
    ordered = sorted(
        ((change, side) for side, found in enumerate(sides) for change in found),
        key=lambda pair: (pair[0].start, pair[0].end),
    )
    zones: list[tuple[int, int]] = []
    speakers: set[int] = set()
    for change, side in ordered:
        if zones and _touches(base, zones[-1], change, same=speakers == {side}):
            zones[-1] = (zones[-1][0], max(zones[-1][1], change.end))
            speakers.add(side)
        else:
            zones.append((change.start, change.end))
            speakers = {side}
    return zones


def _touches(base: Tokens, zone: tuple[int, int], change: Change, *, same: bool) -> bool:
    if change.start <= zone[1]:
        return not same or change.start < zone[1]
    return not same and not any(token.word for token in base[zone[1] : change.start])


def _rewritten(base: Tokens, start: int, end: int, side: Sequence[Change]) -> Tokens:
    """Read one side's version of ``base[start:end]``."""
    text: list[Token] = []
    done = start
    for change in side:
        if start <= change.start and change.end <= end:
            text += base[done : change.start]
            text += change.new
            done = change.end
    return (*text, *base[done:end])
