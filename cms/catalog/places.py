"""Portals, sections and destinations as they are served: few, so a process keeps them all."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from django.db import models, transaction
from django.utils import timezone
from treebeard.mp_tree import MP_Node
from wagtail.models import PageViewRestriction

from cms.articles.models import SectionPage
from cms.portals.models import Commune, Destination, Portal

from . import changes
from .communes import CommuneData, commune_data, names_of, successors_of
from .models import Operation, Place, PlaceKind

STEP = MP_Node.steplen


class PlaceData(TypedDict, total=False):
    """What a place shows; which keys are there depends on its kind."""

    id: int
    slug: str
    name: str
    title: str
    home: str
    source_status: str
    switch_off_on: str | None
    front_end_url: str
    front_end_path: str
    front_end_section_path: str
    section_map: dict[str, str]
    district: str
    successors: list[CommuneData]
    commune: CommuneData | None


@dataclass(frozen=True, slots=True)
class Places:
    """All places at one moment."""

    version: str
    portals: dict[int, PlaceData] = field(default_factory=dict)
    sections: dict[int, PlaceData] = field(default_factory=dict)
    destinations: dict[int, PlaceData] = field(default_factory=dict)
    portal_of: dict[int, int] = field(default_factory=dict)
    """Section to portal."""
    parents: dict[int, int | None] = field(default_factory=dict)
    """Section to the section above."""
    paths: dict[int, str] = field(default_factory=dict)
    """Section to its place in Wagtail's tree."""
    children: dict[tuple[int | None, int | None, str], int] = field(default_factory=dict)
    """Portal, section above or None, and slug, to section."""
    communes: dict[str, list[int]] = field(default_factory=dict)
    """What a commune may be called (`cms.catalog.communes.names_of`), to its destinations."""

    def portal_with_slug(self, slug: str) -> int | None:
        """Find a portal by its key."""
        return next((key for key, data in self.portals.items() if data["slug"] == slug), None)


def places(version: str) -> Places:
    """Return the places as of ``version`` (`changes.Versions.places`), read once a process."""
    return _read(version)


@functools.lru_cache(maxsize=2)
def _read(version: str) -> Places:
    read = Places(version=version)
    paths: dict[str, int] = {}
    tables = {
        PlaceKind.PORTAL: read.portals,
        PlaceKind.SECTION: read.sections,
        PlaceKind.DESTINATION: read.destinations,
    }
    rows = Place.objects.order_by("kind", "path", "object_id")
    for kind, key, portal, path, data in rows.values_list(
        "kind", "object_id", "portal_id", "path", "data"
    ):
        tables[kind][key] = data
        if kind == PlaceKind.DESTINATION and data["commune"]:
            for name in names_of(data["commune"]):
                read.communes.setdefault(name, []).append(key)
        if kind == PlaceKind.SECTION:
            paths[path] = key
            read.portal_of[key] = portal
            read.parents[key] = paths.get(path[:-STEP])
            read.paths[key] = path
            read.children[portal, read.parents[key], data["slug"]] = key
    return read


def forget() -> None:
    """Drop what the process keeps: for tests, whose databases begin anew."""
    _read.cache_clear()


def restricted_paths() -> tuple[str, ...]:
    """Return the tree paths below which nothing is for everybody."""
    return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


def portal_data(portal: Portal) -> PlaceData:
    """Return what the API shows of a portal."""
    switched_off: date | None = portal.switch_off_on
    return {
        "id": portal.pk,
        "slug": portal.slug,
        "name": portal.name,
        "home": portal.home,
        "source_status": portal.source_status,
        "switch_off_on": switched_off.isoformat() if switched_off else None,
        "front_end_url": portal.front_end_url,
        "front_end_path": portal.front_end_path,
        "front_end_section_path": portal.front_end_section_path,
        "district": portal.district,
        "successors": successors_of(portal.district),
    }


def destination_data(destination: Destination) -> PlaceData:
    """Return what the API shows of a destination."""
    return {
        "id": destination.pk,
        "slug": destination.slug,
        "name": destination.name,
        "front_end_url": destination.base_url,
        "front_end_path": destination.path_pattern,
        "section_map": destination.section_map,
        "commune": commune_data(destination.commune) if destination.commune else None,
    }


def section_data(section: SectionPage) -> PlaceData:
    """Return what the API shows of a section."""
    return {"id": section.pk, "slug": section.slug, "title": section.title}


def refresh_portal(portal: Portal) -> None:
    """Serve a portal as it is now."""
    _save(PlaceKind.PORTAL, portal.pk, portal=portal, data=portal_data(portal))


def refresh_destination(destination: Destination) -> None:
    """Serve a destination as it is now."""
    _save(PlaceKind.DESTINATION, destination.pk, data=destination_data(destination))


def refresh_around(commune: Commune) -> None:
    """Serve as they are now the portals and destinations that show a commune, or what it was."""
    successors = models.Q(commune=commune) | models.Q(commune__origins__predecessor=commune)
    for destination in Destination.objects.filter(successors).distinct():
        refresh_destination(destination)
    districts = set(commune.origins.values_list("predecessor__district", flat=True))
    for portal in Portal.objects.filter(district__in={*districts, commune.district} - {""}):
        refresh_portal(portal)


def refresh_sections(sections: Iterable[SectionPage]) -> None:
    """Serve sections as they are now: those that not everybody may see, not at all."""
    hidden = restricted_paths()
    for section in sections:
        if section.live and not section.path.startswith(hidden):
            data = section_data(section)
            portal = section.portal
            _save(PlaceKind.SECTION, section.pk, portal=portal, path=section.path, data=data)
        else:
            remove(PlaceKind.SECTION, [section.pk], operation=Operation.UNPUBLISHED)


def refresh_sections_below(path: str) -> None:
    """Serve all sections in one part of the tree as they are now."""
    below = SectionPage.objects.filter(path__startswith=path).select_related("portal")
    refresh_sections(below)


@transaction.atomic
def remove(kind: PlaceKind, ids: Iterable[int], *, operation: Operation) -> None:
    """Stop serving places."""
    gone = list(Place.objects.filter(kind=kind, object_id__in=list(ids)).select_related("portal"))
    if not gone:
        return
    Place.objects.filter(pk__in=[place.pk for place in gone]).delete()
    changes.record(
        [
            changes.Happened(operation, place.kind, place.object_id, _slug(place.portal))
            for place in gone
        ],
        now=timezone.now(),
    )


@transaction.atomic
def _save(
    kind: PlaceKind, key: int, *, data: PlaceData, portal: Portal | None = None, path: str = ""
) -> None:
    known = Place.objects.filter(kind=kind, object_id=key).first()
    wanted = {"data": data, "path": path, "portal": portal}
    if known is None:
        Place.objects.create(kind=kind, object_id=key, **wanted)
        operation = Operation.CREATED
    elif known.data == data and known.path == path:
        return
    else:
        operation = Operation.MOVED if known.data == data else Operation.CHANGED
        Place.objects.filter(pk=known.pk).update(**wanted)
    changes.record([changes.Happened(operation, kind, key, _slug(portal))], now=timezone.now())


def _slug(portal: models.Model | None) -> str:
    return portal.slug if isinstance(portal, Portal) else ""
