"""Ways into the content other than lists: by path, by legal text, by tag, as navigation."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Annotated

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry, Facet, FacetName
from cms.catalog.places import Places, places
from cms.catalog.search.words import number_key

from ..gateway import etag, json_answer, matches, not_modified
from ..items import COLUMNS, View, item_url
from ..parameters import Limit, Position, Text
from ..requests import key_of, origin, with_cursor
from ..routing import get
from ..schemas import LegalCitation, NavigationNode, Page, PageByPath, Tag

router = Router(tags=["finding"])
TREE_PATH = r"^/[^\x00]*$"


class CitationFilters(Schema):
    """Which legal text, and where in the list."""

    number: Text = Field(description="Number of the legal text.", examples=["436/QĐ-UBND"])
    limit: Limit = 20
    cursor: Position | None = None


class TagFilters(Schema):
    """Which tags."""

    portal: Text | None = Field(None, description="Key of a portal.")
    limit: Limit = 100


class PathFilters(Schema):
    """Which place in the tree."""

    path: Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=TREE_PATH)] = (
        Field(description="Slugs from the portal down.", examples=["/can-loc/tin-tuc/"])
    )


class NavigationFilters(Schema):
    """Of which portal."""

    portal: Text = Field(description="Key of a portal.", examples=["can-loc"])


@get(router, "legal-references/", response=Page[LegalCitation])
def list_citations(request: HttpRequest, filters: Query[CitationFilters]) -> HttpResponse:
    """List the items of all kinds that cite a legal text, newest first."""
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    if matches(request, tag):
        return not_modified(tag)
    view = View(places=places(versions.places), origin=origin(request))
    citing = Facet.objects.filter(name=FacetName.REFERENCE, value=number_key(filters.number))
    if filters.cursor:
        citing = citing.filter(entry__lt=int(filters.cursor.partition(".")[2]))
    keys = list(citing.order_by("-entry").values_list("entry_id", flat=True)[: filters.limit + 1])
    more = len(keys) > filters.limit
    rows = Entry.objects.filter(pk__in=keys[: filters.limit]).order_by("-pk").values(*COLUMNS)
    cursor = f"0.{keys[filters.limit - 1]}" if more else None
    content = {
        "items": [_citation(row, view) for row in rows],
        "next": with_cursor(request, cursor),
    }
    return json_answer(stored_json(content), tag)


@get(router, "tags/", response=Page[Tag])
def list_tags(request: HttpRequest, filters: Query[TagFilters]) -> HttpResponse:
    """List the tags that are used most, with the number of items of all kinds."""
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    if matches(request, tag):
        return not_modified(tag)
    used = Facet.objects.filter(name=FacetName.TAG)
    if filters.portal:
        key = places(versions.places).portal_with_slug(filters.portal) or 0
        used = used.filter(entry__portal=key)
    counted = used.values_list("value").annotate(count=Count("entry")).order_by("-count", "value")
    items = [{"tag": value, "count": count} for value, count in counted[: filters.limit]]
    return json_answer(stored_json({"items": items, "next": None}), tag)


@get(router, "pages/by-path/", response=PageByPath)
def show_by_path(request: HttpRequest, filters: Query[PathFilters]) -> HttpResponse:
    """Find what stands at a path of the tree: a portal, a section or an item."""
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    if matches(request, tag):
        return not_modified(tag)
    slugs = [slug for slug in filters.path.split("/") if slug]
    known = places(versions.places)
    view = View(places=known, origin=origin(request))
    found = _portal_at(slugs, known) or _section_at(slugs, known) or _item_at(slugs, view)
    if found is None:
        raise Http404
    return json_answer(stored_json(found), tag)


@get(router, "navigation/", response=Page[NavigationNode])
def show_navigation(request: HttpRequest, filters: Query[NavigationFilters]) -> HttpResponse:
    """Show the sections of a portal as a tree, in the order that editors gave them."""
    version = changes.versions().places
    tag = etag("navigation", version, filters.portal)
    if matches(request, tag):
        return not_modified(tag)
    known = places(version)
    portal = known.portal_with_slug(filters.portal) or 0
    below: dict[int | None, list[dict[str, object]]] = defaultdict(list)
    for key, section in known.sections.items():
        if known.portal_of[key] == portal:
            below[known.parents[key]].append({**section, "children": below[key]})
    return json_answer(stored_json({"items": below[None], "next": None}), tag)


def _citation(row: dict, view: View) -> dict[str, object]:
    return {
        "id": row["page_id"],
        "kind": row["kind"],
        "title": json.loads(row["summary"])["title"],
        "url": item_url(row, view),
    }


def _portal_at(slugs: list[str], known: Places) -> dict[str, object] | None:
    key = known.portal_with_slug(slugs[0]) if len(slugs) == 1 else None
    if key is None:
        return None
    return {"kind": "portal", "id": key, "slug": slugs[0], "url": None}


def _section_at(slugs: list[str], known: Places) -> dict[str, object] | None:
    key = _section_key(slugs, known)
    if key is None:
        return None
    return {"kind": "section", "id": key, "slug": slugs[-1], "url": None}


def _item_at(slugs: list[str], view: View) -> dict[str, object] | None:
    """Find an item by its slug under its section; the year between them is not in the path."""
    section = _section_key(slugs[:-1], view.places)
    if section is None:
        return None
    below = {"page__path__startswith": view.places.paths[section], "page__slug": slugs[-1]}
    rows = Entry.objects.filter(**below).order_by("-newest", "-pk").values(*COLUMNS)
    row = next((row for row in rows if row["sections"][:1] == [section]), None)
    if row is None:
        return None
    return {
        "kind": row["kind"],
        "id": row["page_id"],
        "slug": row["slug"],
        "url": item_url(row, view),
    }


def _section_key(slugs: list[str], known: Places) -> int | None:
    portal = known.portal_with_slug(slugs[0]) if slugs else None
    key: int | None = None
    for slug in slugs[1:]:
        key = known.children.get((portal, key, slug))
        if key is None:
            return None
    return key
