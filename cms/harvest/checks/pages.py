"""Items against pages, pages against revisions, tree, catalog and search index."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.models import get_field_value
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from cms.articles.models import ITEM_MODELS, DocumentPage, PortalPage
from cms.articles.models.items import ItemPage
from cms.catalog.models import Entry
from cms.portals.models import Portal

from ..content import COMMON_FIELDS, DOCUMENT_FIELDS
from ..models import Item
from .problem import Problem

STEP = Page.steplen


def problems(portal: Portal) -> Iterator[Problem]:
    """Compare every item's page with its revision, and the indexes with the pages."""
    seen: set[int] = set()
    for model in ITEM_MODELS:
        yield from _pages(portal, model, seen)
    items = Item.objects.filter(portal=portal, page__isnull=False)
    for key, page, address in items.values_list("pk", "page", "base__source_url__address"):
        if page not in seen:
            where = f"item {key}, page {page}"
            yield Problem(what="page_missing", where=where, address=address or "")
    yield from _tree(portal)


def _pages(portal: Portal, model: type[ItemPage], seen: set[int]) -> Iterator[Problem]:
    pages = model.objects.filter(portal=portal).select_related("live_revision").order_by("pk")
    served = set(Entry.objects.filter(portal=portal).values_list("pk", flat=True))
    content_type = ContentType.objects.get_for_model(model)
    indexed = set(
        IndexEntry.objects.filter(content_type=content_type).values_list("object_id", flat=True)
    )
    for page in pages.iterator(chunk_size=100):
        seen.add(page.pk)
        for what in _doubts(page, served=served, indexed=indexed):
            yield Problem(what=what, where=f"page {page.pk}", address=page.source_url)


def _doubts(page: ItemPage, *, served: set[int], indexed: set[str]) -> Iterator[str]:
    if page.live and page.live_revision is None:
        yield "revision_missing"
    elif page.live and not _equal(page, page.live_revision.content):
        yield "revision_differs"
    if page.latest_revision_id is None:
        yield "revision_missing"
    if page.live and page.pk not in served and not page.get_view_restrictions():
        yield "not_in_catalog"
    if str(page.pk) not in indexed:
        yield "not_in_search_index"


def _equal(page: ItemPage, content: dict[str, object]) -> bool:
    names = (*COMMON_FIELDS, *(DOCUMENT_FIELDS if isinstance(page, DocumentPage) else ()))
    own = {name: get_field_value(page._meta.get_field(name), page) for name in names}
    own = json.loads(json.dumps(own, cls=DjangoJSONEncoder))
    theirs = {name: content.get(name) for name in names}
    body = json.loads(str(content.get("body") or "[]"))
    return own == theirs and [dict(block) for block in page.body.raw_data] == body


def _tree(portal: Portal) -> Iterator[Problem]:
    """Check the portal's part of the tree: every parent there, every count of children right."""
    root = PortalPage.objects.filter(portal=portal).first()
    if root is None:
        yield Problem(what="page_missing", where="tree", address=portal.slug)
        return
    children: Counter[str] = Counter()
    counts: dict[str, tuple[int, int]] = {}
    below = Page.objects.filter(path__startswith=root.path).order_by("path")
    for key, path, depth, numchild in below.values_list("pk", "path", "depth", "numchild").iterator(
        chunk_size=2000
    ):
        counts[path] = (key, numchild)
        if path != root.path:
            children[path[:-STEP]] += 1
            if path[:-STEP] not in counts or len(path) != depth * STEP:
                yield Problem(what="tree_broken", where=f"page {key}", address=path)
    for path, (key, numchild) in counts.items():
        if children[path] != numchild:
            yield Problem(what="tree_broken", where=f"page {key}", address=path)
