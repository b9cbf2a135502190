"""What loading will do with an item, without doing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cms.articles.models.items import ItemPage
from ingest import codec
from ingest.types import Draft

from .content import PageContent, content_of_page, digest
from .models import Item, SourceVersion
from .references import Targets, filled
from .states import Outcome

HANDS_OFF = timedelta(minutes=5)
"""A page saved so recently is an editor's who may be at it still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One item: what happens to it, and why it is held."""

    outcome: Outcome
    content: PageContent
    page: ItemPage | None = None
    reason: str = ""


def draft_of(version: SourceVersion) -> Draft:
    """Read a version's draft. Raises CodecError if the row was damaged."""
    return codec.decode(Draft, version.draft, where=f"version {version}")


def with_targets(content: PageContent, targets: Targets) -> PageContent:
    """Fill in what addresses lead to by now."""
    return replace(content, body=tuple(filled(content.body, targets)))


def plan(item: Item, *, content: PageContent, page: ItemPage | None, now: datetime) -> Plan:
    """Decide what bringing ``content`` into the item's page means. Pure: reads objects only."""
    if page is None:
        return Plan(outcome=Outcome.CREATED, content=content)
    if digest(content) == item.loaded_digest:
        return Plan(outcome=Outcome.UNCHANGED, content=content, page=page)
    reason = why_hands_off(item, page, now=now)
    if reason:
        return Plan(outcome=Outcome.HELD, content=content, page=page, reason=reason)
    return Plan(outcome=Outcome.UPDATED, content=content, page=page)


def why_hands_off(item: Item, page: ItemPage, *, now: datetime) -> str:
    """Say why the page is an editor's; "" if nobody was there since it was loaded."""
    if page.locked:
        return "locked"
    if page.current_workflow_state is not None:
        return "in a workflow"
    if page.has_unpublished_changes:
        return "has an unpublished draft"
    if not page.live:
        return "unpublished by an editor"
    if digest(content_of_page(page)) != item.loaded_digest:
        return "changed by an editor"
    saved = page.latest_revision_created_at
    by_editor = page.latest_revision is not None and page.latest_revision.user_id is not None
    if by_editor and saved and now - saved < HANDS_OFF:
        return "saved a moment ago"
    return ""
