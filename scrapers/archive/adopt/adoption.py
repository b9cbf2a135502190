"""Take archives from elsewhere in: whatever they are, they become WARC records of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from ingest.address import canonical_url
from ingest.platforms import GENERIC, Platform, load_platform
from ingest.platforms.recognition import recognise
from scrapers.archive.adopt.captured import AdoptError, Captured, Found, header
from scrapers.archive.adopt.mirror import iter_folder, iter_zip
from scrapers.archive.adopt.texts import iter_json_lines, iter_text
from scrapers.archive.adopt.warc import iter_wacz, iter_warc
from scrapers.archive.adopt.wxr import is_wxr, iter_wxr
from scrapers.archive.read import MAX_INLINE_BYTES
from scrapers.archive.record import FetchNote, Link, LinkSource, Outcome, PageKind, Reason
from scrapers.archive.recover import recover
from scrapers.archive.store import store_of
from scrapers.archive.write import ArchiveWriter, Earlier, Place, Segment
from scrapers.page import guess_kind, is_html, read_page

_EVERY = 200
"""Records between two reports of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptProgress:
    """How far the adoption is; the last one has ``done``."""

    pages: int = 0
    assets: int = 0
    failed: int = 0
    """Records in the archives that say so themselves: status 404 and the like."""
    missing: int = 0
    """Addresses linked on the portal's hosts, but not in the archives."""
    unreadable: tuple[str, ...] = ()
    """Pieces that were left out, each with the reason."""
    segments: tuple[Segment, ...] = ()
    """Closed since the last report."""
    platform: str = ""
    done: bool = False


def adopt(
    paths: Iterable[Path],
    *,
    slug: str,
    home: str,
    root: Path | str,
    origin: str = "",
    run: str = "adopt",
    platform: str = "",
    now: datetime | None = None,
) -> Iterator[AdoptProgress]:
    """Write what ``paths`` hold into the archive of a portal, reporting progress.

    ``home`` is the portal's address: what lies under no host of its own is put there. ``origin``
    (who gave it, say) stands in every record beside the file's name; ``run`` names the segments.
    Linked pages of the portal's hosts that no path holds end as ``failed(not_in_archive)``.

    Raises AdoptError for a path that cannot be taken in (the records of earlier paths stay),
    LockedError while a crawl of the portal runs.
    """
    sources = [_source(Path(path), home=home) for path in paths]
    with ExitStack() as stack:
        stack.enter_context(store_of(root).local.lock(slug))
        recover(root, slug)
        adoption = _Adoption(home=home, origin=origin, run=run, platform=platform, now=now)
        writer = ArchiveWriter(root, slug, run, segment_s=10.0, on_segment=adoption.closed.append)
        stack.enter_context(writer)
        for source in sources:
            for count, found in enumerate(source, start=1):
                adoption.take(found, writer)
                if count % _EVERY == 0:
                    yield adoption.progress()
        adoption.write_missing(writer)
        writer.close()
        yield replace(adoption.progress(), done=True)


def _source(path: Path, *, home: str) -> Iterator[Found]:
    """Choose the reader by what a path holds, not by its name. Raises AdoptError."""
    if not path.exists():
        raise AdoptError(f"{path}: there is no such file or folder")
    if path.is_dir():
        return _folder(path, home=home)
    with path.open("rb") as file:
        head = file.read(8192)
    name = path.name.lower()
    if head.startswith(b"PK\x03\x04"):
        return iter_wacz(path) if name.endswith(".wacz") else iter_zip(path, home=home)
    if name.endswith((".warc", ".warc.gz", ".arc", ".arc.gz")) or head.startswith(b"WARC/1."):
        return iter_warc(path)
    if is_wxr(head):
        return iter_wxr(path)
    if name.endswith((".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")) or head.lstrip()[:1] == b"{":
        return iter_json_lines(path, home=home)
    if b"\x00" in head or not head:
        raise AdoptError(
            f"{path.name}: neither WARC, WACZ, ZIP, WordPress export, JSON lines nor text"
        )
    return iter_text(path, home=home)


def _folder(path: Path, *, home: str) -> Iterator[Found]:
    warcs = sorted(path.glob("*.warc*")) + sorted(path.glob("*.wacz"))
    for warc in warcs:
        yield from iter_wacz(warc) if warc.suffix == ".wacz" else iter_warc(warc)
    if not warcs:
        yield from iter_folder(path, home=home)


