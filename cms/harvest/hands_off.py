"""When a page is an editor's for the moment, and nothing may be written into it."""

from __future__ import annotations

from datetime import datetime, timedelta

from wagtail.admin.models import EditingSession
from wagtail.models import Revision, get_default_page_content_type

from cms.articles.models.items import ItemPage

from .content import PageContent, content_of_page, digest
from .models import Item, RunChange

HANDS_OFF = timedelta(minutes=5)
"""A page saved or open so recently is an editor's who may be at it still."""


def newest(page: ItemPage) -> ItemPage:
    """Give the page as its editor sees it: the draft that is not published, else the live page."""
    if not page.has_unpublished_changes or page.latest_revision_id is None:
        return page
    return page.latest_revision.as_object()


def is_merge_draft(item: Item, page: ItemPage, ours: PageContent) -> bool:
    """Tell whether the unpublished draft is one of ours that no editor has touched."""
    return (
        item.merge_draft_id is not None
        and item.merge_draft_id == page.latest_revision_id
        # Wagtail's autosave rewrites a revision in place: only its content tells.
        and digest(ours) == item.left_digest
    )


def why_hands_off(item: Item, page: ItemPage, ours: PageContent, *, now: datetime) -> str:
    """Say why nothing may be written into the page now; "" if something may.

    ``ours`` is the content of `newest`. The page's row must be locked, else the answer is old.
    """
    if page.locked:
        return "locked"
    if page.current_workflow_state is not None:
        return "in a workflow"
    if Revision.page_revisions.filter(
        object_id=str(page.pk), approved_go_live_at__isnull=False
    ).exists():
        return "waits to be published at a set time"
    if not page.live and item.withdrawn_at is None:
        return "unpublished by an editor"
    if page.live and item.withdrawn_at is not None:
        return "published by an editor after its run was rolled back"
    if page.live and page.has_unpublished_changes and not is_merge_draft(item, page, ours):
        return "has an unpublished draft"
    if not page.live and digest(content_of_page(page)) != digest(ours):
        return "has an unpublished draft"
    return _why_busy(item, page, ours, now=now)


def _why_busy(item: Item, page: ItemPage, ours: PageContent, *, now: datetime) -> str:
    saved, revision = page.latest_revision_created_at, page.latest_revision
    touched = digest(ours) not in (item.left_digest, item.loaded_digest)
    by_a_person = revision is not None and revision.user_id is not None
    recently = saved is not None and now - saved < HANDS_OFF
    # Who rolls a run back saves pages too, but is at none of them.
    if recently and (touched or (by_a_person and not _is_of_a_run(revision))):
        return "saved a moment ago"
    sessions = EditingSession.objects.filter(
        object_id=str(page.pk), content_type=get_default_page_content_type()
    )
    if sessions.filter(last_seen_at__gt=now - HANDS_OFF).exists():
        return "open in the editor"
    return ""


def _is_of_a_run(revision: Revision) -> bool:
    return RunChange.objects.filter(revision_after=revision).exists()
