"""What loading does to an item that has a page: written, merged, held, or only noted.

The caller's transaction holds the rows of item and page locked, so that what was read of the page
is what is written over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page, Revision

from cms.articles.models.items import ItemPage

from .content import PageContent, apply, content_of_page, digest
from .item_states import ItemState, open_proposals, state_of
from .models import (
    Item,
    Proposal,
    ProposalKind,
    ProposalState,
    Run,
    RunChange,
    SourceUrl,
    SourceVersion,
)
from .planning import Plan
from .proposals import found_by_merging
from .references import note_mentions
from .states import Outcome

WRITTEN = ("base", "loaded_digest", "left_digest", "merge_draft", "withdrawn_at")
"""Fields of an item that follow its page."""


def locked_page(item: Item) -> ItemPage:
    """Lock an item's page against editing, publishing, moving; read it as it is then."""
    Page.objects.select_for_update().get(pk=item.page_id)
    return Page.objects.get(pk=item.page_id).specific


def carry_out(plan: Plan, item: Item, *, run: Run, now: datetime) -> None:
    """Do what was planned for an item with a page, and note it in the run."""
    if plan.outcome is Outcome.HELD:
        _hold(plan, item, run=run)
        return
    before = state_before(item)
    if plan.outcome is Outcome.UNCHANGED:
        if item.base_id == item.latest_id:
            return
    else:
        revision = write(plan.page, plan.content, publish=plan.publish)
        note_left(item, plan.page, plan.content, None if plan.publish else revision)
        note_mentions({item: plan.content.body})
    move_base(item, plan.theirs, now=now)
    note_change(
        run,
        item,
        plan.outcome,
        before,
        version=item.latest,
        detail=plan.reason,
        revision_after=None if plan.outcome is Outcome.UNCHANGED else revision,
    )


def state_before(item: Item) -> ItemState:
    """Read where the item stands, page included."""
    return state_of(item, Page.objects.get(pk=item.page_id), item.latest.source_url)


def write(
    page: ItemPage, content: PageContent, *, publish: bool, by: AbstractBaseUser | None = None
) -> Revision:
    """Make a revision with the content, published or left as a draft."""
    apply(content, page)
    revision = page.save_revision(user=by, log_action=True)
    if publish:
        revision.publish(user=by)
    return revision


def note_left(
    item: Item, page: ItemPage, content: PageContent, merge_draft: Revision | None
) -> None:
    """Remember on the item (unsaved) how its page was left."""
    # Of the page, not of the content: it is what will be read again.
    item.left_digest = digest(content_of_page(page))
    item.merge_draft = merge_draft
    item.withdrawn_at = None


def move_base(item: Item, theirs: PageContent, *, now: datetime) -> None:
    """Let the newest version be the base from now on: it is never merged again."""
    item.base = item.latest
    item.loaded_digest = digest(theirs)
    item.save(update_fields=WRITTEN)
    open_proposals(item).update(state=ProposalState.SUPERSEDED, decided_at=now)
    SourceVersion.objects.filter(pk=item.latest_id).update(loaded_at=now, refused_at=None)


def note_change(
    run: Run,
    item: Item,
    outcome: Outcome,
    before: ItemState,
    *,
    version: SourceVersion | None,
    detail: str = "",
    revision_after: Revision | None = None,
) -> None:
    """Note what a run did to an item; a second change in one run keeps what was before both."""
    after = {
        "outcome": outcome,
        "version": version,
        "detail": detail,
        "revision_after": revision_after,
    }
    known = Revision.objects.filter(pk=before.latest_revision).first()
    RunChange.objects.update_or_create(
        run=run,
        item=item,
        defaults=after,
        create_defaults={
            **after,
            "before_id": before.base,
            "revision_before": known,
            "state_before": before.as_json(),
        },
    )


def _hold(plan: Plan, item: Item, *, run: Run) -> None:
    """Let the change wait for a person. The same again writes nothing."""
    values = {
        "base_id": item.base_id,
        "theirs_id": item.latest_id,
        "reason": plan.reason,
        "ours_digest": digest(content_of_page(plan.page)),
        "merged": found_by_merging(plan.merge) if plan.merge else None,
    }
    waiting = open_proposals(item).first()
    if waiting and all(getattr(waiting, name) == value for name, value in values.items()):
        return
    before = state_before(item)
    if waiting is None:
        Proposal.objects.create(item=item, kind=ProposalKind.CHANGED, **values)
    else:
        Proposal.objects.filter(pk=waiting.pk).update(**values)
    note_change(run, item, Outcome.HELD, before, version=item.latest, detail=plan.reason)


def close(items: Iterable[Item], state: str, reason: str) -> None:
    """Put the addresses of the newest versions into an end; those that stand there are left."""
    rows = SourceUrl.objects.filter(pk__in=[item.latest.source_url_id for item in items])
    rows.exclude(state=state, reason=reason).update(state=state, reason=reason, detail="")
