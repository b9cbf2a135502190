"""All known old addresses asked of this server in process, before DNS leads anybody here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from cms.harvest.models import SourceUrl
from cms.portals.models import Portal

from . import hits
from .hosts import find_host
from .resolving import answers, rows_with_targets

ROWS_A_QUERY = 500
RIGHT = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.GONE,
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one old address answered."""

    address: str
    status: int
    target: str = ""
    wrong: str = ""
    """What is wrong with the answer, in English; empty if nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostNeed:
    """What a retired host needs before people are led here."""

    name: str
    certificate: bool
    """Whether addresses with https are known: without a certificate they are lost."""


@dataclass(slots=True)
class _Server:
    """This server without a socket: all middleware, no signals of a request's end."""

    handler: BaseHandler = field(default_factory=BaseHandler)

    def __post_init__(self) -> None:
        self.handler.load_middleware()

    def get(self, url: str) -> HttpResponseBase:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "RAW_URI": path or "/",
            "QUERY_STRING": parts.query,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": parts.netloc,
            # Behind a proxy as in production: else our own pages only lead to https.
            "HTTP_X_FORWARDED_PROTO": parts.scheme,
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        return self.handler.get_response(WSGIRequest(environ))


def try_all(portal: Portal) -> Iterator[Tried]:
    """Ask for every known address on the portal's hosts, and for what each leads to on our own.

    Targets at a front end elsewhere are not asked for.
    """
    server, own = _Server(), urlsplit(settings.WAGTAILADMIN_BASE_URL)
    followed: dict[tuple[str, str], str] = {}
    with hits.not_counted():
        for row in known_rows(portal):
            answer = server.get(row.canonical)
            target = answer.headers.get("Location", "")
            wrong = "" if answer.status_code in RIGHT else "neither 301, 410 nor 451"
            if target and urlsplit(target)[:2] == own[:2] and not _is_media(target):
                title = answers([row])[0].title
                if (target, title) not in followed:
                    followed[target, title] = _look(server, target, title)
                wrong = followed[target, title]
            yield Tried(address=row.address, status=answer.status_code, target=target, wrong=wrong)


def known_rows(portal: Portal) -> Iterator[SourceUrl]:
    """Yield the portal's rows (`rows_with_targets`) whose host is one of its own, in order."""
    last = 0
    while True:
        rows = rows_with_targets().filter(portal=portal, pk__gt=last).order_by("pk")[:ROWS_A_QUERY]
        found = list(rows)
        if not found:
            return
        for row in found:
            if _is_own(portal, row.canonical):
                yield row
        last = found[-1].pk


def _is_own(portal: Portal, address: str) -> bool:
    try:
        host = find_host(urlsplit(address).netloc)
    except ValueError:
        return False
    return host is not None and host.portal_id == portal.pk


def _is_media(target: str) -> bool:
    """Tell whether the web server before us, or the store itself, gives out the target."""
    return not settings.SERVES_MEDIA and urlsplit(target).path.startswith(settings.MEDIA_URL)


def _look(server: _Server, target: str, title: str) -> str:
    answer = server.get(target)
    if answer.status_code != HTTPStatus.OK:
        return f"leads to {target}, which answers {answer.status_code}"
    shown = escape(title.rstrip("…")).encode()
    if isinstance(answer, HttpResponse) and shown not in answer.content:
        return f"leads to {target}, which does not show {title!r}"
    return ""


def needs(portal: Portal) -> list[HostNeed]:
    """List the hosts that need a DNS record, and which of them a certificate."""
    names = {name.partition(":")[0] for name in portal.hosts.values_list("name", flat=True)}
    secure = {
        (urlsplit(address).hostname or "").removeprefix("www.")
        for address in SourceUrl.objects.filter(portal=portal, canonical__startswith="https://")
        .values_list("canonical", flat=True)
        .iterator(chunk_size=2000)
    }
    return [
        HostNeed(name=name, certificate=name.removeprefix("www.") in secure)
        for name in sorted(names)
        if not name.replace(".", "").isdigit()
    ]
