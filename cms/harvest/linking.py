"""Fill in what became known: images and files that came later, links to pages loaded later.

The bodies are filled in place, in the live page, its live revision and an editor's draft alike: a
chooser or a reference instead of an old address changes no word, so it is no new revision.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page, ReferenceIndex, Revision

from cms.articles.models.items import ItemPage
from cms.catalog import services as catalog
from cms.portals.models import Portal

from .content import RawBlock, content_of_page, digest
from .hands_off import newest
from .models import Asset, AssetState, Item, Mention, SourceUrl
from .recording import KEYS_A_QUERY, batches
from .references import (
    Targets,
    filled,
    note_mentions,
    open_addresses,
    redirected,
    targets_for,
)

Counts = Counter[str]
PAGES_A_TRANSACTION = 50


def link_items(portal: Portal) -> Counts:
    """Fill in the portal's pages, and links of other portals' pages that lead here.

    Counts ``filled`` pages. A second call does nothing.
    """
    counts = Counts()
    for ids in batches(_fillable(portal), PAGES_A_TRANSACTION):
        with transaction.atomic():
            counts["filled"] += _fill(ids)
    return +counts


def _fillable(portal: Portal) -> list[int]:
    pages = SourceUrl.objects.filter(key=OuterRef("key"), item__page__isnull=False)
    assets = Asset.objects.filter(
        key=OuterRef("key"), portal=OuterRef("item__portal"), state=AssetState.LOADED
    )
    here = Mention.objects.filter(item__portal=portal).filter(Exists(pages) | Exists(assets))
    elsewhere = Mention.objects.exclude(item__portal=portal).filter(
        Exists(pages.filter(portal=portal))
    )
    ids = {*here.values_list("item", flat=True), *elsewhere.values_list("item", flat=True)}
    return sorted(ids | _led_on(portal))


def _led_on(portal: Portal) -> set[int]:
    """Find the items that mention an address which only leads on, to a page that is there."""
    leading = SourceUrl.objects.filter(item=None, key__in=Mention.objects.values("key"))
    keys = leading.exclude(redirects_to="").values_list("key", flat=True)
    ends = redirected(set(keys))
    found: set[int] = set()
    for batch in batches(sorted(set(ends.values())), KEYS_A_QUERY):
        rows = SourceUrl.objects.filter(key__in=batch, item__page__isnull=False)
        there = dict(rows.values_list("key", "portal"))
        for some in batches([key for key, end in ends.items() if end in there], KEYS_A_QUERY):
            mentions = Mention.objects.filter(key__in=some).values_list(
                "item", "key", "item__portal"
            )
            found |= {
                item for item, key, owner in mentions if portal.pk in (owner, there[ends[key]])
            }
    return found


def _fill(item_ids: Sequence[int]) -> int:
    items = Item.objects.select_for_update(of=("self",)).filter(pk__in=item_ids, page__isnull=False)
    done: list[ItemPage] = []
    for item in items.select_related("portal").order_by("pk"):
        page = _fill_page(item)
        if page is not None:
            done.append(page)
    catalog.refresh(done)
    return len(done)


def _fill_page(item: Item) -> ItemPage | None:
    Page.objects.select_for_update().get(pk=item.page_id)
    page = Page.objects.get(pk=item.page_id).specific
    ours = digest(content_of_page(page)) == item.loaded_digest
    left = digest(content_of_page(newest(page))) == item.left_digest
    body = [dict(block) for block in page.body.raw_data]
    revisions = list(
        Revision.objects.filter(pk__in={page.live_revision_id, page.latest_revision_id} - {None})
    )
    bodies = [body, *(_body_of(revision) for revision in revisions)]
    targets = targets_for(item.portal, {key for one in bodies for key in open_addresses(one)})
    for revision in revisions:
        _fill_revision(revision, targets)
    new = filled(body, targets)
    note_mentions({item: [block for one in bodies for block in filled(one, targets)]})
    if new != body:
        page.body = json.dumps(new)
        type(page).objects.filter(pk=page.pk).update(body=page.body)
    fresh = type(page).objects.get(pk=page.pk)
    if ours:
        item.loaded_digest = digest(content_of_page(fresh))
    if left:
        item.left_digest = digest(content_of_page(newest(fresh)))
    item.save(update_fields=["loaded_digest", "left_digest"])
    if new == body:
        return None
    ReferenceIndex.create_or_update_for_object(page)
    return page


def _body_of(revision: Revision) -> list[RawBlock]:
    return json.loads(revision.content.get("body") or "[]")


def _fill_revision(revision: Revision, targets: Targets) -> None:
    body = _body_of(revision)
    new = filled(body, targets)
    if new != body:
        content = {**revision.content, "body": json.dumps(new)}
        # The row, not the object: saving it would make a scheduled revision look new.
        Revision.objects.filter(pk=revision.pk).update(content=content)
