"""Changes that wait for a person: looked at, accepted with choices, or put aside.

Whatever is decided, nothing is published: the result is an ordinary draft of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.articles.models.items import ItemPage

from .content import PageContent, apply, content_of_page, digest
from .hands_off import newest
from .merge_form import ContentMerge, resolve_contents
from .merging import Conflict, Side
from .models import Item, Proposal, ProposalKind, ProposalState, SourceVersion
from .planning import Sides, sides_of
from .references import note_mentions

TEXTS = (ProposalKind.CHANGED, ProposalKind.ROLLBACK)
"""Kinds that propose a text: the source's new one, or that of before a run."""


class ProposalError(ValueError):
    """A proposal that cannot be decided like this; the message says why."""


class StaleProposalError(ProposalError):
    """The page or the source said something else when the person looked."""


class OpenConflictError(ProposalError):
    """Conflicts about which nothing was chosen."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        names = ", ".join(conflict.name for conflict in self.conflicts)
        super().__init__(f"nothing was chosen about: {names}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a person looks at to decide."""

    sides: Sides
    merge: ContentMerge
    seen: str
    """Token of the editor's text that is shown: give it back with the decision."""


def found_by_merging(merge: ContentMerge) -> dict[str, object]:
    """Write down what a merge found, as `Proposal.merged` keeps it."""
    return {
        "conflicts": [asdict(conflict) for conflict in merge.conflicts],
        "speakers": dict(merge.speakers),
    }


def compare(proposal: Proposal) -> Comparison:
    """Put base, ours and theirs side by side, as they are now. Writes nothing."""
    page = Page.objects.get(pk=proposal.item.page_id).specific
    sides = sides_of(proposal.item, page, _theirs(proposal), proposal.base)
    seen = digest(content_of_page(newest(page)))
    return Comparison(sides=sides, merge=sides.merge(), seen=seen)


@transaction.atomic
def accept(
    proposal: Proposal,
    choices: Mapping[str, Side | str] | None = None,
    *,
    by: AbstractBaseUser | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Revision | None:
    """Merge into a draft of the page, with a side for each conflict by its name.

    ``seen`` is that of the `Comparison` the person looked at; else the proposal's own counts.
    Returns ``None`` where the result is what the page says already. Raises OpenConflictError,
    StaleProposalError, and ProposalError on a page that is locked or in a workflow.
    """
    decision = _Decision(proposal, by=by, seen=seen, now=now)
    sides = decision.sides
    chosen = {name: Side(side) for name, side in (choices or {}).items()}
    merged = resolve_contents(sides.base, sides.ours, sides.theirs, chosen)
    if merged.conflicts:
        raise OpenConflictError(merged.conflicts)
    revision = decision.leave_draft(merged.content) if merged.changed else None
    decision.close(ProposalState.ACCEPTED)
    return revision


@transaction.atomic
def take_theirs(
    proposal: Proposal,
    *,
    by: AbstractBaseUser | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Revision | None:
    """Make a draft of the page that says what the source says, and nothing else."""
    decision = _Decision(proposal, by=by, seen=seen, now=now)
    theirs = decision.sides.theirs
    revision = None
    if digest(theirs) != digest(decision.sides.ours):
        revision = decision.leave_draft(theirs)
    decision.close(ProposalState.ACCEPTED)
    return revision


@transaction.atomic
def keep_ours(
    proposal: Proposal,
    *,
    by: AbstractBaseUser | None = None,
    now: datetime | None = None,
) -> None:
    """Leave the page as it is; this change of the source is not proposed again."""
    decision = _Decision(proposal, by=by, seen="", now=now, writes=False)
    decision.close(ProposalState.REJECTED)


def _theirs(proposal: Proposal) -> SourceVersion:
    if proposal.theirs is None or proposal.kind not in TEXTS:
        raise ProposalError("it proposes no text")
    return proposal.theirs


class _Decision:
    """One decision about a proposal, under the locks of item and page."""

    def __init__(
        self,
        proposal: Proposal,
        *,
        by: AbstractBaseUser | None,
        seen: str,
        now: datetime | None,
        writes: bool = True,
    ) -> None:
        self.by, self.now = by, now or timezone.now()
        self.item = Item.objects.select_for_update(of=("self",)).get(pk=proposal.item_id)
        self.proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        self.caller = proposal
        self.theirs = theirs = _theirs(self.proposal)
        if self.proposal.state != ProposalState.OPEN or self.item.page_id is None:
            raise StaleProposalError("it is decided, or its page is gone")
        if self.proposal.kind == ProposalKind.CHANGED:
            newer = theirs.pk != self.item.latest_id
        else:
            newer = self.proposal.base_id != self.item.base_id
        if newer or theirs.pk != proposal.theirs_id:
            raise StaleProposalError("the source changed again meanwhile: look again")
        Page.objects.select_for_update().get(pk=self.item.page_id)
        self.live: ItemPage = Page.objects.get(pk=self.item.page_id).specific
        self.page = newest(self.live)
        if writes:
            self._check(seen or proposal.ours_digest)
        self.sides = sides_of(self.item, self.live, theirs, self.proposal.base)

    def _check(self, seen: str) -> None:
        lock = self.live.get_lock()
        if lock and (self.by is None or lock.for_user(self.by)):
            raise ProposalError("the page is locked")
        if self.live.current_workflow_state is not None:
            raise ProposalError("the page is in a workflow")
        if digest(content_of_page(self.page)) != seen:
            raise StaleProposalError("the page was edited meanwhile: look again")

    def leave_draft(self, content: PageContent) -> Revision:
        """Save an ordinary draft, the person's."""
        apply(content, self.page)
        revision = self.page.save_revision(user=self.by, log_action=True)
        note_mentions({self.item: [*content.body, *content_of_page(self.live).body]})
        return revision

    def close(self, state: ProposalState) -> None:
        """Let the version be the base from now on: it is never proposed again."""
        rollback = self.proposal.kind == ProposalKind.ROLLBACK
        if not (rollback and state == ProposalState.REJECTED):
            self.item.base, self.item.loaded_digest = self.theirs, digest(self.sides.theirs)
            self.item.merge_draft = None
            self.item.save(update_fields=["base", "loaded_digest", "merge_draft"])
            SourceVersion.objects.filter(pk=self.theirs.pk).update(loaded_at=self.now)
            if rollback:
                refused = SourceVersion.objects.filter(pk=self.proposal.base_id)
                refused.update(refused_at=self.now)
        for row in (self.proposal, self.caller):
            row.state, row.decided_at, row.decided_by = state, self.now, self.by
        self.proposal.save(update_fields=["state", "decided_at", "decided_by"])
