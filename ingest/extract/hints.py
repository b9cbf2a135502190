"""What the names of elements say of the text inside: data of ``ingest/rules/web.toml``.

Names are claims. They are heard on pages of which no template is learnt, and only where an element
holds little of the page's running text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ingest.codec import decode
from ingest.page import Context

# Attributes whose words name what an element is for.
_NAMED_IN = ("id", "class", "role", "itemprop", "data-component", "data-testid")
# Behind one of these a word says what an element has or lacks, not what it is.
_HAVING = frozenset({"has", "have", "with", "without", "no", "not", "is", "hide", "show", "enable"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# A name longer than this is a list of style classes.
_MAX_NAME = 400
_TEXT_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "li"})
_ITEM_TAGS = frozenset({"article", "main", "body"})
_OF_AN_ITEM = frozenset({"author", "meta", "navigation"})
_BY_TAG = {"nav": "navigation", "footer": "navigation", "aside": "aside"}
_BY_ROLE = {
    "navigation": "navigation",
    "contentinfo": "navigation",
    "complementary": "aside",
    "search": "navigation",
    "dialog": "dialog",
    "alertdialog": "dialog",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Words by which elements of one kind are named."""

    id: str
    words: tuple[str, ...]
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class Hints:
    """The hints, by word."""

    def __init__(self, hints: tuple[Hint, ...]) -> None:
        self.hints = hints
        self._kinds = {word: hint.id for hint in hints for word in hint.words}

    def kind_of(self, name: str) -> str:
        """Name the kind of frame that a class or an id stands for, "" for none."""
        words = words_of(name)
        for index, word in enumerate(words):
            if index and words[index - 1] in _HAVING:
                continue
            kind = self._kinds.get(" ".join(words[index : index + 3])) or self._kinds.get(
                " ".join(words[index : index + 2])
            )
            if kind := kind or self._kinds.get(word):
                return kind
        return ""


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Cut a name into lower-case words: at signs and at capitals within a word."""
    return tuple(word.lower() for word in _WORD.findall(name[:_MAX_NAME]))


@cache
def load_hints(table: str = "hint") -> Hints:
    """Read a table of ``web.toml``: ``hint`` for frame, ``body`` for what holds articles."""
    data = tomllib.loads((files("ingest.rules") / "web.toml").read_text(encoding="utf-8"))
    return Hints(tuple(decode(Hint, item, where="web.toml") for item in data[table]))


@lru_cache(maxsize=8192)
def _kind_by_name(name: str) -> str:
    found = (load_hints().kind_of(part) for part in name.split())
    return next((kind for kind in found if kind), "")


@lru_cache(maxsize=8192)
def _is_body_name(name: str) -> bool:
    return any(load_hints("body").kind_of(part) for part in name.split())


def frame_kind(context: Context) -> str:
    """Name the kind of frame that an element says it is by tag, role or name; "" for none."""
    attributes = context.element.attrib
    if context.tag in _BY_TAG:
        return _BY_TAG[context.tag]
    if not attributes:
        return ""
    role = attributes.get("role", "")
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    # An id on a heading is where links lead to, and says what the text is about.
    for key in _NAMED_IN if context.tag not in _TEXT_TAGS else _NAMED_IN[1:]:
        if (name := attributes.get(key)) and (kind := _kind_by_name(name)):
            # Classes of an item name its author, its section and its tags.
            return "" if context.tag in _ITEM_TAGS and kind in _OF_AN_ITEM else kind
    return ""


def names_a_body(context: Context) -> bool:
    """Tell an element that says it holds an article's text."""
    attributes = context.element.attrib
    return any(_is_body_name(name) for key in _NAMED_IN[:2] if (name := attributes.get(key)))
