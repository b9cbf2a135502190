"""What a person typed into a search field, as terms that both databases are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .words import exact_words, folded_words

PIECE = re.compile(r'"([^"]*)"?|(\S+)')
MAX_TERMS = 16


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that have to stand side by side."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    prefix: bool = False
    """The last word is only the beginning of one."""

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


def parse_query(text: str) -> SearchQuery:
    """Read words, "phrases" and beginnings*; 436/QĐ-UBND is a phrase of its parts.

    Nothing is an error: what holds no letter or digit is left out.
    """
    terms = []
    for quoted, bare in PIECE.findall(text):
        folded, exact = tuple(folded_words(quoted or bare)), tuple(exact_words(quoted or bare))
        if folded and len(folded) == len(exact):
            terms.append(Term(folded=folded, exact=exact, prefix=bare.endswith("*")))
    return SearchQuery(terms=tuple(dict.fromkeys(terms))[:MAX_TERMS])
