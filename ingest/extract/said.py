"""What a page's structured data say its article is: ``articleBody`` as evidence, never as text."""

from __future__ import annotations

import re

from ingest.extract.leads import is_described
from ingest.extract.linked import linked_values
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Context, Page, Piece

_WORDS = re.compile(r"\W+")
_TAG = re.compile(r"<[^>]{1,400}>")
_KEY = "articleBody"
# What is said counts from so many letters on: shorter ones are abstracts.
_LEAST_SAID = 400
# Letters of a piece by which it is looked up: its end may differ by a link or a note.
_PROBE = 48
# Of the running text at hand, the share that must be said, for what is not said to be frame.
_KNOWN_SHARE = 0.75


class Said:
    """The letters of a page's ``articleBody``."""

    def __init__(self, page: Page) -> None:
        bodies = [
            text for source in page.head.linked_data for _, text in linked_values(source, _KEY)
        ]
        longest = max(bodies, key=len, default="")
        self.letters = _letters(_TAG.sub(" ", longest)) if len(longest) >= _LEAST_SAID else ""

    def holds(self, piece: Piece) -> bool:
        """Tell whether a piece of running text is said, by its beginning, middle or end."""
        letters = _letters(piece.text)
        if not letters:
            return False
        middle = max(0, len(letters) // 2 - _PROBE // 2)
        return any(
            part in self.letters
            for part in (letters[:_PROBE], letters[-_PROBE:], letters[middle : middle + _PROBE])
        )

    def covers(self, pieces: list[Piece]) -> bool:
        """Tell whether most of some running text is said: then what is not said is frame."""
        sizes = [(len(piece.text), self.holds(piece)) for piece in pieces]
        total = sum(size for size, _ in sizes)
        return total > 0 and sum(size for size, held in sizes if held) > _KNOWN_SHARE * total


def _letters(text: str) -> str:
    return _WORDS.sub("", text).lower()


def unsaid(page: Page, container: Context, left_out: dict[int, str]) -> dict[int, str]:
    """Give the rule of running texts inside the article that the structured data leave out."""
    said = Said(page)
    if not said.letters:
        return {}
    pieces = [
        piece
        for piece in page.pieces[container.first : container.last]
        if piece.index not in left_out
        and piece.kind == "text"
        and not piece.context.level
        and piece.context.figure is None
        and not piece.context.hidden
    ]
    running = [piece for piece in pieces if reads_like_a_sentence(piece.text)]
    if not said.covers(running):
        return {}
    first = next((piece.index for piece in running if said.holds(piece)), container.last)
    return {
        piece.index: "said:article-body"
        for piece in pieces
        if piece.context.list is None
        and piece.context.table is None
        and not said.holds(piece)
        # The lead is no part of what many sites call the body.
        and not (piece.index < first and piece in running and is_described(piece.text, page))
    }
