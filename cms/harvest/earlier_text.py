"""Bringing an item's page back to what it said before a change."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from cms.articles.models.items import ItemPage

from .content import PageContent, content_of_draft, content_of_page, digest, fitted
from .hands_off import newest
from .item_states import ItemState
from .known_items import write
from .models import Item, SourceVersion
from .planning import draft_of, with_targets
from .references import note_mentions, open_addresses, targets_for
from .states import Outcome


def bring_back(
    item: Item,
    page: ItemPage,
    target: ItemState,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> tuple[Outcome, Revision | None]:
    """Let the page say and be what it was; the item is changed with it, unsaved.

    Returns what was done and the newest revision that it took.
    """
    if not target.live:
        page.unpublish(user=by)
        item.base_id, item.merge_draft = target.base, None
        item.withdrawn_at = parse_datetime(target.withdrawn_at) if target.withdrawn_at else now
        return Outcome.WITHDRAWN, None
    outcome = Outcome.UPDATED if page.live else Outcome.CREATED
    live = _text_of(target.live_revision, item, page, target) or content_of_page(page)
    written = None
    if not page.live or page.has_unpublished_changes or _differs(live, page):
        written = write(page, live, publish=True, by=by)
    draft, merge_draft = live, None
    if target.merge_draft and target.latest_revision != target.live_revision:
        draft = _text_of(target.latest_revision, item, page, target) or live
        merge_draft = write(_fresh(page), draft, publish=False, by=by)
    _note(item, _fresh(page), target, merge_draft)
    note_mentions({item: [*live.body, *draft.body]})
    return outcome, merge_draft or written


def _note(item: Item, page: ItemPage, target: ItemState, merge_draft: Revision | None) -> None:
    item.base_id, item.merge_draft, item.withdrawn_at = target.base, merge_draft, None
    item.left_digest = digest(content_of_page(newest(page)))
    # The base's digest is made anew: what its addresses lead to may have become known since.
    base = None if _was_untouched(target) else _text_of_base(item, page, target)
    item.loaded_digest = digest(base) if base else item.left_digest


def _was_untouched(target: ItemState) -> bool:
    """Tell whether the page said what the source said: loading left it so, and no editor came."""
    if target.left_digest != target.loaded_digest:
        return False
    revision = Revision.objects.filter(pk=target.latest_revision).first()
    return revision is None or digest(content_of_page(revision.as_object())) == target.left_digest


def _differs(content: PageContent, page: ItemPage) -> bool:
    return digest(content) != digest(content_of_page(page))


def _fresh(page: ItemPage) -> ItemPage:
    return type(page).objects.get(pk=page.pk)


def _text_of(
    revision_id: int | None, item: Item, page: ItemPage, target: ItemState
) -> PageContent | None:
    """Read the content of a revision; if it was purged, that of the base."""
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision is None:
        return _text_of_base(item, page, target)
    return _filled(content_of_page(revision.as_object()), item)


def _text_of_base(item: Item, page: ItemPage, target: ItemState) -> PageContent | None:
    version = SourceVersion.objects.filter(pk=target.base).first()
    if version is None:
        return None
    return _filled(fitted(content_of_draft(draft_of(version)), page), item)


def _filled(content: PageContent, item: Item) -> PageContent:
    return with_targets(content, targets_for(item.portal, open_addresses(content.body)))
