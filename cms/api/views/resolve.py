"""Old addresses: where their content is now, or why it is nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Field, Query, Router, Schema
from pydantic import ConfigDict

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Entry, Facet, FacetName
from cms.catalog.places import places
from cms.catalog.search.words import address_key
from cms.legacy.pages import has_public_copy
from cms.legacy.resolving import NOT_PUBLIC, UNKNOWN, resolve
from cms.legacy.resolving import Resolution as Found

from ..items import COLUMNS, View, item_url
from ..parameters import Text
from ..requests import origin
from ..routing import get, post
from ..schemas import Page, Resolution

router = Router(tags=["old addresses"])
MAX_ADDRESSES = 1000


class OldAddress(Schema):
    """One old address."""

    url: Text = Field(description="In any variant.", examples=["http://canloc.example/tin/1"])


class OldAddresses(Schema):
    """Many old addresses."""

    urls: list[Text] = Field(min_length=1, max_length=MAX_ADDRESSES)

    model_config = ConfigDict(extra="forbid")


@get(router, "resolve/", response=Resolution)
def resolve_address(request: HttpRequest, asked: Query[OldAddress]) -> HttpResponse:
    """Find what became of an old address.

    The answer is 200 with the `status` that the old address itself would get.
    """
    return _answer(_resolutions([asked.url], request)[0])


@post(router, "resolve/", response=Page[Resolution])
def resolve_addresses(request: HttpRequest, asked: Body[OldAddresses]) -> HttpResponse:
    """Find what became of up to 1,000 old addresses; the answers are in their order."""
    return _answer({"items": _resolutions(asked.urls, request), "next": None})


def _answer(content: object) -> HttpResponse:
    answer = HttpResponse(stored_json(content), content_type="application/json")
    # The ledger has no version to make an ETag of before the work.
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _resolutions(urls: Sequence[str], request: HttpRequest) -> list[dict[str, object]]:
    view = View(places=places(changes.versions().places), origin=origin(request))
    published = _published(urls)
    return [_resolution(url, published.get(address_key(url)), view) for url in urls]


def _published(urls: Sequence[str]) -> dict[str, dict[str, object]]:
    """Find the items that are published under these addresses, by key: two queries for all."""
    keys = {address_key(url) for url in urls} - {""}
    facets = Facet.objects.filter(name=FacetName.SOURCE_URL, value__in=keys).order_by("-entry")
    owners = dict(facets.values_list("value", "entry_id"))
    rows = {
        row["page_id"]: row for row in Entry.objects.filter(pk__in=owners.values()).values(*COLUMNS)
    }
    return {key: rows[owner] for key, owner in owners.items() if owner in rows}


def _resolution(url: str, row: dict[str, object] | None, view: View) -> dict[str, object]:
    if row is not None:
        return _moved(url, row, view)
    found = resolve(url)
    if found.page_id is not None:
        row = Entry.objects.filter(pk=found.page_id).values(*COLUMNS).first()
        return _moved(url, row, view) if row else _nowhere(url, HTTPStatus.NOT_FOUND, NOT_PUBLIC)
    if found.reason == NOT_PUBLIC:
        return _nowhere(url, HTTPStatus.NOT_FOUND, NOT_PUBLIC)
    if found.status != HTTPStatus.MOVED_PERMANENTLY:
        nowhere = _nowhere(url, found.status, found.reason or UNKNOWN)
        return {**nowhere, "archived": _copy(found, view)}
    location = f"{view.origin}{found.url}" if found.url.startswith("/") else found.url
    return {**_nowhere(url, found.status, ""), "location": location}


def _copy(found: Found, view: View) -> str | None:
    if found.row is None or not has_public_copy(found):
        return None
    return f"{view.origin}{reverse('legacy-archived', args=(found.row.pk,))}"


def _moved(url: str, row: dict[str, object], view: View) -> dict[str, object]:
    return {
        "url": url,
        "status": int(HTTPStatus.MOVED_PERMANENTLY),
        "location": item_url(row, view),
        "kind": row["kind"],
        "id": row["page_id"],
        "reason": "",
        "archived": None,
    }


def _nowhere(url: str, status: int, reason: str) -> dict[str, object]:
    return {
        "url": url,
        "status": int(status),
        "location": None,
        "kind": None,
        "id": None,
        "reason": str(reason),
        "archived": None,
    }
