"""Read segments: fetch by fetch, or one payload by its place. Digests are always checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ingest.types import RawPage
from scrapers.archive.member import Member, find_member
from scrapers.archive.note import note_from_json
from scrapers.archive.record import (
    ArchiveError,
    ArchiveRecord,
    Damage,
    FetchNote,
    TornRecordError,
)
from scrapers.archive.store import store_of

MAX_INLINE_BYTES = 32 * 1024 * 1024
"""Payloads up to this size are read into memory; larger ones are streamed on demand."""


@dataclass(slots=True)
class _Response:
    offset: int
    kind: str
    status: int
    headers: tuple[tuple[str, str], ...]
    digest: str
    size_bytes: int
    fetched_at: datetime
    url: str
    body: bytes


def segments(root: Path | str, slug: str) -> tuple[str, ...]:
    """List a portal's closed segments, oldest first, as names relative to ``root``."""
    return store_of(root).names(slug)


def iter_records(
    root: Path | str,
    segment: str,
    *,
    offset: int = 0,
    bodies: bool = True,
    damage: list[Damage] | None = None,
) -> Iterator[ArchiveRecord]:
    """Yield every fetch of a segment, from the fetch at ``offset`` on.

    A place that cannot be read raises TornRecordError or DigestError; with a list as ``damage`` it
    is noted there instead, and reading goes on at the next record that can be. ``bodies=False``
    leaves the pages out (their digests are still checked).
    """
    with store_of(root).open(segment) as file:
        yield from _iter_fetches(file, segment, offset=offset, bodies=bodies, damage=damage)


def read_page(root: Path | str, segment: str, offset: int) -> RawPage:
    """Read the response at ``offset``; for a revisit, the payload of the fetch it refers to.

    Raises ArchiveError if no response is there, TornRecordError, DigestError.
    """
    record = _record_at(root, segment, offset)
    if record.page is not None:
        return record.page
    note = record.note
    if not note.payload_segment:
        raise ArchiveError(f"{segment}@{offset}: no response is stored for {note.url}")
    stored = read_page(root, note.payload_segment, note.payload_offset)
    return replace(stored, fetched_at=record.fetched_at)


def read_payload_to(root: Path | str, segment: str, offset: int, file: BinaryIO) -> int:
    """Copy the payload at ``offset`` to ``file`` in pieces; return its length in bytes.

    Follows a revisit to its payload. Raises as `read_page` does; what was copied by then is void.
    """
    with store_of(root).open(segment) as stream:
        member = Member(stream, offset)
        if member.type == "response":
            size = 0
            for chunk in member.chunks():
                size += file.write(chunk)
            member.finish()
            return size
    note = _record_at(root, segment, offset).note
    if not note.payload_segment:
        raise ArchiveError(f"{segment}@{offset}: no response is stored for {note.url}")
    return read_payload_to(root, note.payload_segment, note.payload_offset, file)


def measure(root: Path | str, segment: str) -> tuple[str, int]:
    """Give a closed segment's digest (``sha256:<hex>``) and its length in bytes."""
    with store_of(root).open(segment) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return f"sha256:{digest}", file.tell()


def verify(root: Path | str, slug: str) -> tuple[Damage, ...]:
    """Read all of a portal's segments and list what is damaged; nothing found means all is well."""
    damage: list[Damage] = []
    for segment in segments(root, slug):
        for _ in iter_records(root, segment, bodies=False, damage=damage):
            pass
    return tuple(damage)


def intact_end(file: BinaryIO, segment: str) -> tuple[int, int]:
    """Measure the whole fetches at the front of a file: how many, and where they end."""
    count, end = 0, 0
    try:
        for record in _iter_fetches(file, segment, offset=0, bodies=False, damage=None):
            count, end = count + 1, record.end
    except ArchiveError:
        pass  # what follows is the torn tail that the caller cuts off
    return count, end


def _record_at(root: Path | str, segment: str, offset: int) -> ArchiveRecord:
    for record in iter_records(root, segment, offset=offset):
        if record.offset == offset:
            return record
        break
    raise ArchiveError(f"{segment}@{offset}: no fetch begins here")


def _iter_fetches(
    file: BinaryIO, segment: str, *, offset: int, bodies: bool, damage: list[Damage] | None
) -> Iterator[ArchiveRecord]:
    size = file.seek(0, 2)
    pending: _Response | None = None
    while offset < size:
        try:
            member = Member(file, offset)
            if member.type in ("response", "revisit"):
                pending = _read_response(member, bodies=bodies)
                offset = member.finish()
            elif member.type == "metadata":
                note = note_from_json(b"".join(member.chunks()))
                start, offset = member.offset, member.finish()
                yield _record(segment, note, pending, start=start, end=offset, member=member)
                pending = None
            else:
                offset = member.finish()
        except ArchiveError as error:
            if damage is None:
                raise type(error)(f"{segment}@{offset}: {error}") from error
            damage.append(Damage(segment=segment, offset=offset, detail=str(error)))
            pending = None
            offset = find_member(file, offset + 1)
            if offset < 0:
                return
    if pending is not None:
        detail = f"the fetch of {pending.url} has no metadata record"
        if damage is None:
            raise TornRecordError(f"{segment}@{pending.offset}: {detail}")
        damage.append(Damage(segment=segment, offset=pending.offset, detail=detail))


def _read_response(member: Member, *, bodies: bool) -> _Response:
    line, *lines = member.http_head.decode("utf-8", "replace").rstrip("\r\n").split("\r\n")
    try:
        status = int(line.split(" ", 2)[1])
    except (IndexError, ValueError) as error:
        raise TornRecordError(f"no status in {line[:80]!r}") from error
    pairs = (header.partition(":") for header in lines)
    size = member.payload_length
    inline = bodies and member.type == "response" and size <= MAX_INLINE_BYTES
    return _Response(
        offset=member.offset,
        kind=member.type,
        status=status,
        headers=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        digest=member.headers.get("warc-payload-digest", ""),
        size_bytes=size,
        fetched_at=_parse_date(member.headers.get("warc-date", "")),
        url=member.headers.get("warc-target-uri", ""),
        body=b"".join(member.chunks()) if inline else b"",
    )


def _record(
    segment: str,
    note: FetchNote,
    response: _Response | None,
    *,
    start: int,
    end: int,
    member: Member,
) -> ArchiveRecord:
    if response is None:
        return ArchiveRecord(
            segment=segment,
            offset=start,
            end=end,
            fetched_at=_parse_date(member.headers.get("warc-date", "")),
            note=note,
        )
    return ArchiveRecord(
        segment=segment,
        offset=response.offset,
        end=end,
        fetched_at=response.fetched_at,
        note=note,
        status=response.status,
        headers=response.headers,
        digest=response.digest,
        size_bytes=response.size_bytes,
        page=_page(segment, note, response) if response.kind == "response" else None,
    )


def _page(segment: str, note: FetchNote, response: _Response) -> RawPage:
    return RawPage(
        portal=segment.partition("/")[0],
        url=note.url,
        requested_url=note.requested_url or note.url,
        fetched_at=response.fetched_at,
        status=response.status,
        headers=response.headers,
        body=response.body,
        segment=segment,
        offset=response.offset,
        digest=response.digest,
    )


def _parse_date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except ValueError as error:
        raise TornRecordError(f"unreadable WARC-Date {text!r}") from error
