"""The archive against the ledger: every link a row, every response the row's newest capture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from cms.portals.models import Portal
from scrapers.archive import ArchiveRecord, Damage, Outcome, iter_records, measure, segments

from ..keys import address_key, canonical
from ..models import Segment, SourceUrl
from .problem import Problem

Capture = tuple[datetime, str, int, str]
"""When, digest, offset, segment."""
WITH_PAYLOAD = (Outcome.FETCHED,)


def problems(portal: Portal) -> Iterator[Problem]:
    """Compare each segment with its row, each address and response with theirs."""
    known = {segment.name: segment for segment in Segment.objects.filter(portal=portal)}
    present = segments(settings.ARCHIVE_URL, portal.slug)
    for name in sorted(set(known) - set(present)):
        yield Problem(what="segment_missing", where=name, address=name)
    named: dict[bytes, str] = {}
    places: set[tuple[str, int]] = set()
    newest: dict[bytes, Capture] = {}
    for name in set(present) - set(known):
        yield Problem(what="segment_not_recorded", where=name, address=name)
    # In the order in which they were read: other tools note times to the second only, and of two
    # captures of one second the later one counts.
    for name in sorted(set(present) & set(known), key=lambda name: known[name].pk):
        if measure(settings.ARCHIVE_URL, name)[0] != known[name].digest:
            yield Problem(what="segment_changed", where=name, address=name)
        damage: list[Damage] = []
        for record in iter_records(settings.ARCHIVE_URL, name, bodies=False, damage=damage):
            _gather(record, named, places, newest)
        for place in damage:
            where = f"{place.segment}@{place.offset}"
            yield Problem(what="record_damaged", where=where, address=place.detail)
    yield from _compare(portal, named, places, newest)


def _gather(
    record: ArchiveRecord,
    named: dict[bytes, str],
    places: set[tuple[str, int]],
    newest: dict[bytes, Capture],
) -> None:
    note = record.note
    own = _key(note.url)
    addresses = (note.url, note.requested_url, note.target, *note.redirects)
    for address in (*addresses, *(link.url for link in note.links)):
        if address:
            named.setdefault(_key(address), address)
    if note.outcome in WITH_PAYLOAD:
        places.add((record.segment, record.offset))
        capture = (record.fetched_at, record.digest, record.offset, record.segment)
        if own not in newest or newest[own][0] <= capture[0]:
            newest[own] = capture
    elif note.outcome is Outcome.UNCHANGED:
        places.add((record.segment, record.offset))


def _key(address: str) -> bytes:
    return bytes.fromhex(address_key(address))


def _compare(
    portal: Portal,
    named: dict[bytes, str],
    places: set[tuple[str, int]],
    newest: dict[bytes, Capture],
) -> Iterator[Problem]:
    rows = SourceUrl.objects.filter(portal=portal).values_list(
        "key", "address", "canonical", "segment__name", "offset", "payload_digest"
    )
    for key, address, form, segment, offset, digest in rows.iterator():
        binary = bytes.fromhex(key)
        named.pop(binary, None)
        if canonical(address) != form:
            yield Problem(what="address_changed", where=f"ledger {key}", address=address)
        capture = newest.pop(binary, None)
        if segment and (segment, offset) not in places:
            yield Problem(what="capture_missing", where=f"{segment}@{offset}", address=address)
        elif capture and not segment:
            where = f"{capture[3]}@{capture[2]}"
            yield Problem(what="capture_not_recorded", where=where, address=address)
        elif capture and digest != capture[1]:
            where = f"{capture[3]}@{capture[2]}"
            yield Problem(what="capture_differs", where=where, address=address)
    for address in named.values():
        yield Problem(what="address_not_in_ledger", where="ledger", address=address)
