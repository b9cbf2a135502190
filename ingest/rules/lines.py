"""Where the lines of a page stand that has lost its markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise


class Position(StrEnum):
    """Where a block stands."""

    HEAD = "head"
    """Before the article's first paragraph."""
    MIDDLE = "middle"
    TAIL = "tail"
    """After its last paragraph."""


# A title of three lines has no full stop; running text of that length without one is rare.
_PARAGRAPH_CHARS = 200
_SENTENCE_CHARS = 60
_SENTENCE_END = (".", "./.", "!", "?", ";", "…", ".”", '."')
# A related-news list in front of a paragraph longer than this is cut as a list, not to the end.
LONG_PARAGRAPH_CHARS = 200


def is_paragraph(line: str) -> bool:
    """Tell running text from a heading, a label or a headline."""
    return len(line) >= _PARAGRAPH_CHARS or (
        len(line) >= _SENTENCE_CHARS and line.endswith(_SENTENCE_END)
    )


def positions_of(
    lines: Sequence[str], *, is_frame: Callable[[str], bool]
) -> tuple[tuple[Position, ...], ...]:
    """Say of each line whether it stands before, among or after the paragraphs.

    Without a paragraph every line may be head or tail.
    """
    paragraphs = [i for i, line in enumerate(lines) if is_paragraph(line) and not is_frame(line)]
    if not paragraphs:
        return ((Position.HEAD, Position.TAIL),) * len(lines)
    first, last = paragraphs[0], paragraphs[-1]
    return tuple(
        (Position.HEAD if i < first else Position.TAIL if i > last else Position.MIDDLE,)
        for i in range(len(lines))
    )


def list_end(lines: Sequence[str], start: int) -> int:
    """Tell where the list of links under the heading ``lines[start]`` ends.

    It runs to the end unless a long paragraph follows; then to the first line of running text.
    """
    rest = range(start + 1, len(lines))
    if not any(len(lines[i]) > LONG_PARAGRAPH_CHARS for i in rest):
        return len(lines)
    return next((i for i in rest if is_paragraph(lines[i])), len(lines))


def split_at(line: str, frame: re.Pattern[str]) -> tuple[str, ...]:
    """Cut a line before each piece of frame in it; the slices are exact."""
    cuts = [0, *(match.start() for match in frame.finditer(line)), len(line)]
    return tuple(line[a:b] for a, b in pairwise(cuts) if line[a:b]) or (line,)
