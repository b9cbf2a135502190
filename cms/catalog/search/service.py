"""Search among entries: the best of each way to match, ranked together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ..models import Entry, SearchText
from . import index
from .query import SearchQuery
from .ranking import candidate, score

CANDIDATES = 150
"""Newest hits taken of each way to match: what bounds the cost of a word that is everywhere."""
ENOUGH = 20
"""Hits after which beginnings of the last word are not looked for."""
LONG_QUERY = 4
"""Terms from which one may be missing, when no item has all."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A found entry; a greater one comes first."""

    score: int
    newest: int
    page_id: int


def search(entries: QuerySet[Entry], query: SearchQuery) -> list[Hit]:
    """Return the hits among ``entries``, best first.

    Items that have all terms, the last perhaps only begun; if a long search has no such item,
    those that miss one term. Of a search that hits more
    than `CANDIDATES` items in one way, the newest so many are ranked.
    """
    if not query.terms:
        return []
    ids = _candidates(entries, index.in_title(query)) | _candidates(entries, index.anywhere(query))
    if query.marked:
        ids |= _candidates(entries, index.as_spelt(query))
    if query.unfinished and len(ids) < ENOUGH:
        ids |= _candidates(entries, index.anywhere(query.begun()))
    if not ids and len(query.terms) >= LONG_QUERY:
        ids = _candidates(entries, index.all_but_one(query))
    rows = SearchText.objects.filter(pk__in=ids).values_list(
        "entry_id", "entry__newest", "title", "lead", "extra", "text", "exact"
    )
    hits = [
        Hit(score(found, query), found.newest, found.page_id)
        for found in (candidate(*row) for row in rows)
    ]
    return sorted(hits, reverse=True)


def matching(query: SearchQuery) -> Q:
    """Match all entries that have all terms, for lists in another order than by relevance."""
    return index.anywhere(query)


def _candidates(entries: QuerySet[Entry], condition: Q) -> set[int]:
    newest = entries.filter(condition).order_by("-newest", "-pk")
    return set(newest.values_list("pk", flat=True)[:CANDIDATES])
