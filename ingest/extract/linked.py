"""The structured data of a page (JSON-LD), as flat as it can be read: claims, never text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

# Kinds of things that a page of one item is, the most telling first.
_KINDS = ("article", "posting", "report", "webpage", "creativework")
# What is said of these is not said of the page.
_OTHERS = frozenset(
    {
        *("comment", "review", "rating", "itemreviewed", "claimreviewed", "haspart"),
        *("video", "image", "audio", "mainentity", "itemlistelement", "relatedlink", "citation"),
    }
)


def linked_values(source: str, key: str) -> Iterator[tuple[int, str]]:
    """Yield what is said under ``key``, with the rank of the thing it is said of (0 the best)."""
    if f'"{key}"' not in source:
        return
    try:
        data: object = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            value = item.get(key)
            if isinstance(value, str):
                yield _rank(item), value
            waiting.extend(
                inner for name, inner in item.items() if str(name).lower() not in _OTHERS
            )
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def _rank(item: dict[object, object]) -> int:
    kind = re.sub(r"\W+", "", str(item.get("@type", ""))).lower()
    return next((rank for rank, name in enumerate(_KINDS) if name in kind), len(_KINDS))
