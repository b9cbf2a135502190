"""Ask the database's full-text index; the one place where SQLite and PostgreSQL differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from .query import SearchQuery, Term


class Where(Enum):
    """What part of an entry is searched."""

    TITLE = "title"
    ANYWHERE = "folded"
    EXACT = "exact"


FTS_COLUMNS = {
    Where.TITLE: "{title}",
    Where.ANYWHERE: "{title lead extra text}",
    Where.EXACT: "{exact}",
}


def in_title(query: SearchQuery) -> Q:
    """Match entries that have all terms in the title."""
    return _match_all((Where.TITLE, term) for term in query.terms)


def anywhere(query: SearchQuery) -> Q:
    """Match entries that have all terms somewhere, marks or no marks."""
    return _match_all((Where.ANYWHERE, term) for term in query.terms)


def as_spelt(query: SearchQuery) -> Q:
    """Match entries that have all terms somewhere, those with marks spelt as they were typed."""
    return _match_all(
        (Where.EXACT if term.marked else Where.ANYWHERE, term) for term in query.terms
    )


def all_but_one(query: SearchQuery) -> Q:
    """Match entries that miss at most one term."""
    found = Q(pk__in=[])
    for left_out in range(len(query.terms)):
        kept = query.terms[:left_out] + query.terms[left_out + 1 :]
        found |= _match_all((Where.ANYWHERE, term) for term in kept)
    return found


def _match_all(parts: Iterable[tuple[Where, Term]]) -> Q:
    listed = list(parts)
    if not listed:
        return Q(pk__in=[])
    match = _postgresql if connection.vendor == "postgresql" else _sqlite
    return match(listed)


def _sqlite(parts: Sequence[tuple[Where, Term]]) -> Q:
    wanted = " AND ".join(f"{FTS_COLUMNS[where]} : {_fts_term(where, t)}" for where, t in parts)
    sql = "SELECT rowid FROM catalog_fts WHERE catalog_fts MATCH %s"
    return Q(pk__in=RawSQL(sql, [wanted]))  # noqa: S611 - parameters are bound


def _fts_term(where: Where, term: Term) -> str:
    words = term.exact if where is Where.EXACT else term.folded
    return f'"{" ".join(words)}"{"*" if term.prefix else ""}'


def _postgresql(parts: Sequence[tuple[Where, Term]]) -> Q:
    by_column: dict[Where, list[str]] = {}
    for where, term in parts:
        words = [f"'{word}'" for word in (term.exact if where is Where.EXACT else term.folded)]
        if term.prefix:
            words[-1] += ":*"
        by_column.setdefault(where, []).append(f"({' <-> '.join(words)})")
    conditions = " AND ".join(f"{where.value}_vector @@ %s::tsquery" for where in by_column)
    sql = f"SELECT entry_id FROM catalog_searchtext WHERE {conditions}"  # noqa: S608 - our names
    wanted = [" & ".join(terms) for terms in by_column.values()]
    return Q(pk__in=RawSQL(sql, wanted))  # noqa: S611 - parameters are bound
