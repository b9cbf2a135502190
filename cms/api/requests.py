"""What an answer needs to know of its request."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from cms.catalog.changes import Versions


def origin(request: HttpRequest) -> str:
    """Return scheme and host under which the API was asked."""
    return f"{request.scheme}://{request.get_host()}"


def with_cursor(request: HttpRequest, cursor: str | None) -> str | None:
    """Return the address of the same list from a cursor on."""
    if cursor is None:
        return None
    asked = {name: value for name, value in request.GET.items() if name != "cursor"}
    return f"{origin(request)}{request.path}?{urlencode({**asked, 'cursor': cursor})}"


def key_of(request: HttpRequest, versions: Versions) -> tuple[str, ...]:
    """Return what the answer to a request for many items depends on."""
    return (versions.all, versions.places, origin(request), request.get_full_path())
