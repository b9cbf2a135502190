"""What editors do to pages is noted in the ledger."""

from __future__ import annotations

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from . import reviewing
from .models import Item, Proposal, ProposalState, RunChange, SourceUrl
from .states import Outcome, Reason, UrlState


@receiver(pre_delete, sender=Page, dispatch_uid="remember_deletion")
def remember_deletion(instance: Page, **_kwargs: object) -> None:
    """Remember that a page was deleted here: the next crawl does not bring it back."""
    items = list(Item.objects.filter(page_id=instance.pk).values_list("pk", flat=True))
    if items:
        Item.objects.filter(pk__in=items).update(page=None, deleted_by_editor_at=timezone.now())
        SourceUrl.objects.filter(item__in=items, state=UrlState.LOADED).update(
            state=UrlState.EXCLUDED, reason=Reason.DELETED_HERE, detail=""
        )
        Proposal.objects.filter(item__in=items, state=ProposalState.OPEN).update(
            state=ProposalState.SUPERSEDED, decided_at=timezone.now()
        )


@receiver(page_published, dispatch_uid="remember_approval")
def remember_approval(instance: Page, revision: Revision | None = None, **_kwargs: object) -> None:
    """Take it for an approval that an editor published what waited for one."""
    if revision is not None:
        reviewing.note_published(instance, revision)


@receiver(page_unpublished, dispatch_uid="remember_unpublishing")
def remember_unpublishing(instance: Page, **_kwargs: object) -> None:
    """Remember that an editor took a page off, also one that a rollback had taken off before.

    What a rollback withdrew comes back with a newer version; what an editor unpublished does not.
    (A rollback notes that it withdrew a page after this.)
    """
    item = Item.objects.filter(page_id=instance.pk, withdrawn_at__isnull=False).first()
    if item is None:
        return
    item.withdrawn_at = None
    if item.base_id is None:
        changes = RunChange.objects.filter(item=item, outcome=Outcome.WITHDRAWN)
        withdrawn = changes.order_by("-pk").first()
        item.base = withdrawn.version if withdrawn else None
    item.save(update_fields=["withdrawn_at", "base"])
