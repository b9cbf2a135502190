"""What wants a human: gathered from the newest versions, accepted by people, at one go or many.

Accepted, a question stays answered until the item's version says something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.portals.models import Portal

from .asset_ledger import assets_of
from .keys import address_key
from .models import Asset, AssetState, BulkReview, Cause, Item, ReviewIssue
from .planning import draft_of
from .recording import batches
from .states import Reason

WEIGHTS: dict[str, int] = {
    Cause.NO_TITLE: 100,
    Cause.LETTERS_LOST: 90,
    Cause.TRUNCATED: 85,
    Cause.EXTRACTORS_DISAGREE: 80,
    Cause.LOW_CONFIDENCE: 70,
    Cause.FRAME_LEFTOVER: 60,
    Cause.LONG_REMOVAL: 55,
    Cause.SHORT_BODY: 50,
    Cause.DATE_CONFLICT: 45,
    Cause.NO_DATE: 40,
    Cause.CHARSET_DOUBTFUL: 35,
    Cause.MISSING_IMAGE: 30,
    Cause.NO_PLACE: 25,
    Cause.WEEKDAY_DIFFERS: 20,
}
"""What loses most comes first. A static page wants no date: see `_asks`."""
ITEMS_A_STEP = 500
MAX_DETAIL = 500
Found = dict[str, str]
"""Detail by cause."""


class UndoneError(ValueError):
    """What was accepted is undone already."""


def gather(portal: Portal) -> int:
    """Bring the questions about a portal's items up to date; return how many are open.

    One that is not asked any more goes; an accepted one is asked again if the source's text
    changed.
    """
    missing = set(
        Asset.objects.filter(portal=portal, state=AssetState.MISSING)
        .exclude(reason=Reason.PERSONAL)
        .values_list("key", flat=True)
    )
    items = Item.objects.filter(
        portal=portal,
        latest__isnull=False,
        suppressed_at=None,
        deleted_by_editor_at=None,
        same_as=None,
    )
    ids = list(items.order_by("pk").values_list("pk", flat=True))
    gone = ReviewIssue.objects.filter(item__portal=portal).exclude(item__in=items)
    gone.delete()
    for some in batches(ids, ITEMS_A_STEP):
        _gather(some, missing)
    return open_issues().filter(item__portal=portal).count()


def open_issues() -> QuerySet[ReviewIssue]:
    """Select what waits, the worst first."""
    return ReviewIssue.objects.filter(accepted__isnull=True).order_by("-weight", "item")


@transaction.atomic
def accept(
    issues: QuerySet[ReviewIssue], *, by: AbstractBaseUser | None, now: datetime | None = None
) -> BulkReview:
    """Accept all of these that are open, as one act."""
    act = BulkReview.objects.create(by=by, at=now or timezone.now())
    ids = list(issues.filter(accepted__isnull=True).order_by().values_list("pk", flat=True))
    for some in batches(ids, ITEMS_A_STEP):
        rows = ReviewIssue.objects.filter(pk__in=some, accepted__isnull=True)
        act.count += rows.update(accepted=act)
    act.save(update_fields=["count"])
    return act


@transaction.atomic
def undo(act: BulkReview, *, now: datetime | None = None) -> int:
    """Ask again what was accepted at one go; return how many. Raises UndoneError."""
    row = BulkReview.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if row.undone_at is not None:
        raise UndoneError(f"review {act.pk} is undone")
    row.undone_at = now or timezone.now()
    row.save(update_fields=["undone_at"])
    return ReviewIssue.objects.filter(accepted=row).update(accepted=None)


@transaction.atomic
def _gather(ids: list[int], missing: set[str]) -> None:
    items = Item.objects.filter(pk__in=ids).select_related("latest")
    rows = ReviewIssue.objects.filter(item__in=ids)
    known = {(row.item_id, row.cause): row for row in rows}
    new, changed = [], []
    for item in items:
        for cause, detail in _asks(item, missing):
            row = known.pop((item.pk, cause), None)
            fresh = ReviewIssue(
                item=item,
                cause=cause,
                detail=detail[:MAX_DETAIL],
                weight=WEIGHTS[cause],
                digest=item.latest.digest,
            )
            if row is None:
                new.append(fresh)
            elif (row.digest, row.detail, row.weight) != (
                fresh.digest,
                fresh.detail,
                fresh.weight,
            ):
                fresh.pk = row.pk
                fresh.accepted = row.accepted if row.digest == fresh.digest else None
                changed.append(fresh)
    ReviewIssue.objects.bulk_create(new)
    ReviewIssue.objects.bulk_update(changed, ["detail", "weight", "digest", "accepted"])
    ReviewIssue.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def _asks(item: Item, missing: set[str]) -> Iterator[tuple[str, str]]:
    found: Found = {}
    for issue in item.latest.issues:
        code = str(issue.get("code", ""))
        if code in WEIGHTS:
            found.setdefault(code, str(issue.get("detail", "")))
    if item.kind == "static":
        found.pop(Cause.NO_DATE, None)
    yield from found.items()
    if missing:
        named = (src for src in assets_of(draft_of(item.latest)) if address_key(src) in missing)
        first = next(iter(named), None)
        if first is not None:
            yield Cause.MISSING_IMAGE, first
