"""The plain page of an item: what people read and print where no front end is set.

Decree 42/2022/NĐ-CP, article 7, asks for print and save at every item.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from cms.catalog import changes
from cms.catalog.models import Entry
from cms.catalog.places import places
from cms.catalog.rendering import as_html

from .gateway import cacheable, etag, matches, not_modified
from .items import View, show
from .linked_data import linked_data, script
from .requests import origin


def plain_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show one item for reading and printing."""
    versions = changes.versions()
    view = View(places=places(versions.places), origin=origin(request), body=True)
    row = Entry.objects.filter(pk=page_id).values(*view.columns).first()
    if row is None:
        return render(request, "api/missing.html", status=HTTPStatus.NOT_FOUND)
    tag = etag("page", page_id, row["version"], versions.places, view.origin, request.LANGUAGE_CODE)
    if matches(request, tag):
        return not_modified(tag)
    item = json.loads(show([row], view)[0])
    context = {
        "item": item,
        "body": as_html(item["body"]),
        "published_at": parse_datetime(item["published_at"]) if item["published_at"] else None,
        "linked_data": script(linked_data(item)),
    }
    answer = render(request, "api/item.html", context)
    answer["Content-Security-Policy"] = POLICY
    return cacheable(answer, tag)


POLICY = (
    "default-src 'none'; img-src 'self' https: http:; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The page has no script of its own: whatever slipped through runs nowhere."""
