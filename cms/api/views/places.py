"""Portals, sections and destinations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.places import Places, places

from ..gateway import etag, json_answer, matches, not_modified
from ..parameters import Id, Text
from ..requests import origin
from ..routing import get
from ..schemas import Destination, Page, Portal, Section

router = Router(tags=["places"])


class SectionFilters(Schema):
    """What the list of sections can be asked."""

    portal: Text | None = None
    parent: Id | None = None


@get(router, "portals/", response=Page[Portal])
def list_portals(request: HttpRequest) -> HttpResponse:
    """List the legacy websites whose content is here."""
    return _answer(request, lambda known: _listed(known.portals.values()))


@get(router, "portals/{slug}/", response=Portal)
def show_portal(request: HttpRequest, slug: Path[Text]) -> HttpResponse:
    """Show one portal."""
    return _answer(request, lambda known: _found(known.portals, known.portal_with_slug(slug) or 0))


@get(router, "sections/", response=Page[Section])
def list_sections(request: HttpRequest, filters: Query[SectionFilters]) -> HttpResponse:
    """List sections, each after the one above it."""

    def listed(known: Places) -> object:
        portal = known.portal_with_slug(filters.portal) or 0 if filters.portal else None
        return _listed(
            _section(known, key)
            for key in known.sections
            if portal in (None, known.portal_of[key])
            and filters.parent in (None, known.parents[key])
        )

    return _answer(request, listed)


@get(router, "sections/{section_id}/", response=Section)
def show_section(request: HttpRequest, section_id: Path[Id]) -> HttpResponse:
    """Show one section."""

    def shown(known: Places) -> object:
        _found(known.sections, section_id)
        return _section(known, section_id)

    return _answer(request, shown)


@get(router, "destinations/", response=Page[Destination])
def list_destinations(request: HttpRequest) -> HttpResponse:
    """List the sites where items now belong."""
    return _answer(request, lambda known: _listed(known.destinations.values()))


@get(router, "destinations/{slug}/", response=Destination)
def show_destination(request: HttpRequest, slug: Path[Text]) -> HttpResponse:
    """Show one destination."""

    def shown(known: Places) -> object:
        found = (key for key, place in known.destinations.items() if place["slug"] == slug)
        return _found(known.destinations, next(found, 0))

    return _answer(request, shown)


def _answer(request: HttpRequest, content: Callable[[Places], object]) -> HttpResponse:
    version = changes.versions().places
    tag = etag(version, origin(request), request.get_full_path())
    if matches(request, tag):
        return not_modified(tag)
    return json_answer(stored_json(content(places(version))), tag)


def _listed(found: Iterable[object]) -> dict[str, object]:
    return {"items": list(found), "next": None}


def _found(table: Mapping[int, object], key: int) -> object:
    if key not in table:
        raise Http404
    return table[key]


def _section(known: Places, key: int) -> dict[str, object]:
    portal = known.portals[known.portal_of[key]]
    return {**known.sections[key], "portal": portal["slug"], "parent": known.parents[key]}
