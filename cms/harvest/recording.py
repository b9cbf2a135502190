"""From a closed archive segment to rows of the ledger: every fetch and every link found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from cms.portals.models import Portal
from scrapers.archive import ArchiveRecord, Link, LinkSource, Outcome, iter_records, measure

from . import captures, listing, print_views, validators
from .keys import canonical, key_of, loose_address_key, storable
from .models import Segment, SourceUrl
from .states import Reason, UrlKind, UrlState

Counts = Counter[str]
T = TypeVar("T")
KEYS_A_QUERY = 900
"""Below the number of parameters that every SQLite takes."""
WRITTEN = [
    field.name
    for field in SourceUrl._meta.concrete_fields
    if field.name not in {"id", "portal", "key", "canonical", "loose", "first_seen_at"}
]


@dataclass(slots=True)
class _Seen:
    """What one segment says of one address, in the order of the archive."""

    address: str
    kind: UrlKind
    at: datetime
    found_on: str = ""
    sources: set[str] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    records: list[ArchiveRecord] = field(default_factory=list)
    redirects_to: str = ""
    is_view: bool = False
    view_of: str = ""


@transaction.atomic
def record_segment(portal: Portal, name: str) -> Counts:
    """Read a closed segment into the ledger; one that was read before changes nothing.

    Counts ``fetched``, ``links`` (different addresses) and ``new`` rows. Raises ArchiveError where
    the segment is damaged.
    """
    # One recorder a portal at a time: two segments often name the same new addresses.
    Portal.objects.select_for_update().get(pk=portal.pk)
    if Segment.objects.filter(name=name).exists():
        return Counts()
    records = list(iter_records(settings.ARCHIVE_URL, name, bodies=False))
    segment = _create_segment(portal, name, records=len(records))
    seen = _gather(records, platform=portal.platform)
    counts = Counts(fetched=len(records), links=len(seen))
    evidence = validators.Evidence()
    for keys in batches(seen, KEYS_A_QUERY):
        part = {key: seen[key] for key in keys}
        counts["new"] += _write(portal, part, segment=segment, evidence=evidence)
    validators.save_evidence(portal, evidence)
    listing.note_indexes(portal, records)
    return counts


def _create_segment(portal: Portal, name: str, *, records: int) -> Segment:
    digest, size = measure(settings.ARCHIVE_URL, name)
    return Segment.objects.create(
        portal=portal, name=name, size_bytes=size, records=records, digest=digest
    )


def _gather(records: Iterable[ArchiveRecord], *, platform: str) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {}
    for record in records:
        note, at = record.note, record.fetched_at
        own = _see(seen, note.url, kind=captures.KINDS[note.kind], at=at)
        own.records.append(record)
        own.sources.add(note.source.value)
        if print_views.is_view_address(note.url, platform):
            own.is_view, own.view_of = True, print_views.view_of(note.links) or own.view_of
        for address in {*note.redirects, note.requested_url} - {note.url, ""}:
            hop = _see(seen, address, kind=UrlKind.PAGE, at=at)
            hop.sources.add(LinkSource.LINK.value)
            hop.redirects_to = note.url
        if note.outcome is Outcome.REDIRECTED and note.target:
            target = _see(seen, note.target, kind=captures.KINDS[note.kind], at=at, on=note.url)
            target.sources.add(LinkSource.REDIRECT.value)
        for link in note.links:
            found = _see(seen, link.url, kind=captures.KINDS[link.kind], at=at, on=note.url)
            found.sources.add(link.source.value)
            found.links.append(link)
            if found is not own and print_views.offers_view(link, platform=platform):
                found.is_view, found.view_of = True, found.view_of or canonical(note.url)
    return seen


def _see(
    seen: dict[str, _Seen], address: str, *, kind: UrlKind, at: datetime, on: str = ""
) -> _Seen:
    key = key_of(canonical(address))
    if key not in seen:
        seen[key] = _Seen(address=address, kind=kind, at=at, found_on=on)
    return seen[key]


def _write(
    portal: Portal, seen: dict[str, _Seen], *, segment: Segment, evidence: validators.Evidence
) -> int:
    rows = {row.key: row for row in SourceUrl.objects.filter(portal=portal, key__in=seen)}
    changed, new = [], 0
    for key, what in seen.items():
        row = rows.get(key)
        if row is None:
            new += 1
            row = new_row(portal, what.address, kind=what.kind, at=what.at, on=what.found_on)
            before = None
        else:
            before = _state_of(row)
        _apply(row, what, segment=segment, evidence=evidence)
        if _state_of(row) != before:
            changed.append(row)
    save_rows(changed)
    return new


def _apply(row: SourceUrl, what: _Seen, *, segment: Segment, evidence: validators.Evidence) -> None:
    captures.meet(row, sources=what.sources)
    row.is_view = row.is_view or what.is_view
    row.view_of = row.view_of or what.view_of
    for link in what.links:
        captures.apply_link(row, link)
    if what.redirects_to and not what.records and row.fetched_at is None:
        row.redirects_to = canonical(what.redirects_to)
        captures.move(row, UrlState.DUPLICATE, Reason.REDIRECT)
    for record in what.records:
        if _burden(record.note.url) < _burden(row.address):
            row.address = storable(record.note.url)
        evidence.update(validators.weigh(row, record))
        captures.apply_record(row, record, segment=segment)


def _burden(address: str) -> tuple[int, int]:
    """Measure what a spelling carries beside the page: a session, tracking, a place on it."""
    parts = urlsplit(address)
    return len(parts.query), len(parts.fragment)


def new_row(
    portal: Portal, address: str, *, kind: UrlKind, at: datetime, on: str = ""
) -> SourceUrl:
    """Make a row for an address just met, unsaved."""
    form = canonical(address)
    return SourceUrl(
        portal=portal,
        address=storable(address),
        canonical=form,
        key=key_of(form),
        loose=loose_address_key(address),
        kind=kind,
        first_seen_at=at,
        last_seen_at=at,
        found_on=storable(on),
    )


def save_rows(rows: Sequence[SourceUrl]) -> None:
    """Insert or update many rows in few queries."""
    SourceUrl.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["portal", "key"],
        update_fields=WRITTEN,
    )


def _state_of(row: SourceUrl) -> tuple[object, ...]:
    return tuple(getattr(row, name if name != "segment" else "segment_id") for name in WRITTEN)


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of at most ``size``."""
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
