"""Pages whose article was met in a further section after they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from wagtail.models import Page, Revision

from cms.articles.models.items import ItemPage
from cms.catalog import services as catalog
from cms.portals.models import Portal

from .models import Item
from .places import Places


def show_in_further_sections(portal: Portal) -> int:
    """Add the sections to their pages, in place; return how many pages."""
    waiting = Item.objects.filter(portal=portal, also_waits=True, page__isnull=False)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    places = Places(portal)
    for key in ids:
        with transaction.atomic():
            _show(key, places)
    return len(ids)


def _show(item_id: int, places: Places) -> None:
    item = Item.objects.select_for_update().get(pk=item_id)
    Page.objects.select_for_update().get(pk=item.page_id)
    page = Page.objects.get(pk=item.page_id).specific
    own = {above.pk for above in page.get_ancestors()}
    wanted = {places.section(names).pk for names in item.also_in} - own
    missing = sorted(wanted - set(page.also_in.values_list("pk", flat=True)))
    field = page._meta.get_field("also_in")
    through = field.remote_field.through
    through.objects.bulk_create(
        [
            through(**{field.m2m_column_name(): page.pk, field.m2m_reverse_name(): section})
            for section in missing
        ]
    )
    _put_into_revisions(page, lambda keys: sorted({*keys, *missing}))
    Item.objects.filter(pk=item.pk).update(also_waits=False)
    catalog.refresh([type(page).objects.get(pk=page.pk)])


def hide_sections(item: Item, sections: Sequence[list[str]], *, leave: Iterable[int]) -> None:
    """Take further sections off an item and its page again; the page keeps those of ``leave``."""
    places = Places(item.portal)
    item.also_in = [names for names in item.also_in if names not in sections]
    Item.objects.filter(pk=item.pk).update(also_in=item.also_in)
    Page.objects.select_for_update().get(pk=item.page_id)
    page = Page.objects.get(pk=item.page_id).specific
    gone = {places.section(names).pk for names in sections} - set(leave)
    field = page._meta.get_field("also_in")
    field.remote_field.through.objects.filter(
        **{field.m2m_column_name(): page.pk, f"{field.m2m_reverse_name()}__in": gone}
    ).delete()
    _put_into_revisions(page, lambda keys: sorted(set(keys) - gone))
    catalog.refresh([type(page).objects.get(pk=page.pk)])


def _put_into_revisions(page: ItemPage, change: Callable[[Iterable[int]], list[int]]) -> None:
    for revision in Revision.objects.filter(
        pk__in={page.live_revision_id, page.latest_revision_id} - {None}
    ):
        content = dict(revision.content)
        content["also_in"] = change(content.get("also_in", ()))
        # The row, not the object: saving it would make a scheduled revision look new.
        Revision.objects.filter(pk=revision.pk).update(content=content)