class _Adoption:
    """What one adoption has seen."""

    def __init__(
        self, *, home: str, origin: str, run: str, platform: str, now: datetime | None
    ) -> None:
        host = (urlsplit(home).hostname or "").removeprefix("www.")
        self._hosts = {host, f"www.{host}"}
        self._origin, self._run, self._now = origin, run, now
        self._platform: Platform = load_platform(platform or GENERIC)
        self._known_platform = bool(platform)
        self._places: dict[str, tuple[Place, str, datetime]] = {}
        self._held: set[str] = set()
        self._linked: dict[str, Link] = {}
        self._counts = {"pages": 0, "assets": 0, "failed": 0, "missing": 0}
        self._unreadable: list[str] = []
        self.closed: list[Segment] = []

    def progress(self) -> AdoptProgress:
        closed, self.closed[:] = tuple(self.closed), []
        return AdoptProgress(
            pages=self._counts["pages"],
            assets=self._counts["assets"],
            failed=self._counts["failed"],
            missing=self._counts["missing"],
            unreadable=tuple(self._unreadable),
            segments=closed,
            platform=self._platform.name,
        )

    def take(self, found: Found, writer: ArchiveWriter) -> None:
        """Write one capture."""
        if not isinstance(found, Captured):
            self._unreadable.append(f"{found.origin}: {found.detail}")
            return
        with found.payload.body:
            self._write(found, writer)

    def write_missing(self, writer: ArchiveWriter) -> None:
        """Write an end for every page that is linked on the portal's hosts, but nowhere held."""
        # Only now: which addresses are the same depends on the platform, which had to be found.
        held = {self._key(url) for url in self._held}
        for link in self._linked.values():
            key = self._key(link.url)
            if key in held:
                continue
            held.add(key)
            self._counts["missing"] += 1
            note = FetchNote(
                crawl=self._run,
                url=link.url,
                kind=link.kind,
                outcome=Outcome.FAILED,
                reason=Reason.NOT_IN_ARCHIVE,
                source=link.source,
                depth=1,
                origin=self._origin,
            )
            writer.write(note, now=self._moment(None))

    def _write(self, found: Captured, writer: ArchiveWriter) -> None:
        payload, moment = found.payload, self._moment(found.fetched_at)
        kind, links = self._look(found)
        outcome, reason = _outcome(payload.status)
        earlier, place = None, None
        if found.same_as:
            known = self._places.get(found.same_as)
            if known is None:
                self._unreadable.append(f"{found.origin}: {found.url}: repeats what is not here")
                return
            place, digest, before = known
            earlier = Earlier(digest=digest, fetched_at=before, url=found.same_as)
            outcome = Outcome.UNCHANGED
        note = FetchNote(
            crawl=self._run,
            url=found.url,
            target=_target(found) if outcome is Outcome.REDIRECTED else "",
            kind=kind,
            outcome=outcome,
            reason=reason,
            source=LinkSource.HAND,
            origin="; ".join(part for part in (found.origin, self._origin) if part),
            payload_segment=place.segment if place else "",
            payload_offset=place.offset if place else 0,
            payload_digest=earlier.digest if earlier else "",
            links=links,
        )
        written = writer.write(note, now=moment, payload=payload, earlier=earlier)
        self._held.add(found.url)
        self._places.setdefault(found.url, (written, payload.digest, moment))
        self._count(kind, outcome)

    def _count(self, kind: PageKind, outcome: Outcome) -> None:
        if outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
            self._counts["assets" if kind is PageKind.ASSET else "pages"] += 1
        elif outcome is not Outcome.REDIRECTED:
            self._counts["failed"] += 1

    def _look(self, found: Captured) -> tuple[PageKind, tuple[Link, ...]]:
        """Guess the kind of a capture and find its links."""
        payload = found.payload
        stated = header(payload.headers, "content-type")
        if payload.size_bytes > MAX_INLINE_BYTES or found.same_as:
            return PageKind.ASSET, ()
        body = payload.body.read()
        payload.body.seek(0)
        if urlsplit(found.url).path == "/robots.txt":
            return PageKind.ROBOTS, ()
        if not is_html(body[:65536], content_type=stated):
            return (PageKind.PAGE if stated.startswith("text/plain") else PageKind.ASSET), ()
        page = read_page(body, url=found.base or found.url, content_type=stated)
        if not self._known_platform:
            self._platform, certainty = recognise(page.html, url=found.url, headers=payload.headers)
            self._known_platform = certainty > 0
        parts = urlsplit(found.url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        kind = guess_kind(page, address=address, platform=self._platform)
        source = LinkSource.LISTING if kind is PageKind.LISTING else LinkSource.LINK
        links = []
        for link in page.links:
            own = found.relink(link) if found.relink else link
            if own.source is LinkSource.LINK:
                own = replace(own, source=source)
            links.append(self._judged(own))
        return kind, tuple(links)

    def _judged(self, link: Link) -> Link:
        """Note why a link is left alone, or that it should be in the archive."""
        reason = self._left_alone(link)
        if reason:
            return replace(link, excluded=reason)
        if link.kind is not PageKind.ASSET:  # what items show of these is asked for by its own plan
            self._linked.setdefault(link.url.partition("#")[0], link)
        return link

    def _left_alone(self, link: Link) -> Reason:
        if not link.url.lower().startswith(("http://", "https://")):
            return Reason.SCHEME
        try:
            parts = urlsplit(link.url)
        except ValueError:
            return Reason.BAD_ADDRESS
        if link.kind is PageKind.ASSET:
            return Reason.NONE
        if (parts.hostname or "") not in self._hosts:
            return Reason.OFF_HOST
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if any(re.search(pattern, address) for pattern in self._platform.address.deny):
            return Reason.DENIED
        return Reason.NONE

    def _key(self, url: str) -> str:
        try:
            return canonical_url(url, platform=self._platform.name)
        except ValueError:
            return url

    def _moment(self, stated: datetime | None) -> datetime:
        return stated or self._now or datetime.now(UTC)


def _target(found: Captured) -> str:
    """Give where a redirect leads, absolute; as it is written where that cannot be told."""
    location = header(found.payload.headers, "location")
    try:
        return urljoin(found.url, location)
    except ValueError:
        return location


def _outcome(status: int) -> tuple[Outcome, Reason]:
    if 200 <= status < 300:
        return Outcome.FETCHED, Reason.NONE
    if 300 <= status < 400:
        return Outcome.REDIRECTED, Reason.NONE
    if status in (404, 410):
        return Outcome.GONE, Reason.NOT_FOUND
    return Outcome.FAILED, Reason.HTTP_ERROR
