"""Caches in front are told to forget what changed, through Wagtail's frontend cache.

Every answer names what it shows in ``Surrogate-Key``. After the commit of a change its addresses
are purged at all backends of ``WAGTAILFRONTENDCACHE``: Wagtail's own forget those addresses,
`SurrogateKeys` everything that bears their names, whatever was asked after the ``?``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial, wraps
from http import HTTPStatus
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from cms.catalog.changes import Happened
from cms.catalog.models import PlaceKind

logger = logging.getLogger(__name__)
LISTS = {"article": "articles", "document": "documents", "static": "static", "media": "media"}
KINDS = {path: kind for kind, path in LISTS.items()}
ITEM = re.compile(rf"^(?:/api/v1/(?:items|{'|'.join(KINDS)})|/items)/(\d+)/")
LIST = re.compile(rf"^/api/v1/({'|'.join(KINDS)})/$")
PLACE = re.compile(r"^/api/v1/(portals|sections|destinations|navigation)/")
EVERY_ITEM, PLACES = "items", "places"
KEYS_A_REQUEST = 100
TIMEOUT_S = 5.0


def key_of(path: str) -> str:
    """Return the name of what an address shows: an item, a list, the places, or of all items."""
    if item := ITEM.match(path):
        return f"item-{item[1]}"
    if listed := LIST.match(path):
        return f"list-{KINDS[listed[1]]}"
    return PLACES if PLACE.match(path) else EVERY_ITEM


def keyed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Name in an answer that may be kept what it shows; nearly all show portals and sections."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **path: object) -> HttpResponse:
        response = view(request, *args, **path)
        if "ETag" in response:
            names = dict.fromkeys((key_of(request.path), PLACES))
            response["Surrogate-Key"] = " ".join(names)
        return response

    return answer


def purge(happened: Sequence[Happened], **_signal: object) -> None:
    """Purge what these changes show, once they are committed."""
    if settings.WAGTAILFRONTENDCACHE:
        here = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        urls = [f"{here}{path}" for path in dict.fromkeys(_paths(happened))]
        transaction.on_commit(partial(purge_urls_from_cache, urls), robust=True)


def _paths(happened: Iterable[Happened]) -> Iterator[str]:
    for one in happened:
        if one.kind in LISTS:
            listed = f"/api/v1/{LISTS[one.kind]}/"
            yield from (f"{listed}{one.object_id}/", listed, f"/items/{one.object_id}/")
        elif one.kind == PlaceKind.PORTAL:
            yield from ("/api/v1/portals/", f"/api/v1/portals/{one.portal}/")
        else:
            yield f"/api/v1/{one.kind}s/"
        yield from ("/api/v1/changes/", "/sitemap.xml")
        if one.portal:
            yield f"/feeds/portals/{one.portal}.atom"


class SurrogateKeys(BaseBackend):
    """A cache that forgets by name: gets ``PURGE`` with the names in a header.

    ``LOCATION`` is where, ``HEADER`` which: ``Surrogate-Key``, or ``xkey-purge`` for Varnish.
    """

    def __init__(self, params: dict[str, str]) -> None:
        super().__init__(params)
        self.location = params["LOCATION"]
        self.header = params.get("HEADER", "Surrogate-Key")

    def purge(self, url: str) -> None:
        """Forget what an address shows."""
        self.purge_batch([url])

    def purge_batch(self, urls: Iterable[str]) -> None:
        """Forget what these addresses show; a cache that is away only is a line in the log."""
        keys = sorted({key_of(urlsplit(url).path) for url in urls})
        for start in range(0, len(keys), KEYS_A_REQUEST):
            headers = {self.header: " ".join(keys[start : start + KEYS_A_REQUEST])}
            try:
                answer = urllib3.request(
                    "PURGE", self.location, headers=headers, timeout=TIMEOUT_S, retries=False
                )
            except urllib3.exceptions.HTTPError as error:
                logger.warning("cache not purged: %s %s", self.location, error)
                return
            if answer.status >= HTTPStatus.BAD_REQUEST:
                logger.warning("cache not purged: %s answers %s", self.location, answer.status)
