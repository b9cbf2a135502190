"""Write WARC segments: one gzip member a record, a fetch's records in one piece.

A segment grows as ``<name>.warc.gz.open`` and gets its name when it is whole on disk. A fetch is
request, response (or revisit) and metadata, in this order: the metadata record seals it, and a
fetch without one never happened. WARC 1.1, ISO 28500:2017.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import quote

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.archive.note import note_to_json
from scrapers.archive.record import ArchiveError, FetchNote
from scrapers.archive.store import OPEN, SUFFIX, publish, store_of

_CHUNK = 64 * 1024
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
Headers = Sequence[tuple[str, str]]
# The body is stored as it reads, decoded: so its digest is that of the content, and a revisit is
# found whatever the server's compressor did that day. What the wire said stays under these names.
_WIRE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ORIGINAL = "X-Archive-Orig-"
_REVISIT_SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_REVISIT_304 = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A closed segment."""

    name: str
    """Relative to the archive's root."""
    records: int
    """Fetches in it."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a fetch was written: valid once its segment is closed."""

    segment: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A response as it came, body decoded."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: BinaryIO
    digest: str
    """``sha256:<hex>`` of the body."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as it was sent, without anything secret."""

    method: str = "GET"
    url: str = ""
    """Where it went, if that is not the address it is kept under."""
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A payload that an earlier fetch of the same address stored."""

    digest: str
    fetched_at: datetime
    url: str


class ArchiveWriter:
    """Write one crawl's segments; a context manager, closing what is open."""

    def __init__(
        self,
        root: Path | str,
        slug: str,
        crawl: str,
        *,
        segment_s: float = 5.0,
        segment_bytes: int = 64 * 1024 * 1024,
        on_segment: Callable[[Segment], None] | None = None,
        info: dict[str, str] | None = None,
    ) -> None:
        if not crawl or any(sign in crawl for sign in "/\\ \n") or crawl.startswith("."):
            raise ArchiveError(f"{crawl!r} cannot name a crawl")
        self._store = store_of(root)
        self._folder = self._store.local
        self._slug, self._crawl = slug, crawl
        self._segment_s, self._segment_bytes = segment_s, segment_bytes
        self._on_segment = on_segment
        self._info = info or {}
        self._file: BinaryIO | None = None
        self._path = Path()
        self._opened_at: datetime | None = None
        self._records = 0
        self._closed_bytes = 0
        self._folder.folder(slug).mkdir(parents=True, exist_ok=True)

    @property
    def bytes_written(self) -> int:
        """Size of all that this writer wrote."""
        return self._closed_bytes + (self._file.tell() if self._file else 0)

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(
        self,
        note: FetchNote,
        *,
        now: datetime,
        payload: Payload | None = None,
        sent: Sent | None = None,
        earlier: Earlier | None = None,
    ) -> Place:
        """Write one fetch whole, or (disk full, say) nothing of it, and raise OSError.

        ``payload`` is the response; with ``earlier`` its body is not stored again.
        """
        file = self._open(now)
        offset = start = file.tell()
        name = f"{self._slug}/{self._path.name.removesuffix(OPEN)}"
        try:
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            response = None
            if payload is not None:
                response = _response(note, payload, earlier=earlier, now=now)
                request = _request(note, sent or Sent(), response, now=now)
                writer.write_record(request)
                offset = file.tell()
                writer.write_record(response)
            writer.write_record(_metadata(note, response, now=now))
        except OSError:
            file.seek(start)
            file.truncate()
            raise
        self._records += 1
        if file.tell() >= self._segment_bytes:
            self.close()
        return Place(segment=name, offset=offset)

    def close_if_due(self, now: datetime) -> None:
        """Close the open segment if it is old enough; to be called every second or so."""
        if self._opened_at and (now - self._opened_at).total_seconds() >= self._segment_s:
            self.close()

    def close(self) -> None:
        """Close the open segment, if any: durable, renamed, in its storage, announced.

        Raises OSError where that fails; what is whole on disk is then taken over by `recover`.
        """
        if self._file is None:
            return
        file, self._file, self._opened_at = self._file, None, None
        with file:
            size = file.tell()
            final = self._path.with_name(self._path.name.removesuffix(OPEN))
            publish(file, self._path, final)
        self._closed_bytes += size
        segment = Segment(name=f"{self._slug}/{final.name}", records=self._records, size_bytes=size)
        self._records = 0
        self._store.keep(segment.name)
        if self._on_segment:
            self._on_segment(segment)

    def _open(self, now: datetime) -> BinaryIO:
        if self._file is None:
            number = self._store.next_number(self._slug, self._crawl)
            name = f"{self._crawl}-{number:05d}{SUFFIX}"
            self._path = self._folder.folder(self._slug) / (name + OPEN)
            self._file = self._path.open("xb")
            self._opened_at = now
            writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
            info = {"software": "portalift", "isPartOf": self._crawl, **self._info}
            record = writer.create_warcinfo_record(name, info)
            record.rec_headers.replace_header("WARC-Date", _iso(now))
            writer.write_record(record)
        return self._file


