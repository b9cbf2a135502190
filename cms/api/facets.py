"""How many items of a list stand where: by portal, section and year."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from cms.catalog.models import Entry, Facet, FacetName
from cms.catalog.places import Places

Counted = list[dict[str, object]]


def count_facets(
    names: tuple[str, ...], found: QuerySet[Entry], known: Places
) -> dict[str, Counted]:
    """Return value, label and count of each facet asked, most frequent or newest first."""
    return {name: COUNTERS[name](found, known) for name in names}


def _portals(found: QuerySet[Entry], known: Places) -> Counted:
    rows = found.values_list("portal").annotate(count=Count("pk")).order_by("-count", "portal")
    return [
        {
            "value": known.portals[key]["slug"],
            "label": known.portals[key]["name"],
            "count": count,
        }
        for key, count in rows
        if key in known.portals
    ]


def _sections(found: QuerySet[Entry], known: Places) -> Counted:
    facets = Facet.objects.filter(name=FacetName.SECTION, entry__in=found.values("pk"))
    rows = facets.values_list("value").annotate(count=Count("entry")).order_by("-count", "value")
    return [
        {"value": value, "label": known.sections[int(value)]["title"], "count": count}
        for value, count in rows
        if int(value) in known.sections
    ]


def _years(found: QuerySet[Entry], known: Places) -> Counted:
    dated = found.filter(~Q(published_at=None)).annotate(year=ExtractYear("published_at"))
    rows = dated.values_list("year").annotate(count=Count("pk")).order_by("-year")
    return [{"value": str(year), "label": str(year), "count": count} for year, count in rows]


COUNTERS: dict[str, Callable[[QuerySet[Entry], Places], Counted]] = {
    "portal": _portals,
    "section": _sections,
    "year": _years,
}
