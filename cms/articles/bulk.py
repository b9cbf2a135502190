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
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from treebeard.mp_tree import MP_Node
from wagtail.models import Page, PageLogEntry, Revision, get_default_page_content_type

from .indexing import add_to_reference_index, add_to_search_index
from .models import YearPage
from .models.items import ItemPage, ItemTag
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
    _insert_pages(items)
    _insert_relations(items)
    _insert_revisions(items, now=now)
    _log(items, now=now)
    pages = [item.page for item in items]
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
    by_model: dict[type[Page], list[Page]] = defaultdict(list)
    for item in items:
        by_model[type(item.page)].append(item.page)
    for model, pages in by_model.items():
        page_fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
        for page, (key,) in zip(pages, _insert(Page, pages, page_fields), strict=True):
            page.pk = page.id = page.page_ptr_id = key
            page._state.adding = False
            page._state.db = router.db_for_write(model)
        _insert(model, pages, model._meta.local_concrete_fields)


def _insert(
    model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[models.Field]
) -> list[tuple[int]]:
    """Insert into one table of a multi-table model, which `bulk_create` refuses."""
    return models.QuerySet(model)._batched_insert(rows, list(fields), batch_size=None)


def _insert_relations(items: Sequence[NewItem]) -> None:
    tags = tags_by_name({name for item in items for name in item.tags})
    rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for item in items:
        page = item.page
        related = page._cluster_related_objects
        tagged = [ItemTag(content_object=page, tag=tags[name.casefold()]) for name in item.tags]
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
    for model, new in rows.items():
        model._default_manager.bulk_create(new)


def _insert_revisions(items: Sequence[NewItem], *, now: datetime) -> None:
    base = get_default_page_content_type()
    Revision.objects.bulk_create(
        [
            Revision(
                content_type_id=page.content_type_id,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=now,
                object_str=str(page),
                content=page.serializable_data(),
            )
            for page in (item.page for item in items)
        ]
    )
    revision = Subquery(
        Revision.objects.filter(
            base_content_type=base, object_id=Cast(OuterRef("pk"), models.CharField())
        ).values("pk")[:1]
    )
    # The row that stock Wagtail leaves after publishing the first revision.
    Page.objects.filter(pk__in=[item.page.pk for item in items]).update(
        latest_revision=revision,
        live_revision=revision,
        latest_revision_created_at=now,
        last_published_at=now,
    )


def _log(items: Sequence[NewItem], *, now: datetime) -> None:
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                content_type_id=item.page.content_type_id,
                page_id=item.page.pk,
                label=item.page.get_admin_display_title(),
                action=action,
                timestamp=now,
                content_changed=True,
            )
            for item in items
            for action in LOG_ACTIONS
        ]
    )
