"""The path of an element: tags with class or id from the top down, without positions.

Prints as a CSS selector. Digits are masked, so that ``div#post-12`` and ``div#post-13`` are one
path: ``div[id^="post-"]``.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Deeper levels share the path of the last one: no portal's template goes as deep.
MAX_LEVELS = 40
SEPARATOR = " > "

_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"-?[A-Za-z_][\w-]*\Z")
# Classes that say how a single item looks, not where it stands.
_ITEM_CLASS = re.compile(
    r"(?:first|last|odd|even|active|current|selected|clearfix|row)\Z"
    r"|(?:post|node|item|page)(?:-?\d+)?\Z",
    re.IGNORECASE,
)
_COLUMN_CLASS = re.compile(r"col(?:-|\Z)|span\d+\Z|large-\d+\Z", re.IGNORECASE)
# An item of a microformat feed: its other classes are its own categories and state.
_ENTRY_CLASS = "hentry"


@lru_cache(maxsize=8192)
def label(tag: str, classes: str, element_id: str, column: int) -> str:
    """Name one element: ``td``, ``div.content``, ``div#main``, ``td:nth-child(2)``."""
    place = f":nth-child({column})" if column else ""
    names = classes.split()
    if _ENTRY_CLASS in names:
        return f"{tag}.{_ENTRY_CLASS}{place}"
    for name in names:
        if not _ITEM_CLASS.match(name) and not _COLUMN_CLASS.match(name):
            return f"{tag}{_masked('.', 'class', name)}{place}"
    if element_id:
        return f"{tag}{_masked('#', 'id', element_id)}{place}"
    for name in names:
        # The grid's columns differ by their figures: main part and margin.
        if _COLUMN_CLASS.match(name):
            return f"{tag}{_plain('.', 'class', name)}{place}"
    return tag + place


@lru_cache(maxsize=8192)
def child_path(parent: str, name: str) -> str:
    """Put a name below a path. Equal paths are one object: they are compared a lot."""
    return f"{parent}{SEPARATOR}{name}" if parent else name


def _masked(sign: str, attribute: str, name: str) -> str:
    if not any(map(str.isdigit, name)):
        return _plain(sign, attribute, name)
    start, *middle, end = _DIGITS.split(name)
    found = f'[{attribute}^="{_escaped(start)}"]' if start else ""
    longest = max(middle, key=len, default="")
    if len(longest) > 2:
        found += f'[{attribute}*="{_escaped(longest)}"]'
    if end:
        found += f'[{attribute}$="{_escaped(end)}"]'
    return found or f"[{attribute}]"


def _plain(sign: str, attribute: str, name: str) -> str:
    return sign + name if _NAME.match(name) else f'[{attribute}="{_escaped(name)}"]'


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
