"""From versions to pages: many new ones at once, changed ones one by one, editors' never.

The same versions again write nothing. Batches are transactions; one that fails is tried again item
by item, so that one bad article takes no other down.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.articles.bulk import NewItem, create_items
from cms.articles.indexing import refresh_title_weights
from cms.articles.rows import insert_rows, update_rows
from cms.catalog import services as catalog
from cms.portals.models import Portal
from ingest.types import Draft

from . import runs, screening
from .content import PAGE_MODELS, PageContent, apply, content_of_draft, digest, fitted
from .further_sections import show_in_further_sections
from .item_states import state_before_creation
from .known_items import carry_out, close, locked_page
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
from .places import Places, item_slug
from .planning import Plan, draft_of, dropped, plan, with_targets
from .recording import batches
from .references import note_mentions, open_addresses, targets_for
from .states import Outcome, Reason, UrlState

Counts = Counter[str]
ITEMS_A_TRANSACTION = 200
BAD_ITEM = (DatabaseError, ValidationError, ValueError, TypeError, KeyError)
"""What one broken article raises. A lock that was not had (OperationalError) is no such thing."""
logger = logging.getLogger(__name__)


def pending(portal: Portal) -> list[int]:
    """Name the items whose newest version is not loaded, those of one year page together.

    With them those whose change is held: what held it may be over.
    """
    rows = _waiting().filter(portal=portal)
    rows = rows.values_list("pk", "latest__draft__section", "latest__draft__published_at")
    ordered = sorted(
        (crc32(repr(section).encode()), int((published_at or "0000")[:4]), key)
        for key, section, published_at in rows.iterator(chunk_size=2000)
    )
    return [key for _section, _year, key in ordered]


def load_items(
    portal: Portal,
    item_ids: Iterable[int] | None = None,
    *,
    run: Run,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Counts:
    """Bring the newest versions into pages.

    Counts ``created``, ``updated``, ``unchanged``, ``held``, ``failed``. With ``dry_run`` nothing
    is written; `preview` shows what would be. ``now`` says which pages were saved a moment ago.
    """
    counts = Counts()
    if dry_run:
        for _item, planned in preview(portal, item_ids, now=now):
            counts[planned.outcome.value] += 1
        return counts
    loader = _Loader(portal, run, now=now)
    for ids in batches(item_ids if item_ids is not None else pending(portal), ITEMS_A_TRANSACTION):
        done = loader.load(ids)
        runs.add_counts(run, done)
        counts += done
    show_in_further_sections(portal)
    if counts["created"]:
        refresh_title_weights()
    return counts


def preview(
    portal: Portal, item_ids: Iterable[int] | None = None, *, now: datetime | None = None
) -> Iterator[tuple[Item, Plan]]:
    """Say what loading would do, item by item; writes nothing."""
    now = now or timezone.now()
    for ids in batches(item_ids if item_ids is not None else pending(portal), ITEMS_A_TRANSACTION):
        items = list(_items(ids))
        drafts = {item.pk: draft_of(item.latest) for item in items}
        contents = _contents(portal, drafts)
        doubts = screening.doubts(portal, {item: drafts[item.pk] for item in items})
        for item in items:
            yield (
                item,
                plan(
                    item,
                    content=contents[item.pk],
                    page=item.page.specific if item.page else None,
                    portal=portal,
                    now=now,
                    in_doubt=item.pk in doubts,
                ),
            )


def _waiting() -> QuerySet[Item]:
    """Select the items that loading has something to do with."""
    held = Proposal.objects.filter(
        item=OuterRef("pk"), kind=ProposalKind.CHANGED, state=ProposalState.OPEN
    )
    drafted = Q(latest__source_url__state=UrlState.DRAFTED)
    return Item.objects.filter(
        drafted | Exists(held),
        latest__isnull=False,
        latest__refused_at__isnull=True,
        # The address of its newest version may be another item's by now.
        same_as=None,
    )


def _items(ids: Sequence[int]) -> QuerySet[Item]:
    return (
        _waiting()
        .filter(pk__in=ids)
        .select_related("latest__source_url", "base", "page", "portal")
        .order_by("pk")
    )


def _contents(portal: Portal, drafts: dict[int, Draft]) -> dict[int, PageContent]:
    bare = {key: content_of_draft(draft) for key, draft in drafts.items()}
    targets = targets_for(
        portal, {key for content in bare.values() for key in open_addresses(content.body)}
    )
    return {key: with_targets(content, targets) for key, content in bare.items()}


class _Loader:
    """One load by one process."""

    def __init__(self, portal: Portal, run: Run, *, now: datetime | None) -> None:
        self.portal = portal
        self.run = run
        self.now = now
        self.places = Places(portal)

    def load(self, ids: Sequence[int]) -> Counts:
        try:
            with transaction.atomic():
                return self._load_batch(ids)
        except OperationalError:
            raise
        except BAD_ITEM as error:
            logger.warning("batch of %s fails, item by item now: %s", len(ids), error)
        self.places.forget()
        counts = Counts()
        for key in ids:
            counts += self._load_one(key)
        return counts

    def _load_one(self, key: int) -> Counts:
        try:
            with transaction.atomic():
                return self._load_batch([key])
        except OperationalError:
            raise
        except BAD_ITEM as error:
            self.places.forget()
            logger.warning("item %s cannot be loaded: %s", key, error)
            item = Item.objects.select_related("latest").get(pk=key)
            SourceUrl.objects.filter(pk=item.latest.source_url_id).update(
                state=UrlState.FAILED, reason=Reason.NOT_LOADED, detail=str(error)[:500]
            )
            return Counts(failed=1)

    def _load_batch(self, ids: Sequence[int]) -> Counts:
        now = timezone.now()
        # An item's row is its lock: of two processes with one id the second finds it done.
        locked = Item.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        items = list(_items(list(locked.values_list("pk", flat=True))))
        drafts = {item.pk: draft_of(item.latest) for item in items}
        contents = _contents(self.portal, drafts)
        doubts = screening.doubts(
            self.portal, {item: drafts[item.pk] for item in items if not dropped(item)}
        )
        counts = Counts()
        new: list[Item] = []
        for item in items:
            outcome = self._load_known(item, contents[item.pk], now=now, in_doubt=item.pk in doubts)
            if outcome is None:
                new.append(item)
            else:
                counts[outcome.value] += 1
        self._create(new, contents, drafts, doubts, now=now)
        screening.note(doubts)
        screening.clear([item.pk for item in items if item.pk not in doubts], now=now)
        counts[Outcome.CREATED.value] += len(new)
        return +counts

    # --- new items ------------------------------------------------------------------------------

    def _create(
        self,
        items: Sequence[Item],
        contents: dict[int, PageContent],
        drafts: dict[int, Draft],
        doubts: Container[int],
        *,
        now: datetime,
    ) -> None:
        if not items:
            return
        new = [self._new_item(item, contents[item.pk], drafts[item.pk]) for item in items]
        create_items(new, now=now)
        pages = [made.page for made in new]
        for item, page in zip(items, pages, strict=True):
            item.page_id, item.base = page.pk, item.latest
            item.loaded_digest = item.left_digest = digest(fitted(contents[item.pk], page))
        update_rows(items, ["page", "base", "loaded_digest", "left_digest"])
        self._note_created(items, now=now)
        note_mentions({item: contents[item.pk].body for item in items})
        # In the same transaction: nobody ever sees them live.
        held_back = [item for item in items if item.pk in doubts]
        screening.withdraw(held_back, now=now)
        kept = {item.page_id for item in held_back}
        catalog.add([page for page in pages if page.pk not in kept], now=now)

    def _new_item(self, item: Item, content: PageContent, draft: Draft) -> NewItem:
        page = PAGE_MODELS[item.kind](
            portal=self.portal,
            slug=item_slug(content.title, item.pk),
            source_url=item.latest.source_url.address,
            first_published_at=draft.published_at,
        )
        apply(content, page, tags=False)
        return NewItem(
            page=page,
            parent=self.places.year(draft.section, draft.published_at),
            tags=content.tags,
            also_in=tuple(dict.fromkeys(self.places.section(names).pk for names in item.also_in)),
        )

    # --- known items ----------------------------------------------------------------------------

    def _load_known(
        self, item: Item, content: PageContent, *, now: datetime, in_doubt: bool
    ) -> Outcome | None:
        if dropped(item):
            close([item], UrlState.EXCLUDED, dropped(item))
            return Outcome.UNCHANGED
        if item.page_id is None:
            return None
        page = locked_page(item)
        planned = plan(
            item,
            content=content,
            page=page,
            portal=self.portal,
            now=self.now or now,
            in_doubt=in_doubt,
        )
        carry_out(planned, item, run=self.run, now=now)
        close([item], UrlState.LOADED, Reason.ITEM)
        return planned.outcome

    def _note_created(self, items: Sequence[Item], *, now: datetime) -> None:
        insert_rows(
            [
                RunChange(
                    run=self.run,
                    item=item,
                    outcome=Outcome.CREATED.value,
                    version=item.latest,
                    state_before=state_before_creation(item).as_json(),
                )
                for item in items
            ]
        )
        close(items, UrlState.LOADED, Reason.ITEM)
        SourceVersion.objects.filter(pk__in=[item.latest_id for item in items]).update(
            loaded_at=now
        )
