"""What a crawl must fetch and what it may leave alone, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cms.portals.models import Portal
from ingest.address import canonical_url

from .captures import MAX_ATTEMPTS
from .models import Asset, AssetState, SourceUrl
from .states import Reason, UrlKind, UrlState


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingUrl:
    """An address to fetch, with what is known from its newest fetch."""

    url: str
    kind: str = "page"
    source: str = "hand"
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    segment: str = ""
    offset: int = 0
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The start of a crawl."""

    known: tuple[str, ...]
    """Canonical addresses (for the portal's platform) to leave alone."""
    pending: tuple[PendingUrl, ...]


WAITING = Q(state=UrlState.DISCOVERED) | Q(state=UrlState.EXCLUDED, reason=Reason.LIMIT)
RETRIED = Q(state=UrlState.FAILED, attempts__gt=0, attempts__lt=MAX_ATTEMPTS)


def frontier(portal: Portal, *, full: bool, now: datetime | None = None) -> Frontier:
    """Say where a crawl of pages starts.

    Pending are addresses never fetched, those that failed less than three times, and those that had
    content: all of them with ``full``, else those that are due. The rest is known.
    """
    now = now or timezone.now()
    had = Q(segment__isnull=False)
    due = had if full else had & Q(next_due__lte=now)
    rows = SourceUrl.objects.filter(portal=portal).exclude(reason=Reason.SUPPRESSED)
    pages = rows.filter(kind=UrlKind.PAGE).exclude(reason=Reason.OFF_PORTAL)
    wanted = WAITING | RETRIED | due
    pending = pages.filter(wanted).order_by("pk")
    left = rows.filter(had | ~Q(state=UrlState.DISCOVERED)).exclude(pk__in=pending.values("pk"))
    return Frontier(
        known=tuple(
            _spelled(canonical, platform=portal.platform)
            for canonical in left.order_by("pk").values_list("canonical", flat=True).iterator()
        ),
        pending=tuple(_pending(pending)),
    )


def missing_assets(portal: Portal) -> Iterator[PendingUrl]:
    """Name the images and files that drafts show and the archive does not hold."""
    wanted = Asset.objects.filter(
        portal=OuterRef("portal"), key=OuterRef("key"), state=AssetState.WANTED
    )
    rows = SourceUrl.objects.filter(Exists(wanted), portal=portal, segment__isnull=True)
    yield from _pending(rows.filter(WAITING | RETRIED | Q(reason=Reason.UNUSED_FILE)), kind="asset")


@transaction.atomic
def settle(portal: Portal, *, limited: bool = False) -> Counter[str]:
    """Give an end to what no crawl will fetch, once a crawl and its drafts are through.

    Images and files that no item shows are left out; so are, after a crawl that was ``limited``,
    the pages it did not come to. A later crawl or draft that wants them takes them up again.
    """
    rows = SourceUrl.objects.filter(portal=portal)
    counts: Counter[str] = Counter()
    if limited:
        counts["limit"] = rows.filter(kind=UrlKind.PAGE, state=UrlState.DISCOVERED).update(
            state=UrlState.EXCLUDED, reason=Reason.LIMIT
        )
    if not rows.filter(kind=UrlKind.PAGE, state=UrlState.FETCHED).exists():
        used = Asset.objects.filter(portal=OuterRef("portal"), key=OuterRef("key"))
        counts["unused_file"] = rows.filter(
            ~Exists(used), kind=UrlKind.ASSET, state__in=[UrlState.DISCOVERED, UrlState.FETCHED]
        ).update(state=UrlState.EXCLUDED, reason=Reason.UNUSED_FILE)
    return counts


def _pending(rows: object, *, kind: str = "page") -> Iterator[PendingUrl]:
    values = rows.annotate(name=F("segment__name")).values_list(
        "address", "found_by", "etag", "payload_digest", "name", "offset", "fetched_at"
    )
    for address, found_by, etag, digest, name, offset, fetched_at in values.iterator():
        held = bool(name)
        yield PendingUrl(
            url=address,
            kind=kind,
            source=next((source for source in found_by if source != "draft"), "hand"),
            # Last-Modified is not sent: real engines answer with the clock in it.
            etag=etag if held else "",
            digest=digest if held else "",
            segment=name or "",
            offset=offset,
            fetched_at=fetched_at if held else None,
        )


def _spelled(canonical: str, *, platform: str) -> str:
    try:
        return canonical_url(canonical, platform=platform or "generic")
    except ValueError:
        return canonical
