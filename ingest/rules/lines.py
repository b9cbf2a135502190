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
_SENTENCE_END = (".", "./.", "!", "?", ";", ".”", '."')
# The page's clock with a greeting behind it.
_CLOCK_FIRST = re.compile(
    r"(?:\d{1,2}:\d{2}(?::\d{2})?[\s,|-]"
    r"|(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\W.{0,12}\d{1,2}[/ -])",
    re.IGNORECASE,
)
# Cut texts in lists of news end like this; a paragraph that does is longer.
_TEASER_END = ("...", "…", "[...]")
_TEASER_CHARS = 400
# A related-news list in front of a paragraph longer than this is cut as a list, not to the end.
LONG_PARAGRAPH_CHARS = 200


def is_paragraph(line: str) -> bool:
    """Tell running text from a heading, a label, a headline or a teaser."""
    if len(line) < _SENTENCE_CHARS or (len(line) < _TEASER_CHARS and line.endswith(_TEASER_END)):
        return False
    if len(line) < _PARAGRAPH_CHARS and _CLOCK_FIRST.match(line):
        return False
    return len(line) >= _PARAGRAPH_CHARS or line.endswith(_SENTENCE_END)


def find_core(lines: Sequence[str], *, is_break: Callable[[str], bool]) -> range:
    """Find the lines from the first to the last paragraph of the article.

    That is where most running text stands without a block of frame between. Empty if no line is a
    paragraph.
    """
    best, best_size = range(0), 0
    first, last, size = -1, -1, 0
    for index, line in enumerate(lines):
        if is_break(line):
            first, size = -1, 0
        elif is_paragraph(line):
            first, last, size = (index if first < 0 else first), index, size + len(line)
            if size > best_size:
                best, best_size = range(first, last + 1), size
    return best


def positions_of(count: int, core: range) -> tuple[tuple[Position, ...], ...]:
    """Say of each of ``count`` lines whether it stands before, among or after the paragraphs.

    Without a paragraph every line may be head or tail.
    """
    if not core:
        return ((Position.HEAD, Position.TAIL),) * count
    return tuple(
        (Position.HEAD if i < core[0] else Position.TAIL if i > core[-1] else Position.MIDDLE,)
        for i in range(count)
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
