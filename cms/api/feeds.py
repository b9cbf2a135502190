"""Atom feeds and sitemaps, for readers that are neither browsers nor front ends of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from cms.catalog import changes
from cms.catalog.models import Entry, FacetName
from cms.catalog.places import Places, places

from .gateway import cacheable, etag, matches, not_modified
from .items import COLUMNS, View, item_url, show
from .requests import origin

FEED_ITEMS = 50
SITEMAP_ITEMS = 10_000
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
SITEMAP_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def portal_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the newest items of a portal."""

    def chosen(known: Places) -> tuple[str, dict[str, object]]:
        key = known.portal_with_slug(slug)
        if key is None:
            raise Http404
        return known.portals[key]["name"], {"portal_id": key}

    return _feed(request, chosen)


def section_feed(request: HttpRequest, section_id: int) -> HttpResponse:
    """Answer the newest items of a section and those below it."""

    def chosen(known: Places) -> tuple[str, dict[str, object]]:
        if section_id not in known.sections:
            raise Http404
        facet = {"facets__name": FacetName.SECTION, "facets__value": str(section_id)}
        return known.sections[section_id]["title"], facet

    return _feed(request, chosen)


def destination_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the newest items that belong to a destination."""

    def chosen(known: Places) -> tuple[str, dict[str, object]]:
        for key, place in known.destinations.items():
            if place["slug"] == slug:
                facet = {"facets__name": FacetName.DESTINATION, "facets__value": str(key)}
                return place["name"], facet
        raise Http404

    return _feed(request, chosen)


def _feed(
    request: HttpRequest, chosen: Callable[[Places], tuple[str, dict[str, object]]]
) -> HttpResponse:
    versions = changes.versions()
    tag = etag(versions.all, versions.places, origin(request), request.get_full_path())
    if matches(request, tag):
        return not_modified(tag)
    view = View(places=places(versions.places), origin=origin(request))
    title, conditions = chosen(view.places)
    found = Entry.objects.filter(**conditions).exclude(newest=Entry.UNKNOWN_LAST)
    rows = list(found.order_by("-newest", "-pk").values(*COLUMNS)[:FEED_ITEMS])
    address = request.build_absolute_uri()
    feed = Atom1Feed(title=title, link=view.origin, description="", feed_url=address)
    for whole in show(rows, view):
        item = json.loads(whole)
        feed.add_item(
            title=item["title"],
            link=item["url"],
            description=item["lead"],
            author_name=item["byline"] or None,
            unique_id=f"{view.origin}/items/{item['id']}/",
            pubdate=datetime.fromisoformat(item["published_at"]),
            updateddate=datetime.fromisoformat(item["updated_at"]),
            categories=item["tags"],
        )
    return cacheable(HttpResponse(feed.writeString("utf-8"), content_type=ATOM), tag)


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: each portal has one for so many items."""
    versions = changes.versions()
    tag = etag("sitemaps", versions.all, origin(request))
    if matches(request, tag):
        return not_modified(tag)
    parts = []
    for key, portal in places(versions.places).portals.items():
        pages = Paginator(_mapped(key), SITEMAP_ITEMS).num_pages
        parts += [
            f"<sitemap><loc>{origin(request)}/sitemaps/{portal['slug']}-{page}.xml</loc></sitemap>"
            for page in range(1, pages + 1)
        ]
    return _xml("sitemapindex", parts, tag)


def portal_sitemap(request: HttpRequest, slug: str, page: int) -> HttpResponse:
    """List addresses of a portal's items, where people read them."""
    versions = changes.versions()
    tag = etag("sitemap", versions.all, versions.places, origin(request), request.path)
    if matches(request, tag):
        return not_modified(tag)
    view = View(places=places(versions.places), origin=origin(request))
    try:
        rows = Paginator(
            _mapped(view.places.portal_with_slug(slug) or 0).values(*COLUMNS, "updated_at"),
            SITEMAP_ITEMS,
        ).page(page)
    except EmptyPage as error:
        raise Http404 from error
    parts = [
        f"<url><loc>{escape(item_url(row, view))}</loc>"
        f"<lastmod>{row['updated_at'].astimezone(UTC).isoformat(timespec='seconds')}</lastmod></url>"
        for row in rows
    ]
    return _xml("urlset", parts, tag)


def _mapped(portal_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(portal=portal_id).order_by("pk")


def _xml(root: str, parts: list[str], tag: str) -> HttpResponse:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    content = f'{head}<{root} xmlns="{SITEMAP_SCHEMA}">{"".join(parts)}</{root}>'
    return cacheable(HttpResponse(content, content_type=XML), tag)
