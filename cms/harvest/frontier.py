"""What a crawl must fetch and what it may leave alone, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.portals.models import Portal
from ingest.address import canonical_url
from scrapers.archive import LinkSource

from . import validators
from .captures import MAX_ATTEMPTS
from .models import Asset, AssetState, SourceUrl
from .recording import KEYS_A_QUERY, batches
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
    absent: tuple[str, ...] = ()
    """Addresses that platforms of the kind have and this portal has not."""


WAITING = Q(state=UrlState.DISCOVERED) | Q(state=UrlState.EXCLUDED, reason=Reason.LIMIT)
LOOKS_A_PROOF = 10
POSTED = Q(address__contains="__EVENTTARGET=")
"""Further pages of a list that are reached by posting its form: through the list alone."""
LISTS = Q(state=UrlState.EXCLUDED, reason__in=[Reason.LISTING, Reason.HOME]) | Q(
    state=UrlState.EXCLUDED, reason=Reason.NOT_HTML, media_type__contains="json"
)
"""What lies behind a "load more" comes as JSON."""
RETRIED = Q(state=UrlState.FAILED, attempts__gt=0, attempts__lt=MAX_ATTEMPTS)


def frontier(portal: Portal, *, full: bool) -> Frontier:
    """Say where a crawl of pages starts.

    Pending are addresses never fetched, those that failed less than three times, and those that had
    content: all of them with ``full``, else the lists alone. The rest is known.
    """
    had = Q(segment__isnull=False)
    rows = SourceUrl.objects.filter(portal=portal)
    never = [Reason.OFF_PORTAL, Reason.SUPPRESSED]
    pages = rows.filter(kind=UrlKind.PAGE).exclude(reason__in=never).exclude(POSTED)
    pending = pages.filter(WAITING | RETRIED | (had if full else had & LISTS)).order_by("pk")
    return Frontier(
        known=_known(portal, rows.exclude(pk__in=pending.values("pk"))),
        # In full: a list is asked for its links, and a sweep is to see through validators that lie.
        pending=tuple(_pending(pending)),
        absent=() if full else _absent(rows),
    )


def second_look(portal: Portal, ids: Iterable[int]) -> Frontier:
    """Say where a crawl goes on once the lists are through: to those pages, nothing else.

    ``ids`` are those that `cms.harvest.revisits` chose. Validators go along where the host's are
    honest.
    """
    rows = SourceUrl.objects.filter(portal=portal)
    honest = validators.honest(portal)
    pending: list[PendingUrl] = []
    for part in batches(ids, KEYS_A_QUERY):
        pending += _pending(rows.filter(pk__in=part), honest=honest)
    return Frontier(known=_known(portal, rows), pending=tuple(pending))


def _absent(rows: QuerySet[SourceUrl]) -> tuple[str, ...]:
    guessed = rows.filter(state=UrlState.GONE, kind=UrlKind.SYSTEM)
    return tuple(
        address
        for address, found_by in guessed.values_list("address", "found_by")
        if found_by == [LinkSource.GUESS.value]
    )


def _known(portal: Portal, rows: QuerySet[SourceUrl]) -> tuple[str, ...]:
    met = rows.filter(Q(segment__isnull=False) | ~Q(state=UrlState.DISCOVERED)).order_by("pk")
    return tuple(
        _spelled(canonical, platform=portal.platform)
        for canonical in met.values_list("canonical", flat=True).iterator()
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
    # Named by a robots.txt that was read for the sake of files alone; each crawl asks by itself.
    rows.filter(kind=UrlKind.SYSTEM, state=UrlState.DISCOVERED).update(
        state=UrlState.EXCLUDED, reason=Reason.SITEMAP
    )
    if not rows.filter(kind=UrlKind.PAGE, state=UrlState.FETCHED).exists():
        used = Asset.objects.filter(portal=OuterRef("portal"), key=OuterRef("key"))
        counts["unused_file"] = rows.filter(
            ~Exists(used), kind=UrlKind.ASSET, state__in=[UrlState.DISCOVERED, UrlState.FETCHED]
        ).update(state=UrlState.EXCLUDED, reason=Reason.UNUSED_FILE)
    return counts


def _pending(
    rows: QuerySet[SourceUrl],
    *,
    kind: str = "page",
    honest: frozenset[tuple[str, str]] = frozenset(),
) -> Iterator[PendingUrl]:
    for row in rows.select_related("segment").iterator():
        validators_of = partial(_validator, row, honest=honest)
        held = row.segment is not None
        yield PendingUrl(
            url=row.address,
            kind=kind,
            source=next((source for source in row.found_by if source != "draft"), "hand"),
            etag=validators_of(validators.ETAG),
            last_modified=validators_of(validators.LAST_MODIFIED),
            digest=row.payload_digest if held else "",
            segment=row.segment.name if row.segment else "",
            offset=row.offset,
            fetched_at=row.fetched_at if held else None,
        )


def _validator(row: SourceUrl, name: str, *, honest: frozenset[tuple[str, str]]) -> str:
    """Give what may be sent back. Each tenth look does without: a host may begin to lie."""
    host = urlsplit(row.address).netloc.lower()
    if row.segment_id is None or (host, name) not in honest:
        return ""
    if (row.pk + row.unchanged_visits) % LOOKS_A_PROOF == 0:
        return ""
    return str(getattr(row, name))


def _spelled(canonical: str, *, platform: str) -> str:
    try:
        return canonical_url(canonical, platform=platform or "generic")
    except ValueError:
        return canonical
