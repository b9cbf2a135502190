"""Wagtail's search index and reference index for many pages at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy

from wagtail.models import Page, ReferenceIndex, get_default_page_content_type
from wagtail.search import index
from wagtail.search.backends import get_search_backend


def add_to_search_index(pages: Sequence[Page]) -> None:
    """Index pages for Wagtail's own search, as saving each of them would."""
    backend = get_search_backend()
    for model, group in _by_model(pages).items():
        table = backend.get_index_for_model(model)
        # Stock refreshes the weight of titles by a pass over the whole index with every call; here
        # new entries keep the neutral weight 1 until `refresh_title_weights`.
        table._refresh_title_norms = _leave
        table.add_items(model, [_ReadOnce(page) for page in group])


class _ReadOnce:
    """A page as the indexer sees it. It asks each field three times; a body is dear."""

    def __init__(self, page: Page) -> None:
        self.pk = page.pk
        self._fields = []
        for field in page.get_search_fields():
            if isinstance(field, index.FilterField):
                continue  # no text of the index
            known = copy(field)
            value = field.get_value(page)
            known.get_value = lambda _page, value=value: value
            self._fields.append(known)

    def get_search_fields(self) -> list[index.BaseField]:
        """Give the fields, their values known."""
        return self._fields


def refresh_title_weights() -> None:
    """Weigh titles by their length, as stock Wagtail does with every save: once after a load."""
    backend = get_search_backend()
    backend.get_index_for_model(Page)._refresh_title_norms()


def add_to_reference_index(pages: Iterable[Page]) -> None:
    """Note what new pages refer to, as saving each of them would."""
    rows = []
    for page in pages:
        content_type = page.content_type
        for to_type, to_id, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(page)
        ):
            rows.append(
                ReferenceIndex(
                    content_type=content_type,
                    base_content_type=get_default_page_content_type(),
                    object_id=page.pk,
                    to_content_type_id=to_type,
                    to_object_id=to_id,
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
                )
            )
    ReferenceIndex.objects.bulk_create(rows, ignore_conflicts=True)


def _by_model(pages: Iterable[Page]) -> dict[type[Page], list[Page]]:
    groups: dict[type[Page], list[Page]] = defaultdict(list)
    for page in pages:
        groups[type(page)].append(page)
    return groups


def _leave() -> None:
    return
