"""A file of one portal's pages: lines of ``{"url", "html"}``, read a page at a time."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from ingest.template.statistics import page_key
from ingest.types import RawPage

# A page from a file has no time of its own; nothing in a draft depends on it.
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
NO_ADDRESS = "http://page.invalid/"


class PagesFile:
    """The pages by number. However many there are, only places in the file are held."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._lines: list[tuple[int, int]] = []
        """Offset and length of each line that holds a page."""
        with path.open("rb") as file:
            start = 0
            for line in file:
                if line.strip():
                    self._lines.append((start, len(line)))
                start += len(line)
        self._descriptor = os.open(path, os.O_RDONLY)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> RawPage:
        """Read one page; a broken line is a page without a body, so that each gets its answer."""
        item = self._item(number)
        try:
            return raw_page(_url(item), _body(item["html"], folder=self._folder))
        except (KeyError, TypeError, ValueError, OSError):
            return raw_page(_url(item), b"")

    def url(self, number: int) -> str:
        """Give the address of a page without reading the page."""
        return _url(self._item(number))

    def sample(self) -> Iterator[int]:
        """Yield the pages in the order in which a template is learnt from them.

        It is the same in whatever order they stand. Of pages with one address, one comes.
        """
        keys = [page_key(self.url(number)) for number in range(len(self))]
        order = sorted(range(len(self)), key=keys.__getitem__)
        for _, same in groupby(order, key=keys.__getitem__):
            first, *more = same
            yield min(first, *more, key=self._digest) if more else first

    def _item(self, number: int) -> dict[str, object]:
        start, length = self._lines[number]
        line = os.pread(self._descriptor, length, start).decode("utf-8", "replace")
        try:
            item = json.loads(line)
        except ValueError:
            return {}
        return item if isinstance(item, dict) else {}

    def _digest(self, number: int) -> bytes:
        return hashlib.blake2b(self[number].body).digest()


def raw_page(url: str, body: bytes) -> RawPage:
    """Make a page of what came without a response around it."""
    return RawPage(
        portal="", url=url, requested_url=url, fetched_at=_NO_TIME, status=200, body=body
    )


def _url(item: dict[str, object]) -> str:
    return str(item["url"]) if "url" in item else NO_ADDRESS


def _body(html: object, *, folder: Path) -> bytes:
    if not isinstance(html, dict):
        return str(html).encode("utf-8", "surrogatepass")
    data = (folder / str(html["path"])).read_bytes()
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        # Left as it is: the page is skipped as binary, which says what it was.
        return data
