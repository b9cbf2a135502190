"""Which known pages an incremental crawl looks at again, besides lists, feeds and what is new.

First what an index gave away (`cms.harvest.listing`), then by age: a page is due again after an
eighth of the time since its text was published or last seen to change, within `SHORTEST` and
`LONGEST`; text means the cleaned one, as real engines send other bytes at every fetch. What is left
of the visit's budget goes to the pages not seen for longest, so that every crawl is a part of a
sweep and nothing is out of sight for good, backdated or silent as its change may be.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import F, Max, Q, QuerySet, Sum

from cms.portals.models import Portal
from ingest.vocabulary import DraftKind

from .frontier import POSTED
from .models import Segment, SourceUrl, SourceVersion
from .states import UrlKind, UrlState

MOST_ASKED = 0.375
"""Of the requests of a full harvest, files included, that an incremental crawl may make."""
SWEPT_SHARE = 0.05
SWEPT_AT_LEAST = 100
"""Pages a crawl looks at again: a share of a large portal, all that a small one's budget allows."""
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=90)
AGES_A_LOOK = 8
NEWS = DraftKind.ARTICLE.value
LONGER = 2
"""For what is no news: a văn bản that was issued stays as it is."""
SHOWING = (UrlState.LOADED, UrlState.FETCHED, UrlState.DRAFTED, UrlState.FAILED)
GIVEN_AWAY = float("inf")
OLD = datetime(1990, 1, 1, tzinfo=UTC)


def asked_for(portal: Portal) -> int:
    """Count what a full harvest of the portal asks for: pages, lists, feeds, images, files."""
    asked = Q(fetched_at__isnull=False) | Q(attempts__gt=0)
    return SourceUrl.objects.filter(asked, portal=portal).count()


def asked_by(portal: Portal, run: str) -> int:
    """Count what a run of the spider asked for so far."""
    own = Segment.objects.filter(portal=portal, name__startswith=f"{portal.slug}/{run}-")
    return int(own.aggregate(total=Sum("records"))["total"] or 0)


def choose(portal: Portal, *, run: str, since: datetime, now: datetime) -> list[int]:
    """Name the pages to look at again in this run, the most telling first.

    What was fetched after ``since``, the run's begin, is not looked at twice.
    """
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, state__in=SHOWING)
    rows = rows.filter(segment__isnull=False, fetched_at__lt=since).exclude(POSTED)
    budget = int(MOST_ASKED * asked_for(portal)) - asked_by(portal, run)
    sweep = max(SWEPT_AT_LEAST, int(SWEPT_SHARE * rows.count()))
    ranked = _ranked(portal, rows, now=now)
    return [-pk for _rank, pk in heapq.nlargest(max(0, min(budget, sweep)), ranked)]


def _ranked(
    portal: Portal, rows: QuerySet[SourceUrl], *, now: datetime
) -> Iterator[tuple[tuple[float, float], int]]:
    """Give each page its rank: how overdue it is, and of two alike the one not seen for longer."""
    changed = dict(
        SourceVersion.objects.filter(item__portal=portal, number__gt=1)
        .values_list("item")
        .annotate(Max("captured_at"))
    )
    values = rows.annotate(published_at=F("item__page__entry__published_at")).values_list(
        "pk", "item", "item__kind", "published_at", "fetched_at", "next_due", "unlisted_at"
    )
    for pk, item, kind, published_at, fetched_at, due, unlisted_at in values:
        unseen = now - fetched_at
        if unlisted_at is not None or (due is not None and due <= now):
            yield (GIVEN_AWAY, unseen.total_seconds()), -pk
            continue
        # Without a date it is old until it is seen to change: most of a portal is.
        quiet_since = max((at for at in (published_at, changed.get(item)) if at), default=OLD)
        interval = min(max((now - quiet_since) / AGES_A_LOOK, SHORTEST), LONGEST)
        interval *= 1 if kind == NEWS else LONGER
        yield (unseen / interval, unseen.total_seconds()), -pk
