"""How much of one text stands in another, and how to find those alike without comparing all.

Texts are compared as sets of runs of folded words. Each set is sketched by one-permutation MinHash
(Li, Owen, Zhang 2012), empty bins filled from the next one (Shrivastava, Li 2014); bins are taken
together in bands, and texts that agree in one band are worth comparing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from ingest.text import tokens

RUN = 4
"""Words in a row. On 80 judged pairs runs of 4 hold an edited copy (0.96 shared and more) and the
next week's schedule (0.93 and less) farther apart than runs of 1, 2 or 3."""
NEAR = 0.945
"""Share of the shorter text that stands in the longer one from which on both are one article."""
MIN_WORDS = 40
"""Texts of fewer words are alike too easily."""
BINS_A_BAND = 3
_WHOLE, _OPENING = 20, 8
"""Bands of the whole text: of two with half of their runs in common 93 % meet in one, with a tenth
2 %. Bands of its opening, for a copy that was cut short."""
BANDS = _WHOLE + _OPENING
OPENING_WORDS = 60


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text to be compared."""

    runs: frozenset[int]
    """Hashes of its runs; none of a text with fewer than `MIN_WORDS` words."""
    bands: tuple[int, ...]
    """`BANDS` numbers of 63 bits; texts that are alike likely have one in common."""

    def shared(self, other: Sketch) -> float:
        """Give the share of the shorter text's runs that stand in the longer one, 0 to 1."""
        return len(self.runs & other.runs) / (min(len(self.runs), len(other.runs)) or 1)


def sketch_of(text: str) -> Sketch:
    """Take a text apart."""
    words = tokens(text)
    if len(words) < MIN_WORDS:
        return Sketch(frozenset(), ())
    runs = _runs(words)
    opening = _runs(words[:OPENING_WORDS])
    bands = (*_bands(runs, _WHOLE, "whole"), *_bands(opening, _OPENING, "opening"))
    return Sketch(runs, bands)


def _runs(words: Sequence[str]) -> frozenset[int]:
    return frozenset(_hash(" ".join(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def _bands(runs: frozenset[int], count: int, name: str) -> Iterator[int]:
    bins: list[int | None] = [None] * (count * BINS_A_BAND)
    for run in runs:
        value, place = divmod(run, len(bins))
        least = bins[place]
        if least is None or value < least:
            bins[place] = value
    full = [_filled(bins, place) for place in range(len(bins))]
    for band in range(count):
        yield _hash(f"{name}{band}:{full[band * BINS_A_BAND : (band + 1) * BINS_A_BAND]}") >> 1


def _filled(bins: Sequence[int | None], place: int) -> tuple[int, int]:
    """Give a bin's value; an empty one has the next one's, and how far that is."""
    for step in range(len(bins)):
        value = bins[(place + step) % len(bins)]
        if value is not None:
            return step, value
    raise ValueError("no run in any bin")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
