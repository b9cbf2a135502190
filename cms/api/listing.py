"""Lists of items by keyset: a page costs the same wherever it stands, and stays right while items
are added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from cms.catalog.building import microseconds
from cms.catalog.models import Entry, Facet, FacetName
from cms.catalog.places import Places
from cms.catalog.search.query import parse_query
from cms.catalog.search.service import matching
from cms.catalog.search.words import address_key, folded_key, number_key

from .parameters import DocumentFilters, ItemFilters, beginning, end

M = TypeVar("M", bound=Model)
SHIFT = 2**63
"""Makes keys that may be negative unsigned, for their hexadecimal form in cursors."""


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is sorted."""

    column: str
    falling: bool


ORDERS = {
    "-published_at": Order("newest", falling=True),
    "published_at": Order("oldest", falling=False),
    "-updated_at": Order("touched", falling=True),
    "updated_at": Order("touched", falling=False),
    "title": Order("title_key", falling=False),
    "-title": Order("title_key", falling=True),
}
DRIVING = (
    *(FacetName.SOURCE_URL, FacetName.NUMBER, FacetName.REFERENCE, FacetName.BYLINE, FacetName.TAG),
    *(FacetName.ISSUING_BODY, FacetName.DOCUMENT_TYPE, FacetName.DESTINATION, FacetName.SECTION),
)
"""Facets from the most to the least selective: the first one asked leads the query."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A facet that is asked, and the values of which an item must have one."""

    name: FacetName
    values: tuple[str, ...]


def facets_of(filters: ItemFilters, places: Places) -> list[Wanted]:
    """Return the facets that are asked, the most selective first."""
    asked: list[tuple[FacetName, str | None]] = [
        (FacetName.SECTION, None if filters.section is None else str(filters.section)),
        (FacetName.TAG, _folded(filters.tag)),
        (FacetName.BYLINE, _folded(filters.byline)),
        (FacetName.SOURCE_URL, filters.source_url and address_key(filters.source_url)),
        (FacetName.REFERENCE, filters.legal_reference and number_key(filters.legal_reference)),
    ]
    if isinstance(filters, DocumentFilters):
        asked += [
            (FacetName.NUMBER, filters.number and number_key(filters.number)),
            (FacetName.DOCUMENT_TYPE, _folded(filters.document_type)),
            (FacetName.ISSUING_BODY, _folded(filters.issuing_body)),
        ]
    wanted = [Wanted(name, (value,)) for name, value in asked if value is not None]
    wanted += (
        Wanted(FacetName.DESTINATION, tuple(map(str, keys))) for keys in _owners(filters, places)
    )
    return sorted(wanted, key=lambda one: DRIVING.index(one.name))


def _folded(text: str | None) -> str | None:
    return None if text is None else folded_key(text)


def _owners(filters: ItemFilters, places: Places) -> Iterator[list[int]]:
    """Yield the destinations that are asked for, by key and by commune."""
    if filters.destination is not None:
        yield [
            key
            for key, place in places.destinations.items()
            if place["slug"] == filters.destination
        ]
    if filters.commune is not None:
        yield places.communes.get(folded_key(filters.commune), [])


def conditions(filters: ItemFilters, places: Places, *, prefix: str = "") -> Q:
    """Return what is asked of the columns of `Entry`, reached over ``prefix``."""
    asked: dict[str, object] = {}
    if filters.portal is not None:
        asked["portal_id"] = places.portal_with_slug(filters.portal) or 0
    if filters.language is not None:
        asked["language"] = filters.language
    if filters.has_image is not None:
        asked["has_image"] = filters.has_image
    if filters.published_from is not None:
        asked["newest__gte"] = microseconds(beginning(filters.published_from))
    if filters.published_to is not None:
        asked["oldest__lte"] = microseconds(end(filters.published_to))
    if filters.updated_from is not None:
        asked["touched__gte"] = microseconds(beginning(filters.updated_from))
    if filters.updated_to is not None:
        asked["touched__lte"] = microseconds(end(filters.updated_to))
    if isinstance(filters, DocumentFilters):
        asked.update(
            (name, value)
            for name, value in (
                ("issued_on__gte", filters.issued_from),
                ("issued_on__lte", filters.issued_to),
                ("effective_on__gte", filters.effective_from),
                ("effective_on__lte", filters.effective_to),
            )
            if value is not None
        )
    return Q(**{f"{prefix}{name}": value for name, value in asked.items()})


