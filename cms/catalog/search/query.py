"""What a person typed into a search field, as terms that both databases are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .words import exact_words, folded_words

PIECE = re.compile(r'["“”„«]([^"“”„»]*)["“”»]?|(\S+)')
CLOSING = ('"', "”", "»")
MAX_TERMS = 16
SHORTEST_BEGINNING = 2
"""Letters; a single one alone begins too many words to say anything."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that have to stand side by side."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    prefix: bool = False
    """The last word is only the beginning of one."""
    unfinished: bool = False
    """A person may still be typing it: beginnings count too, but less than the whole word."""

    @property
    def marked(self) -> bool:
        """Whether it was typed with marks, so that the same spelling is worth more."""
        return self.folded != self.exact


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The terms of a search, all of which are wanted."""

    terms: tuple[Term, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words in the order typed, folded."""
        return tuple(word for term in self.terms for word in term.folded)

    @property
    def marked(self) -> bool:
        """Whether any term was typed with marks."""
        return any(term.marked for term in self.terms)

    @property
    def unfinished(self) -> bool:
        """Whether the last term may be a beginning."""
        return bool(self.terms) and self.terms[-1].unfinished

    def begun(self) -> SearchQuery:
        """Return the same search with its last term as a beginning."""
        return SearchQuery(terms=(*self.terms[:-1], replace(self.terms[-1], prefix=True)))


def parse_query(text: str) -> SearchQuery:
    """Read words, "phrases" and beginnings*; 436/QĐ-UBND is a phrase of its parts.

    Signs between words without a digit are spaces. Nothing is an error: what holds no letter or
    digit is left out.
    """
    terms = [term for quoted, bare in PIECE.findall(text) for term in _terms(quoted, bare)]
    if terms and not terms[-1].prefix and not text.endswith((" ", *CLOSING)):
        last = terms[-1]
        telling = len(terms) > 1 or len("".join(last.folded)) >= SHORTEST_BEGINNING
        terms[-1] = replace(last, unfinished=telling)
    return SearchQuery(terms=tuple(dict.fromkeys(terms))[:MAX_TERMS])


def _terms(quoted: str, bare: str) -> Iterator[Term]:
    folded, exact = folded_words(quoted or bare), exact_words(quoted or bare)
    if not folded or len(folded) != len(exact):
        return
    prefix = bare.endswith("*")
    if quoted or any(letter.isdigit() for letter in bare):
        yield Term(folded=tuple(folded), exact=tuple(exact), prefix=prefix)
        return
    for number, (word, spelt) in enumerate(zip(folded, exact, strict=True), start=1):
        yield Term(folded=(word,), exact=(spelt,), prefix=prefix and number == len(folded))
