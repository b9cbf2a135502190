"""Undoing what a run did, item by item; the undoing is a run itself and can be undone.

Text, state of the address, base of the next merge and waiting proposal become what they were before
the run. A page that the run made is unpublished, not deleted: its id, and what editors gave it, are
there again when the rollback is undone. Nothing is written over an editor's work since then: that
item is held.

What was rolled back is refused: the same version is not loaded again, a newer one is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from cms.articles.models.items import ItemPage

from . import runs
from .content import content_of_page, digest
from .earlier_text import bring_back
from .hands_off import newest, why_hands_off
from .item_states import ItemState, state_from
from .known_items import WRITTEN, locked_page, note_change, state_before
from .models import (
    Item,
    Proposal,
    ProposalKind,
    ProposalState,
    Run,
    RunChange,
    RunState,
    SourceUrl,
    SourceVersion,
)
from .recording import batches
from .states import Outcome, UrlState

KIND = "rollback"
ITEMS_A_TRANSACTION = 25
LATER_RUN = "changed again by a later run"
EDITED = "edited since"
DELETED = "deleted by an editor"


class RollbackError(ValueError):
    """A run that cannot be rolled back; the message says why."""


def roll_back(run: Run, *, by: AbstractBaseUser | None = None, now: datetime | None = None) -> Run:
    """Undo a run and return the run that did. One that was broken off is gone on with.

    Its counts are ``updated`` (earlier text is back), ``withdrawn`` (unpublished), ``created``
    (published again), ``unchanged`` and ``held``. Raises RollbackError.
    """
    undoing = _open(run)
    waiting = run.changes.exclude(outcome=Outcome.FAILED).exclude(
        item__in=undoing.changes.values("item")
    )
    ids = list(waiting.order_by("-pk").values_list("pk", flat=True))
    for some in batches(ids, ITEMS_A_TRANSACTION):
        runs.add_counts(undoing, _roll_back(some, undoing, by=by, now=now or timezone.now()))
    with transaction.atomic():
        runs.finish(undoing)
        Run.objects.filter(pk=run.pk).update(state=RunState.ROLLED_BACK)
        if run.undoes_id:
            Run.objects.filter(pk=run.undoes_id).update(state=RunState.DONE)
    run.refresh_from_db()
    return undoing


@transaction.atomic
def _open(run: Run) -> Run:
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in (RunState.DONE, RunState.FAILED):
        raise RollbackError(f"run {run.pk} is {run.state.replace('_', ' ')}: nothing to roll back")
    open_run = Run.objects.filter(undoes=run, state=RunState.RUNNING).first()
    return open_run or Run.objects.create(portal=run.portal, kind=KIND, undoes=run)


@transaction.atomic
def _roll_back(
    change_ids: list[int], undoing: Run, *, by: AbstractBaseUser | None, now: datetime
) -> Counter[str]:
    rows = RunChange.objects.filter(pk__in=change_ids).select_related("version", "run")
    changes = {change.item_id: change for change in rows}
    locked = Item.objects.select_for_update().filter(pk__in=changes).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    items = Item.objects.filter(pk__in=ids).select_related("latest__source_url", "portal")
    counts: Counter[str] = Counter()
    for item in items.order_by("pk"):
        step = _Step(item=item, change=changes[item.pk], undoing=undoing, by=by, now=now)
        counts[step.take().value] += 1
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One change of one item, undone under the locks of item and page."""

    item: Item
    change: RunChange
    undoing: Run
    by: AbstractBaseUser | None
    now: datetime

    @property
    def target(self) -> ItemState:
        return state_from(self.change.state_before)

    def take(self) -> Outcome:
        item, target = self.item, self.target
        if item.page_id is None or item.suppressed_at or item.same_as_id:
            # An editor's deletion, a take-down and that it is another item stay.
            return Outcome.UNCHANGED
        page = locked_page(item)
        before = state_before(item)
        if self.change.outcome == Outcome.HELD:
            return self._undo_hold(before)
        if item.base_id != self._base_after():
            return self._hold(before, LATER_RUN)
        if self.change.outcome == Outcome.UNCHANGED:
            outcome, revision = Outcome.UNCHANGED, None
            item.base_id, item.loaded_digest = target.base, target.loaded_digest
        else:
            reason = self._why_not(page)
            if reason:
                return self._hold(before, reason)
            outcome, revision = bring_back(item, page, target, by=self.by, now=self.now)
        item.save(update_fields=WRITTEN)
        self._note_books(before, outcome, revision)
        return outcome

    def _undo_hold(self, before: ItemState) -> Outcome:
        """Let a change that only waits wait no more, or again; the page is left alone."""
        if self.change.run.undoes_id:
            self._close_proposals(ProposalKind.ROLLBACK)
        elif self.item.base_id == self.target.base and self.item.latest_id == self.target.latest:
            self._note_books(before, Outcome.UNCHANGED, None)
        return Outcome.UNCHANGED

    def _base_after(self) -> int | None:
        withdrawn = self.change.outcome == Outcome.WITHDRAWN
        return None if withdrawn else self.change.version_id

    def _why_not(self, page: ItemPage) -> str:
        if self.change.outcome != Outcome.CREATED and not self.target.has_page:
            return "what was before was not noted"
        ours = content_of_page(newest(page))
        reason = why_hands_off(self.item, page, ours, now=self.now)
        return reason or (EDITED if digest(ours) != self.item.left_digest else "")

    def _note_books(self, before: ItemState, outcome: Outcome, revision: Revision | None) -> None:
        """Put address, version and proposals back, and note the change."""
        target, version = self.target, self.change.version
        self._close_proposals(ProposalKind.ROLLBACK)
        # What came since then goes its own way.
        if self.item.latest_id == target.latest:
            row = SourceUrl.objects.filter(pk=target.url)
            row.exclude(state__in=[UrlState.FETCHED, UrlState.DUPLICATE]).update(
                state=target.url_state, reason=target.url_reason, detail=""
            )
            self._close_proposals(ProposalKind.CHANGED, but=target.proposal)
            Proposal.objects.filter(pk=target.proposal).update(
                state=ProposalState.OPEN, decided_at=None
            )
        if self.change.run.undoes_id:
            refused = parse_datetime(target.refused_at) if target.refused_at else None
            SourceVersion.objects.filter(pk=target.latest).update(refused_at=refused)
        elif version is not None:
            SourceVersion.objects.filter(pk=version.pk).update(refused_at=self.now)
        earlier = SourceVersion.objects.filter(pk=target.base).first()
        note_change(
            self.undoing,
            self.item,
            outcome,
            before,
            version=version if outcome is Outcome.WITHDRAWN else earlier,
            revision_after=revision,
        )

    def _close_proposals(self, kind: ProposalKind, *, but: int | None = None) -> None:
        rows = Proposal.objects.filter(item=self.item, kind=kind, state=ProposalState.OPEN)
        rows.exclude(pk=but).update(state=ProposalState.SUPERSEDED, decided_at=self.now)

    def _hold(self, before: ItemState, reason: str) -> Outcome:
        """Leave the editor's page; where there is an earlier text it is proposed."""
        version, earlier = self.change.version, self.target.base
        if version is not None and earlier and version.pk != earlier and reason != LATER_RUN:
            Proposal.objects.update_or_create(
                item=self.item,
                kind=ProposalKind.ROLLBACK,
                state=ProposalState.OPEN,
                defaults={
                    "base": version,
                    "theirs_id": earlier,
                    "reason": reason,
                    "ours_digest": digest(content_of_page(newest(locked_page(self.item)))),
                },
            )
        note_change(self.undoing, self.item, Outcome.HELD, before, detail=reason, version=version)
        return Outcome.HELD
