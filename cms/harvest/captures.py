"""What one fetch, or one link, does to a row of the ledger. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cms.portals.models import SourceStatus
from scrapers.archive import ArchiveRecord, Link, Outcome, PageKind
from scrapers.archive import Reason as FetchReason

from .keys import canonical, storable
from .models import Segment, SourceUrl
from .states import Reason, UrlKind, UrlState

MAX_ATTEMPTS = 3
"""Failures in a row after which an address is asked for no more."""

KINDS = {
    PageKind.PAGE: UrlKind.PAGE,
    PageKind.LISTING: UrlKind.PAGE,
    PageKind.ASSET: UrlKind.ASSET,
    PageKind.SITEMAP: UrlKind.SYSTEM,
    PageKind.FEED: UrlKind.SYSTEM,
    PageKind.ROBOTS: UrlKind.SYSTEM,
}
FAILURES = {
    FetchReason.DNS: Reason.UNREACHABLE,
    FetchReason.REFUSED: Reason.UNREACHABLE,
    FetchReason.CONNECTION_LOST: Reason.UNREACHABLE,
    FetchReason.TIMEOUT: Reason.TIMEOUT,
    FetchReason.TOO_SLOW: Reason.TIMEOUT,
    FetchReason.TLS: Reason.TLS,
    FetchReason.PRIVATE_ADDRESS: Reason.FORBIDDEN_ADDRESS,
    FetchReason.PORT: Reason.FORBIDDEN_ADDRESS,
    FetchReason.SCHEME: Reason.FORBIDDEN_ADDRESS,
    FetchReason.BAD_ADDRESS: Reason.FORBIDDEN_ADDRESS,
    FetchReason.FLOOD: Reason.BLOCKED,
    FetchReason.BLOCKED: Reason.BLOCKED,
    FetchReason.NEEDS_JAVASCRIPT: Reason.NEEDS_JAVASCRIPT,
    FetchReason.TOO_LARGE: Reason.TOO_LARGE,
    FetchReason.BOMB: Reason.TOO_LARGE,
    FetchReason.TRUNCATED: Reason.UNREADABLE,
    FetchReason.BAD_XML: Reason.UNREADABLE,
    FetchReason.NOT_IN_ARCHIVE: Reason.NOT_IN_ARCHIVE,
}
"""A failure that is not listed is one of the server: `Reason.HTTP_ERROR`."""
EXCLUSIONS = {
    FetchReason.ROBOTS_EXCLUDED: Reason.ROBOTS,
    FetchReason.ROBOTS_UNREADABLE: Reason.ROBOTS,
    FetchReason.OFF_HOST: Reason.OFF_PORTAL,
    FetchReason.REDIRECT_OFF_HOST: Reason.OFF_PORTAL,
    FetchReason.TRAP: Reason.TRAP,
    FetchReason.TOO_LONG: Reason.TRAP,
    FetchReason.TOO_DEEP: Reason.LIMIT,
    FetchReason.DISK_BUDGET: Reason.LIMIT,
    FetchReason.SCHEME: Reason.NOT_HTTP,
    FetchReason.BAD_ADDRESS: Reason.NOT_HTTP,
    FetchReason.PRIVATE_ADDRESS: Reason.OFF_PORTAL,
    FetchReason.PORT: Reason.OFF_PORTAL,
}
"""An exclusion that is not listed is one of the profile: `Reason.DENIED`."""
NEVER_ASKED = frozenset(
    {Reason.ROBOTS, Reason.OFF_PORTAL, Reason.TRAP, Reason.LIMIT, Reason.NOT_HTTP, Reason.DENIED}
)

JUDGED_AS_LINKS = NEVER_ASKED - {Reason.ROBOTS}
"""What robots.txt forbids is judged when its turn comes, in a record of its own."""


def meet(row: SourceUrl, *, sources: Iterable[str]) -> None:
    """Note how the address was met."""
    met = sorted({*row.found_by, *sources})
    if met != row.found_by:
        row.found_by = met


def apply_link(row: SourceUrl, link: Link) -> None:
    """Let a link speak for an address that was never asked for."""
    if row.fetched_at is not None or row.attempts or row.redirects_to:
        return
    if row.state == UrlState.DISCOVERED and link.excluded:
        row.state, row.reason = exclusion(link.excluded)
        row.detail = link.excluded.value
    elif row.state == UrlState.EXCLUDED and not link.excluded and row.reason in JUDGED_AS_LINKS:
        move(row, UrlState.DISCOVERED)


def exclusion(reason: FetchReason) -> tuple[UrlState, Reason]:
    """Translate why a crawl leaves an address alone."""
    if reason is FetchReason.VARIANT:
        return UrlState.DUPLICATE, Reason.VARIANT
    return UrlState.EXCLUDED, EXCLUSIONS.get(reason, Reason.DENIED)


def apply_record(row: SourceUrl, record: ArchiveRecord, *, segment: Segment) -> None:
    """Let a fetch speak. One that is older than what the row knows says nothing."""
    if row.fetched_at and record.fetched_at < row.fetched_at:
        return
    taken_down = row.reason == Reason.SUPPRESSED
    match record.note.outcome:
        case Outcome.FETCHED | Outcome.UNCHANGED:
            _answered(row, record, segment=segment)
        case Outcome.REDIRECTED:
            _redirected(row, record)
        case Outcome.GONE:
            reason = record.note.reason
            soft = reason is FetchReason.SOFT_404
            _missed(row, record.fetched_at)
            if row.segment_id is None:
                move(row, UrlState.GONE, Reason.SOFT_404 if soft else Reason.NOT_FOUND)
        case Outcome.FAILED:
            _failed(row, record)
        case Outcome.EXCLUDED:
            if row.segment_id is None:
                move(row, *exclusion(record.note.reason), detail=record.note.reason.value)
    if taken_down:
        move(row, UrlState.EXCLUDED, Reason.SUPPRESSED)
    row.status = record.status or row.status
    row.last_seen_at = max(row.last_seen_at, record.fetched_at)


def _answered(row: SourceUrl, record: ArchiveRecord, *, segment: Segment) -> None:
    digest = record.digest or record.note.payload_digest
    headers = {name.lower(): value for name, value in record.headers}
    same = bool(row.segment_id) and digest in ("", row.payload_digest)
    row.kind = KINDS[record.note.kind]
    if not same:
        row.segment, row.offset = segment, record.offset
        row.payload_digest, row.size_bytes = digest, record.size_bytes
        row.media_type = headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
    row.fetched_at = record.fetched_at
    row.etag = headers.get("etag", row.etag)[:255]
    row.last_modified = headers.get("last-modified", row.last_modified)[:100]
    row.source_status, row.missed, row.attempts = SourceStatus.LIVE, [], 0
    row.next_due = row.unlisted_at = None
    row.unchanged_visits = min(row.unchanged_visits + 1, 30_000) if same else 0
    row.redirects_to = ""
    if row.kind == UrlKind.SYSTEM:
        feed = record.note.kind is PageKind.FEED
        move(row, UrlState.EXCLUDED, Reason.FEED if feed else Reason.SITEMAP)
    elif not same or row.reason in NEVER_ASKED or row.state in (UrlState.FAILED, UrlState.GONE):
        move(row, UrlState.FETCHED)


def _redirected(row: SourceUrl, record: ArchiveRecord) -> None:
    row.redirects_to = canonical(record.note.target)
    row.attempts = 0
    if row.segment_id is None:
        row.fetched_at = record.fetched_at
        move(row, UrlState.DUPLICATE, Reason.REDIRECT)
    else:
        # It had content once: gone articles often lead to the front page.
        _missed(row, record.fetched_at)


def _missed(row: SourceUrl, at: datetime) -> None:
    row.next_due = row.unlisted_at = None
    row.fetched_at = row.fetched_at if row.segment_id else at
    if at.isoformat() not in row.missed:
        row.missed = [*row.missed, at.isoformat()][-10:]


def _failed(row: SourceUrl, record: ArchiveRecord) -> None:
    row.attempts += 1
    if row.segment_id is not None:
        return
    reason = FAILURES.get(record.note.reason, Reason.HTTP_ERROR)
    detail = f"{record.note.reason.value} {record.note.detail}".strip()
    if row.attempts >= MAX_ATTEMPTS:
        reason, detail = Reason.QUARANTINED, f"{reason.value}: {detail}"
    move(row, UrlState.FAILED, reason, detail=detail)


def move(row: SourceUrl, state: UrlState, reason: Reason | str = "", *, detail: str = "") -> None:
    """Put a row into a state."""
    row.state, row.reason, row.detail = state, reason, storable(detail)[:500]
