"""Which blocks of three bodies are one block.

The better witness first: equal text (or the same picture), then nearly equal text, then likeness,
to which an equal id adds, then id alone; pictures and files also by caption and by place. Ids are
no proof: another extractor may number anew, or give an old id to another block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel

from ingest.types import Block

from .blocks import MEDIA
from .plain import folded_words, plain
from .words import differences

SIMILAR = 0.5
"""Share of words in common from which two texts are versions of one."""
NEARLY_EQUAL = 0.9
"""From here likeness alone decides: an id that says otherwise was given anew."""
ID_WORTH = 0.2
"""What an equal id adds to a lesser likeness."""
MAX_COMPARISONS = 250_000
"""Pairs of texts compared for likeness, a call: about 0.2 s. Beyond, only neighbours are."""
WORDS_OF_A_STATEMENT = 5
"""A text with fewer words (``* * *``) is the same insertion only at the same place."""

Pairs = dict[int, int]


@dataclass(slots=True)
class Row:
    """One block: its rank in base, in ours and in theirs."""

    base: int | None = None
    ours: int | None = None
    theirs: int | None = None


def align(base: Sequence[Block], ours: Sequence[Block], theirs: Sequence[Block]) -> list[Row]:
    """Find the rows: base's in base's order, then what only ours or theirs have."""
    to_ours, to_theirs = _equal(base, ours), _equal(base, theirs)
    linked = _equal_insertions(ours, theirs, to_ours, to_theirs)
    _pair_linked(base, ours, theirs, linked, to_ours, to_theirs)
    _pair_alike(base, ours, to_ours, taken=linked)
    _pair_alike(base, theirs, to_theirs, taken=linked.values())
    rows = [
        Row(base=number, ours=to_ours.get(number), theirs=to_theirs.get(number))
        for number in range(len(base))
    ]
    return rows + list(_insertions(ours, theirs, linked, to_ours, to_theirs))


def texts_key(block: Block) -> tuple[str, str]:
    """What makes two blocks equal at first sight."""
    return ("src", block.src) if block.kind in MEDIA else ("text", plain(block.text))


def _equal(left: Sequence[Block], right: Sequence[Block]) -> Pairs:
    """Pair blocks of equal text: in the order of reading first, then those that moved."""
    keys = [[texts_key(block) for block in side] for side in (left, right)]
    pairs: Pairs = {}
    done = (0, 0)
    for start, end, other_start, other_end in (
        *differences(keys[0], keys[1]),
        (len(left), len(left), len(right), len(right)),
    ):
        pairs.update(zip(range(done[0], start), range(done[1], other_start), strict=True))
        done = (end, other_end)
    waiting: dict[tuple[str, str], list[int]] = {}
    taken = set(pairs.values())
    for number, key in enumerate(keys[1]):
        if number not in taken:
            waiting.setdefault(key, []).append(number)
    for number, key in enumerate(keys[0]):
        if number not in pairs and waiting.get(key):
            pairs[number] = waiting[key].pop(0)
    return pairs


def _free(side: Sequence[Block], taken: Collection[int]) -> list[int]:
    return [number for number in range(len(side)) if number not in taken]


def _equal_insertions(
    ours: Sequence[Block], theirs: Sequence[Block], to_ours: Pairs, to_theirs: Pairs
) -> Pairs:
    """Pair what both sides have alike and base has not: the same edit, or the same insertion."""
    free = (_free(ours, {*to_ours.values()}), _free(theirs, {*to_theirs.values()}))
    found = _equal([ours[n] for n in free[0]], [theirs[n] for n in free[1]])
    places = (_places(ours, to_ours), _places(theirs, to_theirs))
    linked: Pairs = {}
    for left, right in found.items():
        pair = (free[0][left], free[1][right])
        long = len(texts_key(ours[pair[0]])[1].split()) >= WORDS_OF_A_STATEMENT
        if long or ours[pair[0]].kind in MEDIA or _meets(places[0][pair[0]], places[1][pair[1]]):
            linked[pair[0]] = pair[1]
    return linked


def _places(side: Sequence[Block], pairs: Pairs) -> list[tuple[int, int]]:
    """Say for each block of a side after and before which block of base it stands."""
    ranks = {number: rank for rank, number in pairs.items()}
    after, before = [-1] * len(side), [-1] * len(side)
    last = -2
    for number in range(len(side)):
        after[number] = last
        last = ranks.get(number, last)
    last = -3
    for number in reversed(range(len(side))):
        before[number] = last
        last = ranks.get(number, last)
    return list(zip(after, before, strict=True))


def _meets(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] == right[0] or left[1] == right[1]


def _pair_linked(
    base: Sequence[Block],
    ours: Sequence[Block],
    theirs: Sequence[Block],
    linked: Pairs,
    to_ours: Pairs,
    to_theirs: Pairs,
) -> None:
    """Find the blocks of base that both sides changed alike. Where a side still has such a block,
    what they share is an insertion.
    """
    known = {**to_ours, **to_theirs}
    back = {other: own for own, other in linked.items()}
    found: Pairs = {}
    for side, pairs, own_of in (
        (ours, to_ours, {own: own for own in linked}),
        (theirs, to_theirs, back),
    ):
        tried = dict(pairs)
        apart = [number for number in range(len(side)) if number not in own_of]
        _pair_alike(base, side, tried, taken=apart, barred=known)
        for rank, place in tried.items():
            if rank not in known and own_of[place] not in found.values():
                found.setdefault(rank, own_of[place])
    to_ours.update(found)
    to_theirs.update({rank: linked[own] for rank, own in found.items()})


def _pair_alike(
    base: Sequence[Block],
    side: Sequence[Block],
    pairs: Pairs,
    *,
    taken: Collection[int],
    barred: Collection[int] = (),
) -> None:
    """Pair what was changed: by likeness, by id, and media by caption and place.

    ``taken`` blocks of the side and ``barred`` blocks of base are let alone.
    """
    free = (
        [number for number in _free(base, pairs) if number not in barred],
        _free(side, {*pairs.values(), *taken}),
    )
    for rank, place in _alike([base[n] for n in free[0]], [side[n] for n in free[1]]):
        pairs[free[0][rank]] = free[1][place]
    used = {*pairs.values()}
    ids = {side[n].id: n for n in free[1] if n not in used}
    for number in free[0]:
        same = ids.get(base[number].id)
        if number in pairs or same is None:
            continue
        if (base[number].kind in MEDIA) == (side[same].kind in MEDIA):
            pairs[number] = same
    _pair_by_place(base, side, pairs, free=free)


def _pair_by_place(
    base: Sequence[Block],
    side: Sequence[Block],
    pairs: Pairs,
    *,
    free: tuple[Sequence[int], Sequence[int]],
) -> None:
    """Pair a picture or file that was replaced: same kind between the same neighbours."""
    here = _places(base, {number: number for number in pairs})
    there = _places(side, pairs)
    used = {*pairs.values()}
    for number in free[0]:
        if number in pairs or base[number].kind not in MEDIA:
            continue
        for other in free[1]:
            same_kind = side[other].kind is base[number].kind
            if other not in used and same_kind and _meets(here[number], there[other]):
                pairs[number] = other
                used.add(other)
                break


def _alike(left: Sequence[Block], right: Sequence[Block]) -> list[tuple[int, int]]:
    """Pair the most alike, each once; equal likeness in the order of reading."""
    found = [
        (-_worth(score, same_id=left[rank].id == right[place].id), abs(rank - place), rank, place)
        for rank, place, score in _scores(left, right)
    ]
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _score, _distance, rank, place in sorted(found):
        if rank not in used[0] and place not in used[1]:
            pairs.append((rank, place))
            used[0].add(rank)
            used[1].add(place)
    return pairs


def _worth(likeness: float, *, same_id: bool) -> float:
    return likeness + (likeness >= NEARLY_EQUAL) + ID_WORTH * same_id


def _scores(left: Sequence[Block], right: Sequence[Block]) -> Iterator[tuple[int, int, float]]:
    numbers: dict[str, int] = {}
    words = [[_numbered(block, numbers) for block in side] for side in (left, right)]
    reach = len(right)
    if len(left) * len(right) > MAX_COMPARISONS:
        reach = max(1, MAX_COMPARISONS // (2 * len(left)))
    for rank, row in enumerate(words[0]):
        if not row:
            continue
        middle = rank * len(right) // len(left)
        first = max(0, middle - reach)
        near = words[1][first : middle + reach + 1]
        scored = process.extract_iter(
            row, near, scorer=Indel.normalized_similarity, score_cutoff=SIMILAR
        )
        for _row, score, place in scored:
            if (left[rank].kind in MEDIA) == (right[first + place].kind in MEDIA):
                yield rank, first + place, score


def _numbered(block: Block, numbers: dict[str, int]) -> list[int]:
    """Sorted numbers of a block's words: then Indel likeness is the share of words in common,
    whatever their order. Pictures and files are alike by their caption, if they have one.
    """
    text = (block.caption or block.alt) if block.kind in MEDIA else block.text
    return sorted(numbers.setdefault(word, len(numbers)) for word in folded_words(text))


def _insertions(
    ours: Sequence[Block],
    theirs: Sequence[Block],
    linked: Pairs,
    to_ours: Pairs,
    to_theirs: Pairs,
) -> Iterator[Row]:
    used = ({*to_ours.values()}, {*to_theirs.values()})
    both = {own: other for own, other in linked.items() if own not in used[0]}
    free = (
        _free(ours, used[0] | both.keys()),
        _free(theirs, used[1] | {*both.values()}),
    )
    for rank, place in _alike([ours[n] for n in free[0]], [theirs[n] for n in free[1]]):
        both[free[0][rank]] = free[1][place]
    for number in sorted({*free[0], *both}):
        yield Row(ours=number, theirs=both.get(number))
    for number in free[1]:
        if number not in both.values():
            yield Row(theirs=number)
