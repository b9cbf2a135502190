"""What an element's tag and attributes say. Read once for all elements that are marked up alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ingest.page import Claim
from ingest.page.elements import NOTED_TAGS, align_of, font_of, hidden_reason, look_of
from ingest.page.paths import label
from ingest.page.tags import BLOCK_TAGS

# Attributes that differ from element to element and say nothing of them.
_OWN = frozenset({"href", "src", "alt", "title", "name", "value", "data-src", "onclick", "content"})
_REMEMBERED = 8192

Claims = Callable[[str, Mapping[str, str]], tuple[Claim, ...]]


class Traits:
    """What is known of an element without looking at its neighbours."""

    __slots__ = (
        "align",
        "claims",
        "font",
        "has_attributes",
        "hidden",
        "is_block",
        "is_column",
        "is_noted",
        "look",
        "name",
        "tag",
    )

    def __init__(self, tag: str, attributes: Mapping[str, str], claims: tuple[Claim, ...]) -> None:
        self.tag = tag
        self.claims = claims
        self.has_attributes = bool(attributes)
        self.hidden = hidden_reason(tag, attributes)
        self.look = look_of(tag, attributes)
        self.font = font_of(attributes)
        self.align = align_of(tag, attributes)
        self.is_block = tag in BLOCK_TAGS or bool(self.hidden)
        self.is_noted = bool(self.align) or tag in NOTED_TAGS
        names, element_id = attributes.get("class", ""), attributes.get("id", "")
        self.name = "" if tag in ("body", "html") else label(tag, names, element_id, 0)
        """Its step of a path; "" if it has none."""
        self.is_column = tag in ("td", "th") and not (names or element_id)


class TraitsIndex:
    """Traits by markup, for one set of selectors."""

    def __init__(self, claims: Claims, *, attributes: Iterable[str]) -> None:
        """Take what finds the claims, and the attributes that they ask for by name."""
        self._claims = claims
        self._own = _OWN.difference(attributes)
        self._known: dict[tuple[object, ...], Traits] = {}

    def of(self, tag: str, items: Sequence[tuple[str, str]]) -> Traits:
        """Give the traits of an element with these attributes."""
        own = self._own
        key = (tag, len(items) > 0, *[item for item in items if item[0] not in own])
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            attributes = dict(items)
            claims = self._claims(tag, attributes) if attributes else ()
            found = self._known[key] = Traits(tag, attributes, claims)
        return found
