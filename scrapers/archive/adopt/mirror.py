"""Mirrors: folders (or ZIPs of them) that wget, HTTrack or a browser wrote; names to addresses.

A mirror's file names are not its addresses: ``index.html`` stands for the folder, ``?`` may be
``@``, ``.html`` may have been added, letters may be percent-signs. What a page says of itself
(HTTrack's comment, a browser's "saved from", ``rel=canonical``) is better than its name. wget 1.24
(``--restrict-file-names``, ``--adjust-extension``) and HTTrack 3.49 are the forms known here.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.parse import quote, unquote, urljoin, urlsplit

from ingest.address import find_view
from scrapers.archive.adopt.captured import (
    MAX_ITEM_BYTES,
    AdoptError,
    Captured,
    Found,
    Unreadable,
    spooled,
)
from scrapers.archive.adopt.content import content_type_of
from scrapers.archive.adopt.wayback import unwrap, unwrap_page
from scrapers.archive.adopt.zips import open_zip, read_limited
from scrapers.archive.record import Link
from scrapers.archive.write import payload_of

_HEAD = 64 * 1024
_HOST = re.compile(
    r"^(?:localhost|(?:[a-z0-9-]+\.)+[a-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(?:[:+](?P<port>\d{1,5}))?$",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"(?:^|/)(?:hts-cache/|hts-log\.txt$|cookies\.txt$|(?:back|fade)blue\.gif$|fade\.gif$|backblue\.gif$"
    r"|\.DS_Store$|__MACOSX/|Thumbs\.db$|desktop\.ini$|wget-log|.*\.orig$|.*\.tmp$)"
)
_HTTRACK = re.compile(rb"<!-- Mirrored from (\S+) by HTTrack[^>]*?, ([^>]*?) -->")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d{4}\)(\S+?) -->")
_SINGLE_FILE = re.compile(rb"Page saved with SingleFile\s+url:\s*(\S+)")
_CANONICAL = re.compile(
    rb"""<link\b(?=[^>]*\brel\s*=\s*["']?canonical\b)[^>]*\bhref\s*=\s*["']?([^"'\s>]+)""", re.I
)
_MAX_VIEWS = 4
"""Files that may call one address their own: the page, and its print or share views."""
_SAFE = "/:@!$&'()*+,;=~-._"
_DYNAMIC = re.compile(r"\.(?:php\d?|aspx?|jsp|do|cgi|cfm|html?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    """Path in the mirror, ``/`` between folders, as the file system has it."""
    open: Callable[[], AbstractContextManager[BinaryIO]]
    modified_at: datetime | None


def iter_folder(path: Path, *, home: str) -> Iterator[Found]:
    """Yield the files of a mirror folder."""
    root = path.resolve()
    items = []
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink() or not file.is_file():
                continue  # a link could lead anywhere
            moment = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            relative = file.relative_to(root).as_posix()
            items.append(_Item(relative, partial(_opened, file), moment))
    yield from _iter_items(items, top=path.name, home=home, origin=f"mirror {path.name}")


def iter_zip(path: Path, *, home: str) -> Iterator[Found]:
    """Yield the files of a ZIP. Raises AdoptError for one that bites."""
    with open_zip(path) as archive:
        items = [
            _Item(entry.filename, partial(_unpacked, archive, entry), _moment(entry))
            for entry in archive.infolist()
            if not entry.is_dir()
        ]
        yield from _iter_items(items, top=path.stem, home=home, origin=f"zip {path.name}")


def _iter_items(items: list[_Item], *, top: str, home: str, origin: str) -> Iterator[Found]:
    kept = _without_wrapping([item for item in items if not _LEFT_OUT.search(item.name)])
    places = _Places(kept, top=top, home=home)
    own = _own_addresses(kept, places)
    for item in kept:
        local = places.address(item.name)
        if item.name == "index.html" and places.has_hosts:
            continue  # the mirroring tool's own table of contents
        url = own.get(item.name, local)
        try:
            yield _captured(item, url=url, local=local, own=own, places=places, origin=origin)
        except AdoptError as error:
            yield Unreadable(origin=f"{origin}: {item.name}", detail=str(error))


def _captured(
    item: _Item, *, url: str, local: str, own: dict[str, str], places: _Places, origin: str
) -> Captured:
    with item.open() as file:
        head = file.read(_HEAD)
        file.seek(0)
        kind = content_type_of(head, item.name)
        payload = spooled(file, headers=(("Content-Type", kind),), name=item.name)
    address, moment = unwrap(url)
    if moment and kind == "text/html":
        body = unwrap_page(payload.body.read())
        payload.body.close()
        payload = payload_of(body, headers=payload.headers)
    return Captured(
        url=address,
        payload=payload,
        fetched_at=moment or item.modified_at,
        origin=f"{origin}: {item.name}",
        base=unwrap(local)[0],
        relink=partial(_relinked, own=own, places=places),
    )


def _relinked(link: Link, *, own: dict[str, str], places: _Places) -> Link:
    """Lead a link that a mirroring tool turned into a file's name back to the source's address."""
    name = places.name_of(link.url)
    if name is None:
        address, _ = unwrap(link.url)
        return replace(link, url=address)
    return replace(link, url=unwrap(own.get(name, places.address(name)))[0])


class _Places:
    """File names and the addresses they stand for."""

    def __init__(self, items: list[_Item], *, top: str, home: str) -> None:
        self._home = urlsplit(home)
        hosts = self._hosts = _host_folders(items, self._home.hostname or "")
        self.has_hosts = bool(hosts)
        self._top = top if not hosts and _HOST.match(top) else ""
        self._names = {self._local(item.name): item.name for item in items}

    def address(self, name: str) -> str:
        """Make the most likely address of a file."""
        host, path = self._split(name)
        # Parted before it is decoded: an escaped slash or "?" belongs to the name.
        folder, _, last = path.rpartition("/")
        last, query = _query(last)
        folder, last, query = (
            unquote(part, errors="surrogateescape") for part in (folder, last, query)
        )
        last, query = _without_added_extension(last, query)
        if last in ("index.html", "index.htm"):
            last = ""
        full = f"{folder}/{last}" if folder else last
        address = f"{self._scheme(host)}://{host}/{quote(os.fsencode(full), safe=_SAFE)}"
        return f"{address}?{quote(os.fsencode(query), safe=_SAFE + '?%')}" if query else address

    def name_of(self, url: str) -> str | None:
        """Find the file that a link inside the mirror names."""
        bare = url.partition("#")[0]
        return self._names.get(unquote(bare)) or self._names.get(unquote(bare.partition("?")[0]))

    def _local(self, name: str) -> str:
        host, path = self._split(name)
        return f"{self._scheme(host)}://{host}/{unquote(path)}"

    def _split(self, name: str) -> tuple[str, str]:
        first, _, rest = name.partition("/")
        if first in self._hosts:
            return first.replace("+", ":"), rest
        return (self._top.replace("+", ":") or self._home.netloc), name

    def _scheme(self, host: str) -> str:
        return self._home.scheme if host == self._home.netloc else "http"


def _without_wrapping(items: list[_Item]) -> list[_Item]:
    """Drop folders that hold all the others and are no host: a ZIP's outer folder, say."""
    while True:
        tops = {item.name.partition("/")[0] for item in items}
        top = next(iter(tops), "")
        if len(tops) != 1 or _HOST.match(top) or any("/" not in item.name for item in items):
            return items
        items = [replace(item, name=item.name.partition("/")[2]) for item in items]


