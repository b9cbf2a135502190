"""Requests for retired hosts: answered here, before anything that is ours alone.

First of all middleware: the hosts stand in the database, not in ``ALLOWED_HOSTS``; they get no HSTS
and no redirect to https, for whose certificates nobody may care any more; no session, no cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from . import hits
from .hosts import find_served_host
from .pages import page_of_nothing
from .resolving import Resolution, resolve
from .targets import absolute

CACHED_S = {
    HTTPStatus.MOVED_PERMANENTLY: 3600,
    HTTPStatus.GONE: 300,
    HTTPStatus.NOT_FOUND: 60,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: 300,
}
"""A page that moves again must be found: no answer is kept for ever."""
PATH_SAFE = "/!$&'()*+,;=:@~"


class RetiredHosts:
    """Answers for the hosts of the portals, and passes on all other requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 301, 410, 451 or 404."""
        served = find_served_host(_host(request))
        if served is None:
            return self.get_response(request)
        name, host = served
        url = f"{'https' if request.is_secure() else 'http'}://{name}{_raw_path(request)}"
        found = resolve(url)
        today = timezone.localdate()
        if found.row is not None:
            hits.note_known(found.row.pk, today=today)
        else:
            hits.note_unresolved(host.portal_id, url, today=today)
        return answer(found, url=url)


def answer(found: Resolution, *, url: str) -> HttpResponse:
    """Make the response of a resolution."""
    if found.status == HTTPStatus.MOVED_PERMANENTLY:
        response: HttpResponse = HttpResponsePermanentRedirect(absolute(found.url))
    else:
        response = page_of_nothing(found, url=url)
    response["Cache-Control"] = f"public, max-age={CACHED_S[HTTPStatus(found.status)]}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "same-origin"
    return response


def _host(request: HttpRequest) -> str:
    forwarded = settings.USE_X_FORWARDED_HOST and request.META.get("HTTP_X_FORWARDED_HOST")
    return str(forwarded or request.META.get("HTTP_HOST", ""))


def _raw_path(request: HttpRequest) -> str:
    """Give path and query as they were asked for; servers that drop the spelling get ours."""
    raw = str(request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw
    query = request.META.get("QUERY_STRING", "")
    # WSGI hands on bytes as Latin-1; what was a percent sign in the path must stay one.
    path = quote(request.META.get("PATH_INFO", "/").encode("latin-1"), safe=PATH_SAFE)
    return f"{path}?{query}" if query else path
