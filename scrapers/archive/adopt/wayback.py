"""Undo what the Wayback Machine does to an address and to a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_ADDRESS = re.compile(
    r"^https?:/{1,2}web\.archive\.org/web/(?P<time>\d{4,14})(?:[a-z]{2}_)?/(?P<url>.+)$",
    re.IGNORECASE,
)
_LINK = re.compile(
    rb"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://|mailto:)",
    re.IGNORECASE,
)
_INSERTS = (
    re.compile(
        rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.S
    ),
    re.compile(
        rb"<script[^>]+(?:archive\.org/includes/|web-static\.archive\.org|/_static/js/)"
        rb".*?<!-- End Wayback Rewrite JS Include -->",
        re.S | re.I,
    ),
    re.compile(rb"<!--\s*FILE ARCHIVED ON .*?-->", re.S),
    re.compile(rb"<!--\s*playback timings \(ms\):.*?-->", re.S),
)


def unwrap(url: str) -> tuple[str, datetime | None]:
    """Give the archived address and its time; an address that is not wrapped stays as it is."""
    match = _ADDRESS.match(url)
    if not match:
        return url, None
    inner = match["url"]
    scheme, sign, rest = inner.partition(":/")
    if sign and scheme.lower() in ("http", "https"):
        inner = f"{scheme}://{rest.lstrip('/')}"  # a copied folder has one slash left
    elif "://" not in inner:
        inner = f"http://{inner}"
    return inner, _time(match["time"])


def unwrap_page(body: bytes) -> bytes:
    """Take out the toolbar and scripts that were put in, and give links their own addresses."""
    for insert in _INSERTS:
        body = insert.sub(b"", body)
    return _LINK.sub(b"", body)


def _time(digits: str) -> datetime | None:
    padded = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