def digest_of(body: bytes) -> str:
    """Name a payload by its content, in the form of `RawPage.digest`."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def payload_of(body: bytes, *, status: int = 200, headers: Headers = ()) -> Payload:
    """Wrap a body that is in memory."""
    return Payload(
        status=status,
        headers=headers,
        body=BytesIO(body),
        digest=digest_of(body),
        size_bytes=len(body),
    )


def copy_payload(source: BinaryIO, target: BinaryIO, limit_bytes: int) -> tuple[str, int]:
    """Copy a stream and return its digest and length. Raises ArchiveError over the limit."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limit_bytes:
            raise ArchiveError(f"over {limit_bytes} bytes")
        digest.update(chunk)
        target.write(chunk)
    return "sha256:" + digest.hexdigest(), size


def _escaped(url: str) -> str:
    """Escape an address for a record's head, which is ASCII; the note has it as it is written."""
    return quote(url.encode("utf-8", "surrogatepass"), safe=_PRINTABLE)


def _line(text: str) -> str:
    """Make one line: a stray line end would forge a header."""
    return text.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace").decode()


def _plain(text: str) -> str:
    """Put question marks where a name or a status line is not ASCII."""
    return _line(text).encode("ascii", "replace").decode()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _response(
    note: FetchNote, payload: Payload, *, earlier: Earlier | None, now: datetime
) -> ArcWarcRecord:
    http = _http_headers(payload)
    warc = {"WARC-Date": _iso(now)}
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    address = _escaped(note.url)
    if earlier is None:
        warc["WARC-Payload-Digest"] = payload.digest
        payload.body.seek(0)
        return builder.create_warc_record(
            address,
            "response",
            payload=payload.body,
            length=payload.size_bytes,
            http_headers=http,
            warc_headers_dict=warc,
        )
    record = builder.create_revisit_record(
        address, earlier.digest, _escaped(earlier.url), _iso(earlier.fetched_at), http, warc
    )
    if payload.status == 304:
        record.rec_headers.replace_header("WARC-Profile", _REVISIT_304)
    else:
        record.rec_headers.replace_header("WARC-Profile", _REVISIT_SAME)
    return record


def _http_headers(payload: Payload) -> StatusAndHeaders:
    headers = []
    for name, value in payload.headers:
        wire = name.lower() in _WIRE_HEADERS
        headers.append((_ORIGINAL + name if wire else _plain(name), _line(value)))
    headers.append(("Content-Length", str(payload.size_bytes)))
    line = f"{payload.status} {_plain(payload.reason)}".strip()
    return StatusAndHeaders(line, headers, protocol="HTTP/1.1")


def _request(
    note: FetchNote, sent: Sent, response: ArcWarcRecord, *, now: datetime
) -> ArcWarcRecord:
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    asked = _escaped(sent.url or note.url)
    path = "/" + asked.split("#")[0].split("://", 1)[-1].partition("/")[2]
    headers = [(_plain(name), _line(value)) for name, value in sent.headers]
    http = StatusAndHeaders(f"{sent.method} {path} HTTP/1.1", headers, is_http_request=True)
    warc = {
        "WARC-Date": _iso(now),
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    return builder.create_warc_record(
        _escaped(note.url),
        "request",
        payload=BytesIO(sent.body),
        length=len(sent.body),
        http_headers=http,
        warc_headers_dict=warc,
    )


def _metadata(note: FetchNote, response: ArcWarcRecord | None, *, now: datetime) -> ArcWarcRecord:
    data = note_to_json(note)
    warc = {"WARC-Date": _iso(now)}
    if response is not None:
        warc["WARC-Concurrent-To"] = response.rec_headers.get_header("WARC-Record-ID")
    builder = WARCWriter(BytesIO(), gzip=True, warc_version="1.1")
    return builder.create_warc_record(
        "",  # no target address: replay tools would show this record in place of the page
        "metadata",
        payload=BytesIO(data),
        length=len(data),
        warc_content_type="application/json",
        warc_headers_dict=warc,
    )
