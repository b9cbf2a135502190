"""Where items come from: what each was made of, and whether a person has edited it since."""

from __future__ import annotations

from collections.abc import Sequence

from cms.harvest.content import PAGE_MODELS, content_of_page, digest
from cms.harvest.models import Item, SourceVersion

WRITTEN_HERE: dict[str, object] = {
    "written_here": True,
    "edited": True,
    "vanished_at": None,
    "capture": None,
}


def provenance_of(kind: str, page_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """Say where items of one kind come from, by id: three queries, however many they are."""
    items = Item.objects.filter(page__in=page_ids, base__isnull=False)
    by_page = {
        item.page_id: item
        for item in items.select_related("base__source_url__segment").defer(
            "base__draft", "base__removals", "base__issues"
        )
    }
    pages = PAGE_MODELS[kind].objects.filter(pk__in=by_page).prefetch_related("tags")
    edited = {
        page.pk: digest(content_of_page(page)) != by_page[page.pk].loaded_digest for page in pages
    }
    return {
        key: {"id": key, **_told(by_page.get(key), edited=edited.get(key, True))}
        for key in page_ids
    }


def _told(item: Item | None, *, edited: bool) -> dict[str, object]:
    if item is None:
        return WRITTEN_HERE
    return {
        "written_here": False,
        "edited": edited,
        "vanished_at": item.vanished_at,
        "capture": _capture(item.base),
    }


def _capture(base: SourceVersion) -> dict[str, object]:
    source = base.source_url
    # The ledger keeps where the newest capture lies; an older one is found by its time.
    archived = source.fetched_at == base.captured_at and source.segment is not None
    return {
        "source_url": source.address,
        "captured_at": base.captured_at,
        "archive_segment": source.segment.name if archived else "",
        "archive_offset": source.offset if archived else None,
        "payload_digest": source.payload_digest if archived else "",
        "extractor": base.extractor,
        "version": base.number,
    }
