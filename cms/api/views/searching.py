"""Answers to a search: by relevance, or in any other order."""

from __future__ import annotations

import json

from django.http import HttpRequest

from cms.catalog.models import Entry
from cms.catalog.rendering import as_text
from cms.catalog.search.query import SearchQuery, parse_query
from cms.catalog.search.service import CANDIDATES, Hit, search
from cms.catalog.search.snippets import highlighted, snippet

from .. import listing
from ..counting import Total
from ..items import View, show
from ..parameters import ItemFilters
from ..requests import with_cursor


def ranked_page(
    request: HttpRequest, kind: str, filters: ItemFilters, view: View
) -> tuple[list[str], str | None, Total]:
    """Return a page of hits by relevance, the address of the next, and how many there are."""
    query = parse_query(filters.search or "")
    hits = search(listing.entries(kind, filters, view.places), query)
    rest = [hit for hit in hits if hit < _hit(filters.cursor)] if filters.cursor else hits
    shown = rest[: filters.limit]
    rows = _rows([hit.page_id for hit in shown], view)
    extras = {row["page_id"]: {"highlight": _highlight(row, query)} for row in rows}
    cursor = _cursor(shown[-1]) if len(rest) > len(shown) else None
    total = Total(len(hits), exact=len(hits) < CANDIDATES)
    return show(rows, view, extras=extras), with_cursor(request, cursor), total


def _rows(ids: list[int], view: View) -> list[dict]:
    columns = dict.fromkeys((*view.columns, "body"))
    by_id = {row["page_id"]: row for row in Entry.objects.filter(pk__in=ids).values(*columns)}
    return [by_id[key] for key in ids if key in by_id]


def _highlight(row: dict, query: SearchQuery) -> dict[str, str]:
    summary = json.loads(row["summary"])
    text = f"{summary['lead']}\n{as_text(json.loads(row['body']))}".strip()
    return {"title": highlighted(summary["title"], query), "snippet": snippet(text, query)}


def _cursor(hit: Hit) -> str:
    place = (hit.score << 64) + (hit.newest + listing.SHIFT)
    return f"{place:x}.{hit.page_id}"


def _hit(cursor: str) -> Hit:
    place, _, page_id = cursor.partition(".")
    points, newest = divmod(int(place, 16), 1 << 64)
    return Hit(points, newest - listing.SHIFT, int(page_id))