def _host_folders(items: list[_Item], home: str) -> frozenset[str]:
    """Find the top folders that are hosts: the portal's is among them, or there is nothing else."""
    tops = {item.name.partition("/")[0] for item in items if "/" in item.name}
    named = frozenset(name for name in tops if _HOST.match(name))
    bare = {re.split(r"[:+]", name)[0].removeprefix("www.") for name in named}
    loose = {item.name for item in items if "/" not in item.name} - {"index.html", "robots.txt"}
    if home.removeprefix("www.") in bare or (named == tops and not loose):
        return named
    return frozenset()


def _query(last: str) -> tuple[str, str]:
    """Part a file name at its ``?``, or the ``@`` that wget writes where ``?`` is not allowed."""
    if "?" in last:
        name, _, query = last.partition("?")
        return name, query
    name, sign, query = last.partition("@")
    return (name, query) if sign and "=" in query else (last, "")


def _without_added_extension(last: str, query: str) -> tuple[str, str]:
    """Take off the ``.html`` that ``--adjust-extension`` adds to what had another ending."""
    if query.endswith(".html"):
        return last, query.removesuffix(".html")
    stem = last.removesuffix(".html")
    return (stem, query) if stem != last and _DYNAMIC.search(stem) else (last, query)


def _own_addresses(items: list[_Item], places: _Places) -> dict[str, str]:
    """Collect what pages say of their own address, where it is one address for one page."""
    said: dict[str, str] = {}
    canonical: dict[str, str] = {}
    for item in items:
        with item.open() as file:
            head = file.read(_HEAD)
        local = places.address(item.name)
        if b"<" not in head:
            continue
        if match := _HTTRACK.search(head):
            said[item.name] = f"{urlsplit(local).scheme}://{match[1].decode('utf-8', 'replace')}"
        elif match := _SAVED_FROM.search(head) or _SINGLE_FILE.search(head):
            said[item.name] = match[1].decode("utf-8", "replace")
        elif match := _CANONICAL.search(head):
            url = urljoin(local, match[1].decode("utf-8", "replace").replace("&amp;", "&"))
            # After link conversion the canonical link may be a file's name again.
            if urlsplit(url).netloc == urlsplit(local).netloc and places.name_of(url) is None:
                canonical[item.name] = url
    return _one_page_each(canonical) | said


def _one_page_each(canonical: dict[str, str]) -> dict[str, str]:
    """Keep what is said of one page: not of a whole site, and not of its other views too."""
    named: dict[str, list[str]] = {}
    for name, url in canonical.items():
        named.setdefault(url, []).append(name)
    own = {}
    for url, names in named.items():
        plain = [name for name in names if not find_view(f"http://x/{unquote(name)}")]
        if len(plain) == 1 and len(names) <= _MAX_VIEWS:
            own[plain[0]] = url
    return own


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


@contextmanager
def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with SpooledTemporaryFile(max_size=1024 * 1024) as file:
        target = cast("BinaryIO", file)
        read_limited(archive, entry, target, limit_bytes=MAX_ITEM_BYTES)
        target.seek(0)
        yield target


def _moment(entry: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None
