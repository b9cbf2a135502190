"""Writes of the read model. Each runs in the caller's transaction, or in one of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from cms.articles.models import ITEM_MODELS
from cms.articles.models.items import ItemPage, ItemTag
from cms.articles.rows import insert_rows, insert_values
from cms.portals.models import Portal

from . import changes
from .building import FACET_FIELDS, Row, build, facet_values
from .models import Entry, Facet, FacetName, Operation, SearchText
from .places import restricted_paths

T = TypeVar("T")
BATCH = 200
ENTRY_FIELDS = [field.name for field in Entry._meta.concrete_fields if not field.primary_key]
SEARCH_FIELDS = [field.name for field in SearchText._meta.concrete_fields if not field.primary_key]


def refresh(pages: Iterable[ItemPage], *, now: datetime | None = None) -> None:
    """Serve pages as they are now, and log what changed for readers.

    Takes specific pages as they stand in the database. One that is not live, or not for everybody,
    is no longer served. A page that reads as before writes nothing.
    """
    now = now or timezone.now()
    hidden = restricted_paths()
    for batch in _batches(pages, BATCH):
        shown = [page for page in batch if page.live and not page.path.startswith(hidden)]
        kept = {page.pk for page in shown}
        with transaction.atomic():
            remove([page.pk for page in batch if page.pk not in kept], now=now)
            if shown:
                _write(build(shown, now=now), now)


def add(pages: Sequence[ItemPage], *, now: datetime) -> None:
    """Serve pages that were made in this very transaction: nobody can have met them yet."""
    hidden = restricted_paths()
    shown = [page for page in pages if page.live and not page.path.startswith(hidden)]
    if not shown:
        return
    rows = build(shown, now=now)
    insert_rows([row.entry for row in rows])
    insert_values(Facet, FACET_FIELDS, (facet for row in rows for facet in facet_values(row)))
    insert_rows([row.search for row in rows])
    _record([Operation.CREATED] * len(rows), [row.entry for row in rows], now)


def remove(
    page_ids: Iterable[int],
    *,
    operation: Operation = Operation.UNPUBLISHED,
    now: datetime | None = None,
) -> None:
    """Stop serving pages; those that were served leave a tombstone in the change log."""
    ids = list(page_ids)
    if not ids:
        return
    with transaction.atomic():
        gone = list(
            Entry.objects.filter(pk__in=ids)
            .order_by("pk")
            .select_for_update(of=("self",))
            .values_list("pk", "kind", "portal__slug")
        )
        if not gone:
            return
        keys = [key for key, _kind, _portal in gone]
        _delete(keys)
        now = now or timezone.now()
        changes.record(
            [changes.Happened(operation, kind, key, portal) for key, kind, portal in gone], now=now
        )
        touch_referrers(keys, now=now)


def refresh_ids(page_ids: Iterable[int], *, now: datetime | None = None) -> None:
    """Serve pages as they are now, read from the database by id."""
    for ids in _batches(page_ids, BATCH):
        refresh(items_by_id(ids), now=now)


def refresh_below(path: str, *, now: datetime | None = None) -> None:
    """Serve all items in one part of the tree as they are now."""
    below = Page.objects.filter(path__startswith=path).order_by("path")
    refresh_ids(below.values_list("pk", flat=True).iterator(), now=now)


def refresh_users_of(name: FacetName, keys: Iterable[int], *, now: datetime | None = None) -> None:
    """Serve all items anew that show one of these images or files."""
    values = [str(key) for key in keys]
    users = Facet.objects.filter(name=name, value__in=values).values_list("entry_id", flat=True)
    refresh_ids(list(users), now=now)


def refresh_tagged(tag: Tag, *, now: datetime | None = None) -> None:
    """Serve all items with a tag anew."""
    tagged = ItemTag.objects.filter(tag=tag).order_by("content_object_id")
    refresh_ids(list(tagged.values_list("content_object_id", flat=True)), now=now)


def touch_referrers(page_ids: Sequence[int], *, now: datetime) -> None:
    """Note that items read differently because one that they link to came, went or moved."""
    if not page_ids:
        return
    values = [str(key) for key in page_ids]
    referring = Facet.objects.filter(name=FacetName.LINK, value__in=values)
    entries = list(
        Entry.objects.filter(pk__in=referring.values("entry_id"))
        .exclude(pk__in=page_ids)
        .order_by("pk")
        .select_for_update(of=("self",))
        .only("kind", "portal")
    )
    if entries:
        Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
            version=F("version") + 1
        )
        _record([Operation.CHANGED] * len(entries), entries, now)


def _write(rows: Sequence[Row], now: datetime) -> None:
    known = {
        entry.pk: entry
        for entry in Entry.objects.filter(pk__in=[row.entry.pk for row in rows])
        .order_by("pk")
        .select_for_update(of=("self",))
        .only("digest", "placement", "version", "slug", "portal")
    }
    changed = [
        row
        for row in sorted(rows, key=lambda row: row.entry.pk)
        if row.entry.pk not in known or known[row.entry.pk].digest != row.entry.digest
    ]
    if not changed:
        return
    for row in changed:
        before = known.get(row.entry.pk)
        row.entry.version = before.version + 1 if before else 1
    _save(changed, replaced=list(known))
    happened = [_operation(known.get(row.entry.pk), row.entry) for row in changed]
    _record(happened, [row.entry for row in changed], now)
    touch_referrers(_readdressed(changed, known), now=now)


def _save(rows: Sequence[Row], *, replaced: Sequence[int]) -> None:
    Entry.objects.bulk_create(
        [row.entry for row in rows],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=ENTRY_FIELDS,
    )
    if replaced:
        facets = Facet.objects.filter(entry__in=[row.entry.pk for row in rows])
        facets._raw_delete(facets.db)
    insert_values(Facet, FACET_FIELDS, (facet for row in rows for facet in facet_values(row)))
    SearchText.objects.bulk_create(
        [row.search for row in rows],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=SEARCH_FIELDS,
    )


def _operation(before: Entry | None, entry: Entry) -> Operation:
    if before is None:
        return Operation.CREATED
    return Operation.CHANGED if before.placement == entry.placement else Operation.MOVED


def _readdressed(rows: Sequence[Row], known: dict[int, Entry]) -> list[int]:
    """Return the pages whose address is new to those that link to them."""
    found = []
    for row in rows:
        before = known.get(row.entry.pk)
        if before is None or (before.slug, before.placement) != (
            row.entry.slug,
            row.entry.placement,
        ):
            found.append(row.entry.pk)
    return found


def _record(operations: Sequence[Operation], entries: Sequence[Entry], now: datetime) -> None:
    portals = Portal.objects.filter(pk__in={entry.portal_id for entry in entries})
    slugs = dict(portals.values_list("pk", "slug"))
    changes.record(
        [
            changes.Happened(operation, entry.kind, entry.pk, slugs[entry.portal_id])
            for operation, entry in zip(operations, entries, strict=True)
        ],
        now=now,
    )


def _delete(keys: Sequence[int]) -> None:
    # Without the signals that log a cascade from a page's deletion (see `cms.catalog.signals`).
    for model in (Facet, SearchText):
        rows = model.objects.filter(entry__in=keys)
        rows._raw_delete(rows.db)
    rows = Entry.objects.filter(pk__in=keys)
    rows._raw_delete(rows.db)


def items_by_id(ids: Sequence[int]) -> Iterator[ItemPage]:
    """Read items of all kinds, one query a kind."""
    for model in ITEM_MODELS:
        yield from model.objects.filter(pk__in=ids)


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
