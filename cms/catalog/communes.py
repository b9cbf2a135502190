"""Communes as they are served: what followed a portal's district, and how people may call each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from django.db.models import QuerySet

from cms.portals.models import Commune

from .search.words import folded_key

KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ")
"""What stands before a commune's name, folded; people leave it out."""


class CommuneData(TypedDict):
    """A commune of today."""

    id: int
    name: str
    province: str
    since: str | None
    formerly: list[str]
    """Names of the communes that went into it."""


def commune_data(commune: Commune) -> CommuneData:
    """Return what the API shows of a commune."""
    origins = commune.origins.all()
    return {
        "id": commune.pk,
        "name": commune.name,
        "province": commune.province,
        "since": commune.valid_from.isoformat() if commune.valid_from else None,
        "formerly": sorted(origin.predecessor.name for origin in origins),
    }


def successors_of(district: str) -> list[CommuneData]:
    """List the communes into which those of a district went; none where that is not known."""
    if not district:
        return []
    found = Commune.objects.filter(origins__predecessor__district=district).distinct()
    return [commune_data(commune) for commune in with_origins(found).order_by("name", "pk")]


def with_origins(communes: QuerySet[Commune]) -> QuerySet[Commune]:
    """Read communes together with what `commune_data` needs."""
    return communes.prefetch_related("origins__predecessor")


def names_of(commune: CommuneData) -> Iterator[str]:
    """Yield what a person or program may call a commune: its id, names now and before, folded."""
    yield str(commune["id"])
    for name in (commune["name"], *commune["formerly"]):
        folded = folded_key(name)
        yield folded
        for kind in KINDS:
            bare = folded.removeprefix(kind)
            # "phường 12" without its kind would be an id.
            if bare != folded and not bare.isdigit():
                yield bare
