"""Read sitemaps (index, urlset, news), RSS and Atom feeds, and WordPress' JSON listings.

XML comes from strangers: no entities, no network, no deep trees, bounded in bytes and entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from scrapers.archive import Link, LinkSource, PageKind
from scrapers.archive.coding import BombError, CodingError, decoder_for

MAX_ENTRIES = 50_000
"""The protocol's own limit for one sitemap file (sitemaps.org, 2016)."""
MAX_BYTES = 52_428_800
"""The protocol's own limit, decompressed."""
_MAX_DEPTH = 64


class XmlError(ValueError):
    """A sitemap or feed that cannot be read, or must not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What a sitemap or feed names."""

    kind: PageKind
    """``SITEMAP`` or ``FEED``."""
    links: tuple[Link, ...]
    truncated: bool = False
    """There was more than `MAX_ENTRIES`, or the file breaks off."""


def is_xml_index(body: bytes) -> bool:
    """Tell by its first tags if a body is a sitemap or a feed."""
    head = body[:4096].lower()
    return any(
        mark in head for mark in (b"<urlset", b"<sitemapindex", b"<rss", b"<feed", b"<rdf:rdf")
    )


def unpacked(body: bytes) -> bytes:
    """Undo the gzip of a ``sitemap.xml.gz``. Raises XmlError for a bomb or a broken one."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    out, size = [], 0
    decoder = decoder_for("gzip")
    try:
        for piece in decoder.feed(body):
            size += len(piece)
            if size > MAX_BYTES:
                raise XmlError(f"the gzipped sitemap is over {MAX_BYTES} bytes")
            out.append(piece)
        decoder.close()
    except (CodingError, BombError) as error:
        raise XmlError(f"the gzipped sitemap is broken: {error}") from error
    return b"".join(out)


def parse_index(body: bytes, *, url: str) -> Index:
    """Read a sitemap or feed. Raises XmlError where it is no such thing, or one that bites."""
    body = unpacked(body)
    if len(body) > MAX_BYTES:
        raise XmlError(f"{len(body)} bytes; the limit is {MAX_BYTES}")
    if b"<!entity" in body[:65536].lower():
        raise XmlError("declares entities")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    reader = _Reader(url)
    try:
        for start in range(0, len(body), 65536):
            parser.feed(body[start : start + 65536])
            reader.take(parser.read_events())
            if reader.full:
                break
        if not reader.full:
            parser.close()
            reader.take(parser.read_events())
    except etree.XMLSyntaxError as error:
        if not reader.links:
            raise XmlError(f"no readable XML: {error.msg}") from error
        reader.full = True
    if not reader.root:
        raise XmlError("no sitemap and no feed")
    return Index(kind=reader.kind, links=tuple(reader.links), truncated=reader.full)


class _Reader:
    """Collect entries while the tree is built, and drop each as soon as it is read."""

    def __init__(self, url: str) -> None:
        self.url, self.root, self.full = url, "", False
        self.kind = PageKind.SITEMAP
        self.links: list[Link] = []
        self._depth = 0

    def take(self, events: Iterable[tuple[Any, ...]]) -> None:
        for event, element in events:
            name = _local(element)
            if event == "start":
                self._depth += 1
                if self._depth > _MAX_DEPTH:
                    raise XmlError("nested too deep")
                if not self.root:
                    self._take_root(name)
                continue
            self._depth -= 1
            if name in ("url", "sitemap", "item", "entry"):
                self._take_entry(name, element)
                element.clear()
                if len(self.links) >= MAX_ENTRIES:
                    self.full = True
                    return

    def _take_root(self, name: str) -> None:
        if name in ("rss", "feed", "rdf"):
            self.kind = PageKind.FEED
        elif name not in ("urlset", "sitemapindex"):
            raise XmlError(f"<{name}> is no sitemap and no feed")
        self.root = name

    def _take_entry(self, name: str, element: etree._Element) -> None:
        feed = self.kind is PageKind.FEED
        address = title = date = ""
        for child in element.iter():
            tag = _local(child)
            text = (child.text or "").strip()
            if tag == "loc" and not address:
                address = text
            elif tag == "link" and feed and not address:
                address = text or str(child.get("href") or "")
            elif tag == "title":
                title = text
            elif tag in ("lastmod", "pubdate", "published", "updated") and not date:
                date = text
        if not address:
            return
        self.links.append(
            Link(
                url=urljoin(self.url, address),
                text=title[:200],
                source=LinkSource.FEED if feed else LinkSource.SITEMAP,
                kind=PageKind.SITEMAP if name == "sitemap" else PageKind.PAGE,
                lastmod=date[:40],
            )
        )


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def parse_rest(body: bytes) -> tuple[Link, ...]:
    """Read a JSON listing: an array of objects with ``link`` (WordPress REST).

    Raises XmlError if it is something else.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise XmlError(f"no JSON listing: {error}") from error
    if not isinstance(entries, list):
        raise XmlError("no JSON listing: not an array")
    return tuple(
        Link(url=entry["link"], source=LinkSource.LISTING, lastmod=str(entry.get("modified") or ""))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("link"), str)
    )
