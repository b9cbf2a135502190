"""Answers in the content coding that the client takes: zstd, br or gzip."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 1000
"""Bytes from which compressing is worth it: less fits one packet anyhow."""
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": partial(zstd.compress, level=3),
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=4),
    "gzip": partial(gzip.compress, compresslevel=5, mtime=0),
}
"""Cheapest for its size first; of codings that a client takes alike the first is taken."""


def variants(tag: str) -> tuple[str, ...]:
    """Return an ETag as it is on each form of the same answer."""
    return (tag, *(_tag_of(tag, coding) for coding in CODINGS))


def encoded(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Compress what everybody may keep; a form of its own gets an ETag of its own."""
    if response.streaming or "ETag" not in response:
        return response
    patch_vary_headers(response, ("Accept-Encoding",))
    tag = response["ETag"]
    coding = _wanted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        asked = request.META.get("HTTP_IF_NONE_MATCH", "")
        # A client may hold several forms; it is told of the one that it would get now.
        own = _tag_of(tag, coding) if coding else tag
        response["ETag"] = next((one for one in (own, *variants(tag)) if one in asked), tag)
        return response
    if coding and len(response.content) >= SMALLEST:
        response.content = CODINGS[coding](response.content)
        response["Content-Encoding"] = coding
        response["ETag"] = _tag_of(tag, coding)
    return response


def _tag_of(tag: str, coding: str) -> str:
    return f'{tag[:-1]}-{coding}"'


def _wanted(accepted: str) -> str | None:
    """Return the coding that is liked best; None if none of ours is taken."""
    liked: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        try:
            liked[name.strip().lower()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
    taken = [coding for coding in CODINGS if liked.get(coding, 0) > 0]
    return max(taken, key=liked.__getitem__, default=None)
