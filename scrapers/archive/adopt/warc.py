"""WARC (and ARC) files made by other tools, and WACZ, which is a ZIP of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from scrapers.archive.adopt.captured import (
    MAX_ITEM_BYTES,
    Captured,
    Found,
    Headers,
    Unreadable,
    header,
    spooled,
)
from scrapers.archive.adopt.wayback import unwrap, unwrap_page
from scrapers.archive.adopt.zips import open_zip, read_limited
from scrapers.archive.coding import decoder_for
from scrapers.archive.record import ArchiveError
from scrapers.archive.write import payload_of

_CHUNK = 64 * 1024
_WEB = ("http://", "https://")
# What a response's head says of the wire no longer holds for a decoded body.
_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_SHORT = 512 * 1024


def iter_warc(path: Path) -> Iterator[Found]:
    """Yield the responses of a WARC or ARC file; where it cannot be read on, say so and end."""
    with path.open("rb") as file:
        yield from _iter_stream(file, name=path.name)


def iter_wacz(path: Path) -> Iterator[Found]:
    """Yield the responses of a WACZ file. Raises AdoptError for a ZIP that bites."""
    with open_zip(path) as archive:
        for entry in archive.infolist():
            if not _is_warc(entry):
                continue
            with TemporaryFile() as file:
                read_limited(archive, entry, file, limit_bytes=64 * MAX_ITEM_BYTES)
                file.seek(0)
                yield from _iter_stream(
                    cast("BinaryIO", file), name=f"{path.name}!{entry.filename}"
                )


def _is_warc(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.lower()
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def _iter_stream(file: BinaryIO, *, name: str) -> Iterator[Found]:
    iterator = ArchiveIterator(file, check_digests=True)
    end = 0
    while True:
        try:
            record = next(iterator, None)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            yield Unreadable(origin=name, detail=" ".join(str(error).split())[:200])
            return
        if record is None:
            break
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        if record.rec_type in ("response", "resource") and url.lower().startswith(_WEB):
            yield _captured(record, url, name=name)
        elif record.rec_type == "revisit" and url.lower().startswith(_WEB):
            yield _revisit(record, url, name=name)
        end = iterator.get_record_offset() + iterator.get_record_length()
    file.seek(end)
    if file.read(64).strip(b"\r\n"):
        # warcio ends without a word where a record's own head is torn.
        yield Unreadable(origin=name, detail=f"breaks off after byte {end}")


def _captured(record: ArcWarcRecord, url: str, *, name: str) -> Found:
    address, moment = unwrap(url)
    headers = tuple(record.http_headers.headers) if record.http_headers else ()
    if not headers and record.content_type:
        headers = (("Content-Type", record.content_type),)
    status = _status(record)
    try:
        payload = spooled(
            cast("BinaryIO", _Decoded(record, headers)), status=status, headers=headers, name=url
        )
    except ArchiveError as error:
        return Unreadable(origin=f"{name}: {url}", detail=str(error))
    left = getattr(record.raw_stream, "limit", 0)
    if left or record.digest_checker.passed is False:
        payload.body.close()
        what = "the record ends before its end" if left else "the digest does not match"
        return Unreadable(origin=f"{name}: {url}", detail=what)
    if moment and "html" in header(headers, "content-type") and payload.size_bytes < _SHORT * 64:
        body = unwrap_page(payload.body.read())
        payload.body.close()
        payload = payload_of(body, status=status, headers=headers)
    return Captured(
        url=address,
        payload=payload,
        fetched_at=moment or _date(record.rec_headers.get_header("WARC-Date")),
        origin=f"warc {name}" + (" (Wayback, unwrapped)" if moment else ""),
    )


def _revisit(record: ArcWarcRecord, url: str, *, name: str) -> Found:
    """Hand on a revisit: its payload is that of the record it refers to."""
    address, moment = unwrap(url)
    headers = tuple(record.http_headers.headers) if record.http_headers else ()
    refers = record.rec_headers.get_header("WARC-Refers-To-Target-URI") or url
    return Captured(
        url=address,
        payload=payload_of(b"", status=_status(record), headers=headers),
        fetched_at=moment or _date(record.rec_headers.get_header("WARC-Date")),
        origin=f"warc {name}",
        same_as=unwrap(refers)[0],
    )


class _Decoded:
    """A record's body without transfer and content coding, read in pieces."""

    def __init__(self, record: ArcWarcRecord, headers: Headers) -> None:
        self._stream = record.raw_stream
        if header(headers, "transfer-encoding").lower() == "chunked":
            self._stream = ChunkedDataReader(record.raw_stream, decomp_type=None)
        self._decoder = decoder_for(header(headers, "content-encoding"))
        self._ready = b""
        self._ended = False

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._ended:
            chunk = self._stream.read(_CHUNK)
            if not chunk:
                self._ended = True
                self._decoder.close()
            self._ready += b"".join(self._decoder.feed(chunk)) if chunk else b""
        data, self._ready = self._ready[:size], self._ready[size:]
        return data


def _status(record: ArcWarcRecord) -> int:
    if not record.http_headers:
        return 200
    code = record.http_headers.get_statuscode()
    return int(code) if code.isdigit() else 200


def _date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat((text or "").replace("Z", "+00:00")).astimezone(UTC)
    except ValueError:
        return None
