"""Items that their source holds no longer: labelled after several looks, kept readable here.

One look proves nothing: engines lose a page for an afternoon, a portal answers 404 to everything
while it moves. An item is labelled once several looks over several days found nothing at any of its
addresses while the portal's sentinels answered; it comes back with the first answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cms.portals.models import Portal, SourceStatus

from .keys import address_key, canonical
from .models import Item, SourceUrl
from .states import UrlKind, UrlState

MIN_LOOKS = 3
MIN_SPAN = timedelta(days=3)
LOOK_AGAIN = timedelta(days=1)
LOOK_FOR_RETURN = timedelta(days=30)
SENTINELS = 12
"""Oldest known items; they are asked whether the portal answers at all."""
MIN_ANSWERING = 0.8
SAME_VISIT = timedelta(days=1)


@transaction.atomic
def judge(portal: Portal, *, now: datetime) -> Counter[str]:
    """Label what has vanished, take the label off what is back, and plan the next looks.

    Counts ``vanished`` and ``returned`` items.
    """
    counts: Counter[str] = Counter()
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, item__isnull=False)
    missing = rows.exclude(missed=[]).exclude(source_status=SourceStatus.GONE)
    gone = [row.pk for row in missing if _is_gone(portal, row)]
    SourceUrl.objects.filter(pk__in=gone).update(
        source_status=SourceStatus.GONE, next_due=now + LOOK_FOR_RETURN
    )
    missing.filter(next_due=None).update(next_due=now + LOOK_AGAIN)
    held = SourceUrl.objects.filter(
        Q(segment__isnull=False) | Q(redirects_to=""),
        item=OuterRef("pk"),
        state__in=[UrlState.LOADED, UrlState.DUPLICATE],
    )
    standing = Exists(held.exclude(source_status=SourceStatus.GONE))
    known = Item.objects.filter(portal=portal, page__isnull=False)
    left = known.filter(Exists(held.filter(source_status=SourceStatus.GONE)), ~standing)
    counts["vanished"] = left.filter(vanished_at=None).update(vanished_at=now)
    counts["returned"] = known.filter(standing, vanished_at__isnull=False).update(vanished_at=None)
    return +counts


def _is_gone(portal: Portal, row: SourceUrl) -> bool:
    looks = [datetime.fromisoformat(look) for look in row.missed]
    if len(looks) < MIN_LOOKS or max(looks) - min(looks) < MIN_SPAN:
        return False
    if row.redirects_to not in ("", canonical(portal.home)):
        return False  # moved, not gone
    return _answers(portal, since=max(looks) - SAME_VISIT)


def _answers(portal: Portal, *, since: datetime) -> bool:
    """Tell whether the front page and most of the sentinels asked since then answered."""
    asked = [row for row in _sentinels(portal) if row.last_seen_at >= since]
    answering = [row for row in asked if not row.missed and not row.attempts]
    home = address_key(portal.home)
    return any(row.key == home for row in answering) and len(answering) >= MIN_ANSWERING * len(
        asked
    )


def _sentinels(portal: Portal) -> Iterator[SourceUrl]:
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE)
    yield from rows.filter(key=address_key(portal.home))
    items = rows.filter(state=UrlState.LOADED).exclude(source_status=SourceStatus.GONE)
    yield from items.exclude(key=address_key(portal.home)).order_by("pk")[:SENTINELS]
