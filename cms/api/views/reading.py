"""Items for machines that want to know more: linked data, and where an item comes from."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry
from cms.catalog.places import places
from cms.catalog.services import items_by_id
from cms.harvest.content import content_of_page, digest
from cms.harvest.models import Item

from ..gateway import cacheable, etag, json_answer, matches, not_modified
from ..items import View, show
from ..linked_data import linked_data
from ..parameters import Id
from ..requests import origin
from ..routing import get, object_answer
from ..schemas import Provenance

router = Router(tags=["items"])
LINKED_DATA = "application/ld+json"


@get(router, "items/{item_id}/json-ld/", response=object_answer(LINKED_DATA))
def show_linked_data(request: HttpRequest, item_id: Path[Id]) -> HttpResponse:
    """Show an item as schema.org has it: `NewsArticle` or `Legislation`, with what it cites."""
    versions = changes.versions()
    view = View(places=places(versions.places), origin=origin(request))
    row = Entry.objects.filter(pk=item_id).values(*view.columns).first()
    if row is None:
        raise Http404
    tag = etag("json-ld", item_id, row["version"], versions.places, view.origin)
    if matches(request, tag):
        return not_modified(tag)
    content = stored_json(linked_data(json.loads(show([row], view)[0])))
    return cacheable(HttpResponse(content, content_type=LINKED_DATA), tag)


@get(router, "items/{item_id}/provenance/", response=Provenance)
def show_provenance(request: HttpRequest, item_id: Path[Id]) -> HttpResponse:
    """Show where an item comes from: address, capture, archive record, extractor, edits."""
    if not Entry.objects.filter(pk=item_id).exists():
        raise Http404
    item = Item.objects.filter(page=item_id).select_related("base__source_url__segment").first()
    content = stored_json(_provenance(item_id, item))
    tag = etag("provenance", content)
    return not_modified(tag) if matches(request, tag) else json_answer(content, tag)


def _provenance(page_id: int, item: Item | None) -> dict[str, object]:
    base = item.base if item else None
    if item is None or base is None:
        return {
            "id": page_id,
            "written_here": True,
            "edited": True,
            "vanished_at": None,
            "capture": None,
        }
    source = base.source_url
    # The ledger keeps where the newest capture lies; an older one is found by its time.
    archived = source.fetched_at == base.captured_at and source.segment is not None
    (page,) = items_by_id([page_id])
    return {
        "id": page_id,
        "written_here": False,
        "edited": digest(content_of_page(page)) != item.loaded_digest,
        "vanished_at": item.vanished_at,
        "capture": {
            "source_url": source.address,
            "captured_at": base.captured_at,
            "archive_segment": source.segment.name if archived else "",
            "archive_offset": source.offset if archived else None,
            "payload_digest": source.payload_digest if archived else "",
            "extractor": base.extractor,
            "version": base.number,
        },
    }
