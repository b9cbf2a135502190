"""Create many live items at once, leaving exactly what stock Wagtail would have left.

`Page.add_child` and `save_revision().publish()` cost some 90 queries a page. Here one batch is a
dozen queries: rows with precomputed tree paths under locked parents, revisions, log entries, search
index and reference index. A parity test compares both ways field by field; Wagtail's minor version
is pinned because of it. No page signals are sent: whoever calls this tells the read model itself.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, router, transaction
from django.db.models import F, Max
from modelcluster.models import get_all_child_relations
from treebeard.mp_tree import MP_Node
from wagtail.models import Page, PageLogEntry, Revision, get_default_page_content_type

from .indexing import add_to_reference_index, add_to_search_index, read_bodies
from .models import YearPage
from .models.items import ItemPage, ItemTag
from .rows import insert_rows, insert_values, new_keys
from .tagging import tags_by_name

LOG_ACTIONS = ("wagtail.create", "wagtail.publish")
"""What stock Wagtail notes, oldest first."""


class SlugTakenError(ValueError):
    """Two pages under one parent would have the same slug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """One page to be created; its content is set, its place in the tree is not."""

    page: ItemPage | YearPage
    parent: Page
    tags: tuple[str, ...] = ()
    also_in: tuple[int, ...] = ()
    """Ids of further sections."""
    destinations: tuple[int, ...] = ()


@transaction.atomic
def create_items(items: Sequence[NewItem], *, now: datetime) -> None:
    """Create and publish the pages; afterwards each knows its id.

    Raises SlugTakenError, and then nothing was created.
    """
    if not items:
        return
    _place(items, now=now)
    for item, key in zip(items, new_keys(Page, len(items)), strict=True):
        item.page.pk = item.page.id = item.page.page_ptr_id = key
    _insert_relations(items)
    revisions = _revisions(items, now=now)
    _insert_pages(items)
    insert_rows(revisions)
    _log(items, now=now)
    pages = [item.page for item in items]
    read_bodies(pages)
    add_to_search_index(pages)
    add_to_reference_index(pages)


def _place(items: Sequence[NewItem], *, now: datetime) -> None:
    """Lock the parents and give every page its path, url path and first values."""
    by_parent: dict[int, list[Page]] = defaultdict(list)
    for item in items:
        by_parent[item.parent.pk].append(item.page)
    parents = Page.objects.select_for_update().filter(pk__in=by_parent).order_by("path")
    for parent in parents:
        pages = by_parent.pop(parent.pk)
        step = _last_step(parent)
        _check_slugs(parent, [page.slug for page in pages])
        for page in pages:
            step += 1
            path = Page._get_path(parent.path, parent.depth + 1, step)
            _fill(page, parent=parent, path=path, now=now)
        Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    if by_parent:
        raise YearPage.DoesNotExist(f"no such parents: {sorted(by_parent)}")


def _children(parent: Page) -> models.QuerySet[Page]:
    """Select the children by their paths, over the index."""
    end = parent.path + "Z" * (MP_Node.steplen + 1)
    return Page.objects.filter(depth=parent.depth + 1, path__gt=parent.path, path__lt=end)


def _last_step(parent: Page) -> int:
    """Number of the last child: not the count of children, for some may have been deleted."""
    last = _children(parent).aggregate(last=Max("path"))["last"]
    return Page._str2int(last[-MP_Node.steplen :]) if last else 0


def _check_slugs(parent: Page, slugs: Sequence[str]) -> None:
    # Wagtail holds slugs apart by validation alone: no constraint of the database would tell.
    taken = set(_children(parent).filter(slug__in=slugs).values_list("slug", flat=True))
    if taken or len(set(slugs)) < len(slugs):
        raise SlugTakenError(f"{parent.url_path}: taken: {sorted(taken) or 'twice in one batch'}")


def _fill(page: Page, *, parent: Page, path: str, now: datetime) -> None:
    page.path, page.depth, page.numchild = path, parent.depth + 1, 0
    page.locale_id = parent.locale_id
    page.translation_key = page.translation_key or uuid.uuid4()
    page.draft_title = page.title
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.first_published_at or now
    # What a cluster asks the database for: there is nothing yet.
    page._cluster_related_objects = {
        relation.get_accessor_name(): [] for relation in get_all_child_relations(type(page))
    }


def _insert_pages(items: Sequence[NewItem]) -> None:
    pages = [item.page for item in items]
    page_fields = Page._meta.local_concrete_fields
    insert_rows(pages, page_fields)
    by_model: dict[type[Page], list[Page]] = defaultdict(list)
    for page in pages:
        by_model[type(page)].append(page)
        page._state.adding = False
        page._state.db = router.db_for_write(Page)
    for model, group in by_model.items():
        insert_rows(group, model._meta.local_concrete_fields)


def _insert_relations(items: Sequence[NewItem]) -> None:
    tags = tags_by_name({name for item in items for name in item.tags})
    # The reference index names a tag's row by its key.
    tag_keys = iter(new_keys(ItemTag, sum(len(item.tags) for item in items)))
    rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for item in items:
        page = item.page
        related = page._cluster_related_objects
        tagged = [
            ItemTag(pk=next(tag_keys), content_object=page, tag=tags[name.casefold()])
            for name in item.tags
        ]
        rows[ItemTag] += tagged
        related["item_tags"] = tagged
        if not isinstance(page, ItemPage):
            continue
        for name, keys in (("also_in", item.also_in), ("destinations", item.destinations)):
            field = page._meta.get_field(name)
            through = field.remote_field.through
            related[name] = [field.related_model(pk=key) for key in keys]
            rows[through] += [
                through(**{field.m2m_column_name(): page.pk, field.m2m_reverse_name(): key})
                for key in keys
            ]
    for new in rows.values():
        insert_rows(new)


def _revisions(items: Sequence[NewItem], *, now: datetime) -> list[Revision]:
    """Make the first revisions; afterwards each page names its own."""
    base = get_default_page_content_type()
    keys = new_keys(Revision, len(items))
    made = [
        Revision(
            pk=key,
            content_type_id=page.content_type_id,
            base_content_type_id=base.pk,
            object_id=str(page.pk),
            created_at=now,
            object_str=str(page),
            content=page.serializable_data(),
        )
        for key, page in zip(keys, (item.page for item in items), strict=True)
    ]
    # What stock Wagtail leaves after publishing the first revision, which knows nothing of itself.
    for item, revision in zip(items, made, strict=True):
        page = item.page
        page.latest_revision_id = page.live_revision_id = revision.pk
        page.latest_revision_created_at = page.last_published_at = now
    return made


def _log(items: Sequence[NewItem], *, now: datetime) -> None:
    insert_values(
        PageLogEntry,
        (
            *("content_type", "page", "label", "action", "timestamp"),
            *("data", "content_changed", "deleted"),
        ),
        [
            (
                *(item.page.content_type_id, item.page.pk, item.page.get_admin_display_title()),
                *(action, now, {}, True, False),
            )
            for item in items
            for action in LOG_ACTIONS
        ],
    )
