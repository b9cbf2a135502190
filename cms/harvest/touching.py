"""One block of one page put back or dropped by a person: an ordinary draft of the page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.articles.richtext import paragraph
from ingest.text import tokens
from ingest.vocabulary import BlockKind

from .content import RawBlock, apply, content_of_page, digest
from .hands_off import newest
from .merge_form import block_of
from .models import Item

Body = tuple[RawBlock, ...]


class TouchError(ValueError):
    """The page cannot be changed like this now; the message says why."""


def seen_of(item: Item) -> str:
    """Give the token of the text as it stands: what is changed must be what was looked at."""
    return digest(content_of_page(newest(_page(item))))


def put_back(
    item: Item, text: str, *, after: str, by: AbstractBaseUser, seen: str = ""
) -> Revision:
    """Add a paragraph behind the block with the id ``after``, or before all. Raises TouchError."""

    def added(body: Body) -> Body:
        ids = [block["id"] for block in body]
        at = ids.index(after) + 1 if after in ids else 0
        new = RawBlock(type=BlockKind.PARAGRAPH.value, value=paragraph(text), id=str(uuid.uuid4()))
        return (*body[:at], new, *body[at:])

    return _draft(item, added, by=by, seen=seen)


def drop_block(
    item: Item, block: str, text: str, *, by: AbstractBaseUser, seen: str = ""
) -> Revision:
    """Take the block with this id out. Raises TouchError, also if it says more than ``text``."""

    def without(body: Body) -> Body:
        left = tuple(one for one in body if one["id"] != block)
        gone = [block_of(one) for one in body if one["id"] == block]
        if any(tokens(one.text) != tokens(text) for one in gone):
            raise TouchError(_("this is only a part of a block: change it in the editor"))
        if len(left) == len(body):
            raise TouchError(_("the article has no such block any more"))
        return left

    return _draft(item, without, by=by, seen=seen)


@transaction.atomic
def _draft(
    item: Item, change: Callable[[Body], Body], *, by: AbstractBaseUser, seen: str
) -> Revision:
    live = _page(item, locked=True)
    lock = live.get_lock()
    if lock and lock.for_user(by):
        raise TouchError(_("the page is locked"))
    if live.current_workflow_state is not None:
        raise TouchError(_("the page is in a workflow"))
    page = newest(live)
    content = content_of_page(page)
    if seen and digest(content) != seen:
        raise TouchError(_("the page was edited meanwhile"))
    apply(replace(content, body=change(content.body)), page)
    return page.save_revision(user=by, log_action=True)


def _page(item: Item, *, locked: bool = False) -> Page:
    rows = Page.objects.select_for_update() if locked else Page.objects
    found = rows.filter(pk=item.page_id).first()
    if found is None:
        raise TouchError(_("the item has no page"))
    return Page.objects.get(pk=found.pk).specific
