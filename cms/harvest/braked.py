"""What a person decides about a braked run: let it through, or throw away what it would write."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from cms.portals.models import Portal
from ingest import codec
from ingest.types import Draft

from . import brake, jobs
from .asset_ledger import assets_of
from .findings import Finding
from .keys import address_key, key_of
from .models import Asset, AssetState, Identity, Item, JobKind, Run, RunState, SourceUrl
from .recording import KEYS_A_QUERY, batches
from .states import ITEM, Reason, UrlKind, UrlState


class RunError(ValueError):
    """The run does not stand where this can be done; the text says what to do."""


def findings_of(run: Run) -> tuple[Finding, ...]:
    """Read why a run was braked."""
    return tuple(codec.decode(Finding, finding) for finding in run.findings)


@transaction.atomic
def release(run_id: int, *, by: AbstractBaseUser | None = None) -> Run:
    """Let a braked run go on: what it was judged by is allowed, what comes later is judged anew.

    A job that loads is asked for. Raises RunError if the run is not braked.
    """
    run = _braked(run_id)
    brake.accept(run.portal)
    run.state, run.decided_by, run.decided_at = RunState.RUNNING, by, timezone.now()
    run.save(update_fields=["state", "decided_by", "decided_at"])
    jobs.request(JobKind.LOAD, portal=run.portal, by=by)
    return run


@transaction.atomic
def discard(run_id: int, *, by: AbstractBaseUser | None = None) -> Run:
    """Throw away what a braked run would write: items stay as they are, new ones are left out.

    The archive keeps what was fetched. Raises RunError if the run is not braked.
    """
    run = _braked(run_id)
    portal = run.portal
    waiting = list(brake.pending(portal).select_related("base", "latest__source_url"))
    _forget_assets(portal, waiting)
    for item in waiting:
        _take_back(item)
    _forget_strangers(portal)
    # Judged, and found wanting: what stood before them stays what the next run is judged by.
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, judged_at__isnull=False)
    rows.filter(last_seen_at__gt=F("judged_at")).update(judged_at=F("last_seen_at"))
    run.state, run.ended_at = RunState.DISCARDED, timezone.now()
    run.decided_by, run.decided_at = by, run.ended_at
    run.save(update_fields=["state", "ended_at", "decided_by", "decided_at"])
    return run


def _braked(run_id: int) -> Run:
    run = Run.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise RunError(f"there is no run {run_id}")
    if run.state != RunState.BRAKED:
        raise RunError(f"run {run_id} is {run.state}: only a braked run waits for this")
    return run


def _take_back(item: Item) -> None:
    row = item.latest.source_url
    if item.base is None and item.page_id is None:
        # Its names are forgotten with it: nothing stands under them.
        SourceUrl.objects.filter(pk=row.pk).update(
            state=UrlState.EXCLUDED, reason=Reason.DISCARDED, detail="", item=None
        )
        item.delete()
        return
    if item.base is None:
        return  # its page waits, withdrawn by a rollback
    held = item.proposals.aggregate(last=Max("theirs__number"))["last"] or 0
    stays = max(item.base.number, held)
    item.latest = item.versions.get(number=stays)
    item.save(update_fields=["latest"])
    item.versions.filter(number__gt=stays).delete()
    SourceUrl.objects.filter(pk=row.pk).update(state=UrlState.LOADED, reason=Reason.ITEM, detail="")


def _forget_strangers(portal: Portal) -> None:
    """Leave out the pages that were no items before, and take back what they lent to items.

    A page of the host's at a new address reads like an article that became one, too: it would stay
    its alias, and bring the host's text into the article when it is drafted again.
    """
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, segment__isnull=False)
    rows = rows.exclude(judged_result=ITEM).exclude(state=UrlState.FETCHED)
    strange = rows.filter(Q(judged_at__isnull=True) | Q(item__isnull=False))
    found = list(strange.values_list("pk", "canonical"))
    for batch in batches(found, KEYS_A_QUERY):
        keys = [key_of(f"url:{canonical}") for _key, canonical in batch]
        Identity.objects.filter(portal=portal, key__in=keys).delete()
        SourceUrl.objects.filter(pk__in=[key for key, _canonical in batch]).update(
            state=UrlState.EXCLUDED, reason=Reason.DISCARDED, detail="", item=None
        )


def _forget_assets(portal: Portal, waiting: list[Item]) -> None:
    """Want no more the images and files that only what is thrown away shows."""
    keys = {
        address_key(src)
        for item in waiting
        for src in assets_of(codec.decode(Draft, item.latest.draft))
    }
    for key in keys:
        Asset.objects.filter(portal=portal, key=key, state=AssetState.WANTED).delete()
