"""A text with inline markup as a row of words, and written out again.

A word is a run of letters, digits and what stands between them without a space (``1.250``,
``436/QĐ-UBND``); punctuation around it stands alone. Markup belongs to the words it encloses, so a
link or an emphasis is merged like a word. Paragraph borders and line breaks are tokens too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from .plain import INVISIBLE

Marks = tuple[str, ...]
"""Opening tags around a text, the outermost first."""
_INLINE = ("a", "b", "strong", "i", "em", "u", "s", "del", "strike", "sup", "sub", "span", "code")
"""In the order in which they nest when written."""
_BREAK = "<br/>"
_BORDER = "</p><p>"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark, or a piece of structure."""

    parts: tuple[tuple[str, Marks], ...]
    glued: bool = False
    """No space before it; false of the first in a line."""
    word: bool = False
    structure: bool = False
    """A tag that stands for itself: a line break, a border of paragraphs, an item of a list."""

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return "" if self.structure else "".join(text for text, _marks in self.parts)


@lru_cache(maxsize=4096)
def parse_html(html: str) -> tuple[Token, ...]:
    """Read sanitised HTML. One paragraph around all of it is no structure."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return tuple(_without_outer_paragraph(reader.tokens))


@lru_cache(maxsize=4096)
def parse_text(text: str) -> tuple[Token, ...]:
    """Read plain text."""
    return tuple(_tokens([(text, ())]))


def to_html(tokens: Sequence[Token], *, wrapped: bool) -> str:
    """Write tokens as HTML, in a paragraph of their own if ``wrapped``."""
    out: list[str] = []
    opened: list[str] = []
    for token in tokens:
        for number, (text, marks) in enumerate(token.parts):
            _close_to(out, opened, marks)
            if out and not token.glued and number == 0 and not _ends_line(out):
                out.append(" ")
            _open(out, opened, marks)
            out.append(text if token.structure else escape(text, quote=False))
    _close_to(out, opened, ())
    html = "".join(out)
    return f"<p>{html}</p>" if wrapped else html


def to_text(tokens: Sequence[Token]) -> str:
    """Write tokens as plain text; structure is white space."""
    out: list[str] = []
    for token in tokens:
        if token.structure or not token.glued:
            out.append(" ")
        out.append(token.text)
    return " ".join("".join(out).split())


def is_balanced(tokens: Iterable[Token]) -> bool:
    """Tell whether structure still closes what it opens."""
    opened: list[str] = []
    for token in tokens:
        tag = token.parts[0][0] if token.structure else _BREAK
        if tag in (_BREAK, _BORDER):
            continue
        if not tag.startswith("</"):
            opened.append(_name(tag))
        elif not opened or opened.pop() != tag[2:-1]:
            return False
    return not opened


class _Reader(HTMLParser):
    """Collects runs of text with the markup around them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self.runs: list[tuple[str, Marks]] = []
        self.marks: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self.marks.append((tag, _opening(tag, attrs)))
        elif tag == "br":
            self._structure(_BREAK)
        else:
            self._structure(_opening(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            for number in range(len(self.marks) - 1, -1, -1):
                if self.marks[number][0] == tag:
                    del self.marks[number]
                    break
        elif tag != "br":
            self._structure(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        order = {mark: _INLINE.index(tag) for tag, mark in self.marks}
        self.runs.append((data, tuple(sorted(order, key=lambda mark: order[mark]))))

    def flush(self) -> None:
        """Turn the runs since the last piece of structure into tokens."""
        self.tokens += _tokens(self.runs)
        self.runs = []

    def _structure(self, tag: str) -> None:
        self.flush()
        self.tokens.append(Token(parts=((tag, ()),), glued=True, structure=True))


def _opening(tag: str, attrs: Iterable[tuple[str, str | None]]) -> str:
    # The editor writes attributes in another order than we do, and keys of its own.
    kept = sorted((name, value or "") for name, value in attrs if name != "data-block-key")
    return f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in kept) + ">"


def _name(opening: str) -> str:
    return opening[1:-1].split(" ")[0]


def _tokens(runs: Iterable[tuple[str, Marks]]) -> Iterator[Token]:
    chars = [
        (char, marks)
        for text, marks in runs
        for char in unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    ]
    for is_space, group in groupby(chars, key=lambda pair: pair[0].isspace()):
        if not is_space:
            yield from _split(list(group))


def _split(run: list[tuple[str, Marks]]) -> Iterator[Token]:
    """Take the punctuation around a run off it, each mark a token."""
    solid = [number for number, (char, _marks) in enumerate(run) if _is_solid(char)]
    first, last = (solid[0], solid[-1] + 1) if solid else (len(run), len(run))
    pieces = [[pair] for pair in run[:first]]
    if solid:
        pieces.append(run[first:last])
    pieces += [[pair] for pair in run[last:]]
    for number, piece in enumerate(pieces):
        parts = tuple(
            ("".join(char for char, _marks in group), marks)
            for marks, group in groupby(piece, key=lambda pair: pair[1])
        )
        yield Token(parts=parts, glued=number > 0, word=_is_solid(piece[0][0]))


def _is_solid(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _without_outer_paragraph(tokens: list[Token]) -> list[Token]:
    """Write paragraphs as borders between them where there is no other structure."""
    tags = [token.parts[0][0] for token in tokens if token.structure]
    inner = [tag for tag in tags if tag != _BREAK]
    if not inner or inner != ["<p>", "</p>"] * (len(inner) // 2):
        return tokens
    if tokens[0].parts[0][0] != "<p>" or tokens[-1].parts[0][0] != "</p>":
        return tokens
    kept: list[Token] = []
    for token in tokens[1:-1]:
        tag = token.parts[0][0] if token.structure else ""
        if tag == "<p>":
            kept.append(Token(parts=((_BORDER, ()),), glued=True, structure=True))
        elif tag != "</p>":
            kept.append(token)
    return kept


def _ends_line(out: Sequence[str]) -> bool:
    return out[-1] in (_BREAK, _BORDER) or out[-1].startswith(("<p", "<li", "<ul", "<ol"))


def _close_to(out: list[str], opened: list[str], marks: Marks) -> None:
    """Close what the next text is no longer inside of."""
    shared = 0
    while shared < min(len(opened), len(marks)) and opened[shared] == marks[shared]:
        shared += 1
    while len(opened) > shared:
        out.append(f"</{_name(opened.pop())}>")


def _open(out: list[str], opened: list[str], marks: Marks) -> None:
    for mark in marks[len(opened) :]:
        out.append(mark)
        opened.append(mark)
