"""What loading will do with an item that has a page, without doing it."""

from __future__ import annotations

from collections.abc import Callable
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
PERSONAL = "likely personal data"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a page stands when something new comes for it."""

    ours: PageContent
    """The editor's newest text, draft or live."""
    loaded_digest: str
    live: bool = True
    withdrawn: bool = False
    has_base: bool = True
    merge_draft: bool = False
    """Whether ours is a draft that merging left, and no editor has touched."""


def plan(
    item: Item,
    *,
    content: PageContent,
    page: ItemPage | None,
    portal: Portal,
    now: datetime,
    in_doubt: bool = False,
) -> Plan:
    """Decide what bringing ``content``, the newest version's, into the item's page means.

    ``in_doubt``: a person has to look first (`screening.doubts`).
    """
    reason = dropped(item)
    if reason:
        return Plan(outcome=Outcome.UNCHANGED, content=content, theirs=content, reason=reason)
    if page is None:
        return Plan(
            outcome=Outcome.CREATED,
            content=content,
            theirs=content,
            publish=not in_doubt,
            reason=PERSONAL if in_doubt else "",
        )
    object_of_ours = newest(page)
    ours = content_of_page(object_of_ours)
    decided = decide(
        _standing(item, page, ours),
        fitted(content, page),
        sides=lambda: sides_of(item, page, item.latest, item.base),
        why_hands_off=lambda: why_hands_off(item, page, ours, now=now),
        policy=MergePolicy(portal.merge_policy),
    )
    if in_doubt and decided.outcome in (Outcome.CREATED, Outcome.UPDATED):
        decided = replace(decided, outcome=Outcome.HELD, reason=PERSONAL)
    return replace(decided, page=object_of_ours)


def _standing(item: Item, page: ItemPage, ours: PageContent) -> Standing:
    return Standing(
        ours=ours,
        loaded_digest=item.loaded_digest,
        live=page.live,
        withdrawn=item.withdrawn_at is not None,
        has_base=item.base_id is not None,
        merge_draft=is_merge_draft(item, page, ours),
    )


def decide(
    standing: Standing,
    theirs: PageContent,
    *,
    sides: Callable[[], Sides],
    why_hands_off: Callable[[], str],
    policy: MergePolicy,
) -> Plan:
    """Decide for a page that is there. Pure; what costs queries is asked only when it counts."""
    here = Plan(outcome=Outcome.UPDATED, content=theirs, theirs=theirs)
    if standing.withdrawn and not standing.live:
        here = replace(here, outcome=Outcome.CREATED)
    elif digest(theirs) == standing.loaded_digest:
        return replace(here, outcome=Outcome.UNCHANGED, content=standing.ours)
    pure = digest(standing.ours) == standing.loaded_digest
    if not pure and standing.has_base:
        here = _with_merge(here, sides(), policy)
        if here.outcome is Outcome.UNCHANGED:
            return here
    reason = why_hands_off()
    if not reason and not pure and not standing.has_base:
        reason = TOUCHED
    if not reason and here.merge is not None and here.merge.conflicts:
        reason = IN_CONFLICT
    if reason:
        return replace(here, outcome=Outcome.HELD, reason=reason)
    if pure and standing.live and standing.merge_draft:
        # What waited as a draft is the source's alone by now.
        return replace(here, reason=MERGED, publish=policy is MergePolicy.PUBLISH)
    return here


def _with_merge(here: Plan, sides: Sides, policy: MergePolicy) -> Plan:
    merge = sides.merge()
    updates = here.outcome is Outcome.UPDATED
    if updates and not merge.changed and not merge.conflicts:
        here = replace(here, outcome=Outcome.UNCHANGED)
    return replace(
        here,
        content=merge.content,
        sides=sides,
        merge=merge,
        reason=MERGED,
        publish=updates and policy is MergePolicy.PUBLISH,
    )
