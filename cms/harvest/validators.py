"""Whether a host's ETag and Last-Modified tell the truth: only then are they sent back.

Real engines give the clock as Last-Modified, or one ETag for everything. Whoever believes them
misses changes without a word, so a host's validators count for nothing until they have moved with
the content and stayed with it, and never again once they stayed while the content moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db.models import F

from cms.portals.models import Portal
from scrapers.archive import ArchiveRecord

from .models import HostValidators, SourceUrl

ETAG, LAST_MODIFIED = "etag", "last_modified"
HEADERS = {ETAG: "etag", LAST_MODIFIED: "last-modified"}

MIN_KEPT = 3
"""Pages that came again unchanged with the same validator before it is believed."""
RESTLESS_SHARE = 0.1
"""Of those that came again unchanged: a move to another server changes all validators once."""

Evidence = Counter[tuple[str, str, str]]
"""How often (host, validator, what was seen), the last a field of `HostValidators`."""


def weigh(row: SourceUrl, record: ArchiveRecord) -> Iterator[tuple[str, str, str]]:
    """Compare an answer in full with the row's newest capture. The row is as before the answer."""
    if row.segment_id is None or record.status != 200 or not record.digest:
        return
    if row.fetched_at is None or record.fetched_at <= row.fetched_at:
        return
    said = {name.lower(): value for name, value in record.headers}
    same = record.digest == row.payload_digest
    for validator, header in HEADERS.items():
        before, now = getattr(row, validator), said.get(header, "")
        if before and now:
            stayed = before == now
            verdict = ("kept" if stayed else "restless") if same else "lied" if stayed else "moved"
            yield urlsplit(record.note.url).netloc.lower(), validator, verdict


def save_evidence(portal: Portal, evidence: Evidence) -> None:
    """Add what a segment showed."""
    for (host, validator, verdict), count in evidence.items():
        HostValidators.objects.get_or_create(portal=portal, host=host[:255], validator=validator)
        rows = HostValidators.objects.filter(portal=portal, host=host[:255], validator=validator)
        rows.update(**{verdict: F(verdict) + count})


def honest(portal: Portal) -> frozenset[tuple[str, str]]:
    """Name the (host, validator) pairs that may be sent back."""
    return frozenset(
        (seen.host, seen.validator)
        for seen in HostValidators.objects.filter(portal=portal)
        if is_honest(seen)
    )


def is_honest(seen: HostValidators) -> bool:
    """Tell whether what was seen is enough to believe a validator."""
    quiet = seen.restless <= RESTLESS_SHARE * seen.kept
    return not seen.lied and seen.moved > 0 and seen.kept >= MIN_KEPT and quiet
