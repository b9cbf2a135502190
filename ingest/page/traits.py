"""What an element's tag and attributes say. Read once for all elements that are marked up alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from ingest.page import Claim
from ingest.page.elements import NOTED_TAGS, align_of, font_of, hidden_reason, look_of
from ingest.page.paths import label
from ingest.page.tags import BLOCK_TAGS

_REMEMBERED = 8192

Claims = Callable[[str, Mapping[str, str]], tuple[Claim, ...]]


class Traits:
    """What is known of an element without looking at its neighbours."""

    __slots__ = (
        "align",
        "claims",
        "font",
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
        self._asked = tuple(attributes)
        self._known: dict[tuple[str | None, ...], Traits] = {}

    def of(self, element: etree._Element, tag: str) -> Traits:
        """Give the traits of an element; only attributes that tell anything are asked."""
        get = element.get
        key: tuple[str | None, ...] = (
            tag,
            get("class"),
            get("id"),
            get("style"),
            get("align"),
            get("hidden"),
            get("face"),
        )
        if self._asked:
            key = (*key, *map(get, self._asked))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            attributes: Mapping[str, str] = dict(element.attrib)  # type: ignore[arg-type]
            claims = self._claims(tag, attributes) if attributes else ()
            found = self._known[key] = Traits(tag, attributes, claims)
        return found
