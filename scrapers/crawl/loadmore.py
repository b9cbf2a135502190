"""What lies behind a "load more": JSON with pieces of HTML, and the address of the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from scrapers.archive import Link, LinkSource, PageKind
from scrapers.page import looks_like_file, read_page

MAX_JSON_BYTES = 4 * 1024 * 1024
_STARTS = ("/", "http://", "https://", "?")
_DATE = "/Date("  # how ASP.NET writes a moment in JSON: "/Date(1490000000000)/"


def links_in_json(body: bytes, *, url: str) -> tuple[Link, ...]:
    """Find the links of an answer in JSON, in order; none in what cannot be read."""
    try:
        texts = tuple(_iter_texts(json.loads(body)))
    except (ValueError, RecursionError):
        return ()
    found: dict[str, Link] = {}
    for text in texts:
        for link in _links_of(text, url):
            found.setdefault(link.url, link)
    return tuple(found.values())


def _iter_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _iter_texts(item)


def _links_of(text: str, url: str) -> Iterator[Link]:
    if "<a " in text:
        page = read_page(text.encode(), url=url, content_type="text/html; charset=utf-8")
        for link in page.links:
            is_link = link.source is LinkSource.LINK
            yield replace(link, source=LinkSource.LISTING) if is_link else link
    elif text.startswith(_STARTS) and not any(sign.isspace() for sign in text):
        if text.startswith(_DATE):
            return
        try:
            address = urljoin(url, text)
        except ValueError:
            return
        kind = PageKind.ASSET if looks_like_file(address) else PageKind.PAGE
        yield Link(url=address, rel="data", source=LinkSource.LISTING, kind=kind)