def entries(
    kind: str, filters: ItemFilters, places: Places, *, searched: bool = False
) -> QuerySet[Entry]:
    """Return the entries of a kind that the filters let through, in no order.

    A search is a filter too where another order than by relevance is asked, or ``searched`` says.
    """
    found = Entry.objects.filter(conditions(filters, places), kind=kind)
    if filters.search is not None and (searched or filters.order is not None):
        found = found.filter(matching(parse_query(filters.search)))
    return _with_facets(found, facets_of(filters, places), owner="pk")


def page_of(
    kind: str, filters: ItemFilters, places: Places, *, columns: tuple[str, ...]
) -> tuple[list[Mapping[str, object]], str | None]:
    """Return the rows of one page, and the cursor of the next."""
    order = ORDERS[filters.order or "-published_at"]
    asked = facets_of(filters, places)
    driving = next((one for one in asked if len(one.values) == 1), None)
    if driving and order.column == "newest" and filters.search is None:
        # One index holds facet, kind and order: the list is read from it, not sorted.
        found = Facet.objects.filter(
            conditions(filters, places, prefix="entry__"),
            name=driving.name,
            value=driving.values[0],
            kind=kind,
        )
        asked.remove(driving)
        rows = _with_facets(found, asked, owner="entry")
        return _cut(rows, order, filters, owner="entry", prefix="entry__", columns=columns)
    rows = entries(kind, filters, places)
    return _cut(rows, order, filters, owner="page", prefix="", columns=columns)


def _with_facets(rows: QuerySet[M], asked: Iterable[Wanted], *, owner: str) -> QuerySet[M]:
    for one in asked:
        having = Facet.objects.filter(entry=OuterRef(owner), name=one.name, value__in=one.values)
        rows = rows.filter(Exists(having))
    return rows


def _cut(
    rows: QuerySet[M],
    order: Order,
    filters: ItemFilters,
    *,
    owner: str,
    prefix: str,
    columns: tuple[str, ...],
) -> tuple[list[Mapping[str, object]], str | None]:
    if filters.cursor:
        rows = rows.filter(_after(filters.cursor, order, owner=owner))
    sign = "-" if order.falling else ""
    named = {f"_{name}": F(f"{prefix}{name}") for name in (*columns, order.column)}
    found = [
        {name[1:]: value for name, value in row.items()}
        for row in rows.order_by(f"{sign}{order.column}", f"{sign}{owner}").values(**named)[
            : filters.limit + 1
        ]
    ]
    if len(found) <= filters.limit:
        return found, None
    last = found[filters.limit - 1]
    return found[: filters.limit], f"{_as_hex(last[order.column])}.{last['page_id']}"


def _after(cursor: str, order: Order, *, owner: str) -> Q:
    key, _, last = cursor.partition(".")
    value = _from_hex(key, text=order.column == "title_key")
    beyond = "lt" if order.falling else "gt"
    # The first condition alone is a range of the index; the second only decides among equals.
    return Q(**{f"{order.column}__{beyond}e": value}) & (
        Q(**{f"{order.column}__{beyond}": value}) | Q(**{f"{owner}__{beyond}": int(last)})
    )


def _as_hex(key: int | bytes | memoryview) -> str:
    return f"{key + SHIFT:x}" if isinstance(key, int) else bytes(key).hex()


def _from_hex(key: str, *, text: bool) -> int | bytes:
    if text:
        return bytes.fromhex(key if len(key) % 2 == 0 else f"{key}0")
    return min(int(key[:17], 16), 2 * SHIFT - 1) - SHIFT
