"""Old addresses: where their content is now, or why it is nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry, Facet, FacetName
from cms.catalog.places import places
from cms.catalog.search.words import address_key

from ..gateway import etag, json_answer, matches, not_modified
from ..items import COLUMNS, View, item_url
from ..parameters import Text
from ..requests import key_of, origin
from ..routing import get
from ..schemas import Resolution

router = Router(tags=["old addresses"])


class OldAddress(Schema):
    """One old address."""

    url: Text = Field(description="In any variant.", examples=["http://canloc.example/tin/1"])


@get(router, "resolve/", response=Resolution)
def resolve_address(request: HttpRequest, asked: Query[OldAddress]) -> HttpResponse:
    """Find what became of an old address."""
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    if matches(request, tag):
        return not_modified(tag)
    view = View(places=places(versions.places), origin=origin(request))
    return json_answer(stored_json(_resolution(asked.url, view)), tag)


def _resolution(url: str, view: View) -> dict[str, object]:
    found = Facet.objects.filter(name=FacetName.SOURCE_URL, value=address_key(url) or "-")
    row = Entry.objects.filter(pk__in=found.values("entry")).values(*COLUMNS).first()
    if row is None:
        reason = "This address was never known here."
        return {
            "url": url,
            "status": 404,
            "location": None,
            "kind": None,
            "id": None,
            "reason": reason,
        }
    return {
        "url": url,
        "status": 301,
        "location": item_url(row, view),
        "kind": row["kind"],
        "id": row["page_id"],
        "reason": "",
    }
