"""Articles, documents, static pages and media: lists and details."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Path, Query, Router

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry
from cms.catalog.places import Places, places
from ingest.vocabulary import DraftKind

from .. import listing
from ..counting import Total, total_of
from ..facets import count_facets
from ..gateway import etag, json_answer, matches, not_modified
from ..items import View, show, view_of
from ..parameters import DocumentFilters, Id, ItemFilters, Shape
from ..requests import key_of, origin, with_cursor
from ..routing import get
from ..schemas import Item, ItemPage, PartialItem
from .searching import ranked_page

router = Router(tags=["items"])


def list_items(request: HttpRequest, kind: DraftKind, filters: ItemFilters) -> HttpResponse:
    """Answer a page of a list, or of a search."""
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    known = places(versions.places)
    view = view_of(filters, places=known, origin=origin(request), detail=False)
    if matches(request, tag) and not view.provenance:
        return not_modified(tag)
    if filters.search is not None and filters.order is None:
        items, following, total = ranked_page(request, kind.value, filters, view)
        more = total.shown if filters.count else {}
    else:
        rows, cursor = listing.page_of(kind.value, filters, known, columns=view.columns)
        items, following = show(rows, view), with_cursor(request, cursor)
        more = _total(kind, filters, known).shown if filters.count else {}
    if filters.facets:
        matching = listing.entries(kind.value, filters, known, searched=True)
        names = tuple(dict.fromkeys(filters.facets.split(",")))
        more["facets"] = count_facets(names, matching, known)
    return _answer(request, envelope(items, following, more), tag, view)


def show_item(request: HttpRequest, kind: DraftKind, page_id: int, shape: Shape) -> HttpResponse:
    """Answer one item."""
    versions = changes.versions()
    view = view_of(shape, places=places(versions.places), origin=origin(request), detail=True)
    columns = (*view.columns, "touched")
    row = Entry.objects.filter(pk=page_id, kind=kind.value).values(*columns).first()
    if row is None:
        raise Http404
    tag = etag(page_id, row["version"], versions.places, view.origin, request.get_full_path())
    if matches(request, tag) and not view.provenance:
        return not_modified(tag)
    answer = _answer(request, show([row], view)[0], tag, view)
    answer["Last-Modified"] = http_date(row["touched"] / 1_000_000)
    return answer


def _total(kind: DraftKind, filters: ItemFilters, known: Places) -> Total:
    found = listing.entries(kind.value, filters, known)
    return total_of(found, estimated=filters.count == "estimated")


def _answer(request: HttpRequest, content: str, tag: str, view: View) -> HttpResponse:
    """Answer with items. Of provenance the change log knows nothing: the content is the key."""
    tag = etag(content) if view.provenance else tag
    if matches(request, tag):
        return not_modified(tag)
    return json_answer(content, tag)


def envelope(items: list[str], following: str | None, more: dict[str, object]) -> str:
    """Put ready-made items into the frame of a list."""
    rest = stored_json({"next": following, **more})[1:]
    return f'{{"items":[{",".join(items)}],{rest}'


@get(router, "articles/", response=ItemPage[Item | PartialItem])
def list_articles(request: HttpRequest, filters: Query[ItemFilters]) -> HttpResponse:
    """List news, notices and announcements."""
    return list_items(request, DraftKind.ARTICLE, filters)


@get(router, "articles/{item_id}/", response=Item | PartialItem)
def show_article(request: HttpRequest, item_id: Path[Id], shape: Query[Shape]) -> HttpResponse:
    """Show one article with its body."""
    return show_item(request, DraftKind.ARTICLE, item_id, shape)


@get(router, "documents/", response=ItemPage[Item | PartialItem])
def list_documents(request: HttpRequest, filters: Query[DocumentFilters]) -> HttpResponse:
    """List văn bản."""
    return list_items(request, DraftKind.DOCUMENT, filters)


@get(router, "documents/{item_id}/", response=Item | PartialItem)
def show_document(request: HttpRequest, item_id: Path[Id], shape: Query[Shape]) -> HttpResponse:
    """Show one document."""
    return show_item(request, DraftKind.DOCUMENT, item_id, shape)


@get(router, "static/", response=ItemPage[Item | PartialItem])
def list_static(request: HttpRequest, filters: Query[ItemFilters]) -> HttpResponse:
    """List pages such as giới thiệu."""
    return list_items(request, DraftKind.STATIC, filters)


@get(router, "static/{item_id}/", response=Item | PartialItem)
def show_static(request: HttpRequest, item_id: Path[Id], shape: Query[Shape]) -> HttpResponse:
    """Show one static page."""
    return show_item(request, DraftKind.STATIC, item_id, shape)


@get(router, "media/", response=ItemPage[Item | PartialItem])
def list_media(request: HttpRequest, filters: Query[ItemFilters]) -> HttpResponse:
    """List albums, films and broadcasts."""
    return list_items(request, DraftKind.MEDIA, filters)


@get(router, "media/{item_id}/", response=Item | PartialItem)
def show_media(request: HttpRequest, item_id: Path[Id], shape: Query[Shape]) -> HttpResponse:
    """Show one album, film or broadcast."""
    return show_item(request, DraftKind.MEDIA, item_id, shape)
