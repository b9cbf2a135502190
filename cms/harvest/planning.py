"""What loading will do with an item that has a page, without doing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cms.articles.models.items import ItemPage
from cms.portals.models import MergePolicy, Portal
from ingest import codec
from ingest.types import Draft

from .content import PageContent, content_of_draft, content_of_page, digest, fitted
from .hands_off import is_merge_draft, newest, why_hands_off
from .merge_form import ContentMerge, merge_contents
from .models import Item, SourceVersion
from .references import Targets, filled, open_addresses, targets_for
from .states import Outcome, Reason

IN_CONFLICT = "changed here and at the source"
TOUCHED = "changed by an editor"
MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The three contents of a merge, addresses filled in alike."""

    base: PageContent
    ours: PageContent
    """The editor's newest, draft or live."""
    theirs: PageContent

    def merge(self) -> ContentMerge:
        """Merge them."""
        return merge_contents(self.base, self.ours, self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One item: what happens to it, and why it is held."""

    outcome: Outcome
    content: PageContent
    """What the page will say."""
    theirs: PageContent
    page: ItemPage | None = None
    """The object to write ``content`` into: the live page, or the draft that is not published."""
    publish: bool = True
    reason: str = ""
    """Why it is held, or dropped; ``merged`` where an editor's words are in the content."""
    sides: Sides | None = None
    """Where an editor was at the page."""
    merge: ContentMerge | None = None


def draft_of(version: SourceVersion) -> Draft:
    """Read a version's draft. Raises CodecError if the row was damaged."""
    return codec.decode(Draft, version.draft, where=f"version {version}")


def dropped(item: Item) -> Reason | None:
    """Say why an item is never loaded."""
    if item.suppressed_at:
        return Reason.SUPPRESSED
    return Reason.DELETED_HERE if item.deleted_by_editor_at else None


def with_targets(content: PageContent, targets: Targets) -> PageContent:
    """Fill in what addresses lead to by now."""
    return replace(content, body=tuple(filled(content.body, targets)))


def sides_of(
    item: Item, page: ItemPage, theirs: SourceVersion, base: SourceVersion | None
) -> Sides:
    """Read the three contents of an item.

    Where the base is not known any more, nothing that the source says is held against the editor:
    base is ours.
    """
    ours = content_of_page(newest(page))
    bare = [content_of_draft(draft_of(version)) for version in (theirs, base) if version]
    contents = [fitted(content, page) for content in bare]
    keys = {key for content in (*contents, ours) for key in open_addresses(content.body)}
    targets = targets_for(item.portal, keys)
    new, *old = (with_targets(content, targets) for content in contents)
    ours = with_targets(ours, targets)
    return Sides(base=old[0] if old else ours, ours=ours, theirs=new)


def plan(
    item: Item, *, content: PageContent, page: ItemPage | None, portal: Portal, now: datetime
) -> Plan:
    """Decide what bringing ``content``, the newest version's, into the item's page means."""
    reason = dropped(item)
    if reason:
        return Plan(outcome=Outcome.UNCHANGED, content=content, theirs=content, reason=reason)
    if page is None:
        return Plan(outcome=Outcome.CREATED, content=content, theirs=content)
    theirs = fitted(content, page)
    object_of_ours = newest(page)
    ours = content_of_page(object_of_ours)
    pure = digest(ours) == item.loaded_digest
    here = Plan(outcome=Outcome.UPDATED, content=theirs, theirs=theirs, page=object_of_ours)
    if item.withdrawn_at is not None and not page.live:
        here = replace(here, outcome=Outcome.CREATED)
    elif digest(theirs) == item.loaded_digest:
        return replace(here, outcome=Outcome.UNCHANGED, content=ours)
    if not pure and item.base_id is not None:
        here = _with_merge(here, item, page, portal)
        if here.outcome is Outcome.UNCHANGED:
            return here
    reason = why_hands_off(item, page, ours, now=now)
    if not reason and not pure and item.base_id is None:
        reason = TOUCHED
    if not reason and here.merge is not None and here.merge.conflicts:
        reason = IN_CONFLICT
    if reason:
        return replace(here, outcome=Outcome.HELD, reason=reason)
    if here.merge is None and page.live and is_merge_draft(item, page, ours):
        # What waited as a draft is the source's alone by now.
        return replace(here, reason=MERGED, publish=portal.merge_policy == MergePolicy.PUBLISH)
    return here


def _with_merge(here: Plan, item: Item, page: ItemPage, portal: Portal) -> Plan:
    sides = sides_of(item, page, item.latest, item.base)
    merge = sides.merge()
    unchanged = not merge.changed and not merge.conflicts and here.outcome is Outcome.UPDATED
    return replace(
        here,
        outcome=Outcome.UNCHANGED if unchanged else here.outcome,
        content=merge.content,
        sides=sides,
        merge=merge,
        reason=MERGED,
        publish=here.outcome is Outcome.UPDATED and portal.merge_policy == MergePolicy.PUBLISH,
    )
