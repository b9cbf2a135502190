"""The order of hits, computed alike for both databases from the texts of the best candidates.

Nothing here depends on how many other items there are, so a hit keeps its place while items are
added, and a cursor into the results stays right.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from itertools import pairwise

from .query import SearchQuery, Term

# Found by trying on the judged queries of tests/cms/catalog/search_set: a hit in the title
# outweighs any number in the text, and words side by side outweigh the same words apart.
TITLE, EXTRA, LEAD, TEXT = 8.0, 5.0, 3.0, 2.0
WHOLE_TITLE, PHRASE_IN_TITLE, PHRASE_IN_LEAD, PHRASE_IN_TEXT = 30.0, 20.0, 9.0, 7.0
PAIR_IN_TITLE, PAIR_IN_TEXT = 4.0, 2.0
SATURATION = 2.0
"""So many hits in the text count half of what endless hits would."""
SPELLING = 1000.0
"""Above all other points together: the same spelling first, then the same letters."""
PLAIN_SPELLING = 15.0
"""For every word as typed: one without marks is a spelling, too ("ma")."""
BEGINNING = 0.6
"""What a beginning of a word counts of the whole word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The searched words of an entry, each field with a space at both ends."""

    page_id: int
    newest: int
    title: str
    lead: str
    extra: str
    text: str
    exact: str


def candidate(
    page_id: int, newest: int, title: str, lead: str, extra: str, text: str, exact: str
) -> Candidate:
    """Make a candidate of what `SearchText` holds."""
    return Candidate(
        page_id, newest, f" {title} ", f" {lead} ", f" {extra} ", f" {text} ", f" {exact} "
    )


def score(found: Candidate, query: SearchQuery) -> int:
    """Return how well an entry answers a query, in millionths of a point; higher is better."""
    points = _word_points(found, query)
    if query.unfinished:
        points = max(points, BEGINNING * _word_points(found, query.begun()))
    return round((points + _spelling_points(found, query)) * 1_000_000)


def _word_points(found: Candidate, query: SearchQuery) -> float:
    points = sum(_term_points(found, term) for term in query.terms)
    return points + _phrase_points(found, query)


def _spelling_points(found: Candidate, query: SearchQuery) -> float:
    exact = found.exact.replace("\n", " ")
    marked = [term.marked for term in query.terms]
    spelt = [_pattern(term.exact, prefix=term.prefix) in exact for term in query.terms]
    points = 0.0
    if any(marked):
        right = sum(map(operator.and_, marked, spelt))
        points += SPELLING * right / sum(marked)
    return points + (PLAIN_SPELLING if all(spelt) else 0.0)


def _term_points(found: Candidate, term: Term) -> float:
    wanted = _pattern(term.folded, prefix=term.prefix)
    points = 0.0
    if wanted in found.title:
        points += TITLE
    if wanted in found.extra:
        points += EXTRA
    if wanted in found.lead:
        points += LEAD
    hits = found.text.count(wanted)
    return points + TEXT * hits / (hits + SATURATION)


def _phrase_points(found: Candidate, query: SearchQuery) -> float:
    words = query.words
    whole = _pattern(words, prefix=query.terms[-1].prefix) if words else ""
    if len(words) < 2:
        return WHOLE_TITLE if found.title == f" {' '.join(words)} " else 0.0
    points = 0.0
    if whole in found.title:
        points += PHRASE_IN_TITLE + (WHOLE_TITLE if whole == found.title else 0.0)
    if whole in found.lead:
        points += PHRASE_IN_LEAD
    if whole in found.text:
        points += PHRASE_IN_TEXT
    pairs = [f" {first} {second} " for first, second in pairwise(words)]
    in_title = sum(pair in found.title for pair in pairs)
    in_text = sum(pair in found.text or pair in found.lead for pair in pairs)
    return points + (PAIR_IN_TITLE * in_title + PAIR_IN_TEXT * in_text) / len(pairs)


def _pattern(words: tuple[str, ...], *, prefix: bool) -> str:
    return f" {' '.join(words)}{'' if prefix else ' '}"
