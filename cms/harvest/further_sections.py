"""Pages whose article was met in a further section after they were made."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, Revision

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
    for revision in Revision.objects.filter(
        pk__in={page.live_revision_id, page.latest_revision_id} - {None}
    ):
        content = dict(revision.content)
        content["also_in"] = sorted({*content.get("also_in", ()), *missing})
        Revision.objects.filter(pk=revision.pk).update(content=content)
    Item.objects.filter(pk=item.pk).update(also_waits=False)
    catalog.refresh([type(page).objects.get(pk=page.pk)])
