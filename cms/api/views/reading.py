"""Items for machines that want to know more: linked data, and where an item comes from."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry
from cms.catalog.places import places

from ..gateway import cacheable, etag, json_answer, matches, not_modified
from ..items import View, show
from ..linked_data import linked_data
from ..parameters import Id
from ..provenance import provenance_of
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
    kind = Entry.objects.filter(pk=item_id).values_list("kind", flat=True).first()
    if kind is None:
        raise Http404
    content = stored_json(provenance_of(kind, [item_id])[item_id])
    tag = etag("provenance", content)
    return not_modified(tag) if matches(request, tag) else json_answer(content, tag)
