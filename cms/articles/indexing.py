"""Wagtail's search index and reference index for many pages, images or files at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cache, partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from modelsearch.backends.base import BaseSearchBackend
from wagtail.blocks import StreamValue
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from .rows import insert_values


def read_bodies(pages: Iterable[Page]) -> None:
    """Turn the blocks of many bodies into values at once: one query a chooser, not one a page."""
    places: dict[str, list[tuple[StreamValue, int]]] = defaultdict(list)
    for page in pages:
        stream = getattr(page, "body", None)
        if not isinstance(stream, StreamValue):
            continue
        for place, (bound, raw) in enumerate(
            zip(stream._bound_blocks, stream._raw_data, strict=True)
        ):
            if bound is None:
                places[raw["type"]].append((stream, place))
    for kind, found in places.items():
        block = found[0][0].stream_block.child_blocks[kind]
        raws = [stream._raw_data[place] for stream, place in found]
        values = block.bulk_to_python([raw["value"] for raw in raws])
        for (stream, place), raw, value in zip(found, raws, values, strict=True):
            stream._bound_blocks[place] = StreamValue.StreamChild(block, value, id=raw.get("id"))


def add_to_search_index(objects: Iterable[models.Model]) -> None:
    """Index new objects for Wagtail's own search, as saving each of them would."""
    backend = get_search_backend()
    for model, group in _by_model(objects).items():
        table = backend.get_index_for_model(model)
        fields = _fields_once(model)
        seen = [_Seen(one, fields) for one in group]
        if connection.vendor == "sqlite":
            _add_to_sqlite(backend, model, seen)
            continue
        # Stock refreshes the weight of titles by a pass over the whole index with every call; here
        # new entries keep the neutral weight 1 until `refresh_title_weights`.
        table._refresh_title_norms = _leave
        table.add_items(model, seen)


def _add_to_sqlite(
    backend: BaseSearchBackend, model: type[models.Model], seen: Sequence[_Seen]
) -> None:
    """Do what the backend's `add_items` does for objects that were never indexed."""
    # The module cannot be had where the database is another.
    from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer

    content_type = ContentType.objects.get_for_model(model).pk
    indexers = [ObjectIndexer(one, backend) for one in seen]
    insert_values(
        IndexEntry,
        ("content_type", "object_id", "title_norm", "title", "autocomplete", "body"),
        [(content_type, one.id, 1.0, one.title, one.autocomplete, one.body) for one in indexers],
    )


def _fields_once(model: type[models.Model]) -> list[index.BaseField]:
    """Copy the fields that hold text of the index, to read their values off a `_Seen`."""
    fields = []
    for field in model.get_search_fields():
        if isinstance(field, index.FilterField):
            continue
        known = copy(field)
        known.read = field.get_value
        known.get_value = partial(_known_value, len(fields))
        fields.append(known)
    return fields


def _known_value(rank: int, seen: _Seen) -> object:
    return seen.values[rank]


class _Seen:
    """An object as the indexer sees it. It asks each field three times; a body is dear."""

    def __init__(self, one: models.Model, fields: list[index.BaseField]) -> None:
        self.pk = one.pk
        self.fields = fields
        self.values = [field.read(one) for field in fields]

    def get_search_fields(self) -> list[index.BaseField]:
        """Give the fields, their values known."""
        return self.fields


def refresh_title_weights() -> None:
    """Weigh titles by their length, as stock Wagtail does with every save: once after a load."""
    backend = get_search_backend()
    backend.get_index_for_model(Page)._refresh_title_norms()


def add_to_reference_index(objects: Iterable[models.Model]) -> None:
    """Note what new objects refer to, as saving each of them would."""
    hashed = cache(ReferenceIndex._get_content_path_hash)
    rows = []
    for model, group in _by_model(objects).items():
        own, base = (
            ContentType.objects.get_for_model(each, for_concrete_model=False).pk
            for each in (model, [model, *model._meta.get_parent_list()][-1])
        )
        rows += [
            (own, base, str(one.pk), *found, hashed(found[3]))
            for one in group
            for found in set(ReferenceIndex._extract_references_from_object(one))
        ]
    insert_values(
        ReferenceIndex,
        (
            *("content_type", "base_content_type", "object_id", "to_content_type"),
            *("to_object_id", "model_path", "content_path", "content_path_hash"),
        ),
        rows,
    )


def _by_model(objects: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    groups: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for one in objects:
        groups[type(one)].append(one)
    return groups


def _leave() -> None:
    return
