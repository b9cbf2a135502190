"""CSS selectors of platform and portal, matched while the page is walked.

Selectors of one compound (``.title``, ``div#main``, ``[itemprop="headline"]``) cost a look-up an
element; any other goes through XPath, once a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from ingest.page import Claim
from ingest.page.traits import TraitsIndex
from ingest.platforms import Platform, Selectors
from ingest.types import ExtractSettings

if TYPE_CHECKING:
    from lxml.cssselect import CSSSelector

_COMPOUND = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?"
    r"(?P<parts>(?:[.#]-?[A-Za-z_][\w-]*)*)"
    r"(?P<attribute>\[[a-z-]+=\"[^\"\]]*\"\])?\Z"
)
_PART = re.compile(r"([.#])(-?[A-Za-z_][\w-]*)")

Attributes = Mapping[str, str]
HIDDEN, DROP = "hidden", "drop"


class SelectorError(ValueError):
    """A selector that no engine understands: says which."""


class _Compound:
    __slots__ = ("attribute", "classes", "element_id", "tag", "value")

    def __init__(self, match: re.Match[str]) -> None:
        parts = _PART.findall(match["parts"])
        self.tag: str = match["tag"] or ""
        self.classes = frozenset(name for sign, name in parts if sign == ".")
        self.element_id = next((name for sign, name in parts if sign == "#"), "")
        self.attribute = self.value = ""
        if match["attribute"]:
            self.attribute, _, value = match["attribute"][1:-1].partition("=")
            self.value = value.strip('"')

    def key(self) -> str:
        """Give the one token by which elements that may match are found."""
        if self.element_id:
            return f"#{self.element_id}"
        if self.classes:
            return f".{min(self.classes)}"
        return f"[{self.attribute}={self.value}"

    def fits(self, tag: str, attributes: Attributes) -> bool:
        if self.tag and self.tag != tag:
            return False
        if self.element_id and attributes.get("id") != self.element_id:
            return False
        if self.attribute and attributes.get(self.attribute) != self.value:
            return False
        return not self.classes or self.classes.issubset(attributes.get("class", "").split())


class SelectorIndex:
    """The selectors of one portal, ready to be matched."""

    def __init__(self, claims: list[Claim]) -> None:
        self._simple: dict[str, list[tuple[_Compound, Claim]]] = {}
        self._attributes: tuple[str, ...] = ()
        self._complex: list[tuple[CSSSelector, Claim]] = []
        attributes: set[str] = set()
        for claim in claims:
            match = _COMPOUND.match(claim.selector)
            if match and (match["parts"] or match["attribute"]):
                compound = _Compound(match)
                self._simple.setdefault(compound.key(), []).append((compound, claim))
                if compound.attribute:
                    attributes.add(compound.attribute)
            else:
                self._complex.append((_compiled(claim.selector), claim))
        self._attributes = tuple(sorted(attributes))
        self.traits = TraitsIndex(self.claims, attributes=attributes)
        """What elements are by their markup, with what simple selectors say of them."""

    def claims(self, tag: str, attributes: Attributes) -> tuple[Claim, ...]:
        """Name what simple selectors say of an element."""
        found: tuple[Claim, ...] = ()
        simple = self._simple
        if names := attributes.get("class"):
            for name in names.split():
                if entries := simple.get(f".{name}"):
                    found += self._fitting(entries, tag, attributes)
        if (own := attributes.get("id")) and (entries := simple.get(f"#{own}")):
            found += self._fitting(entries, tag, attributes)
        for attribute in self._attributes:
            if (held := attributes.get(attribute)) and (
                entries := simple.get(f"[{attribute}={held}")
            ):
                found += self._fitting(entries, tag, attributes)
        return found

    @staticmethod
    def _fitting(
        entries: list[tuple[_Compound, Claim]], tag: str, attributes: Attributes
    ) -> tuple[Claim, ...]:
        return tuple(claim for compound, claim in entries if compound.fits(tag, attributes))

    def matched_elements(self, root: etree._Element) -> dict[etree._Element, tuple[Claim, ...]]:
        """Find what the other selectors match in a whole tree."""
        found: dict[etree._Element, tuple[Claim, ...]] = {}
        for selector, claim in self._complex:
            matched = selector(root)
            for element in matched if isinstance(matched, list) else []:
                if isinstance(element, etree._Element):
                    found[element] = (*found.get(element, ()), claim)
        return found


@cache
def _compiled(selector: str) -> CSSSelector:
    from lxml.cssselect import CSSSelector  # Here: most platforms need none.

    try:
        return CSSSelector(selector, translator="html")
    except (ValueError, SyntaxError) as error:
        raise SelectorError(f"selector {selector!r} is not understood: {error}") from error


@lru_cache(maxsize=64)
def selector_index(platform: Platform, extract: ExtractSettings) -> SelectorIndex:
    """Collect the selectors that hold for a portal: its own first, then the platform's."""
    claims = _own_claims(extract)
    source = f"platform:{platform.name}"
    for role in Selectors.__slots__:
        for rank, selector in enumerate(getattr(platform.select, role)):
            claims.append(Claim(role, selector, source, rank))
    return SelectorIndex(claims)


def _own_claims(extract: ExtractSettings) -> list[Claim]:
    claims = [Claim(DROP, selector, "portal", 0) for selector in extract.drop]
    for role in ("title", "lead", "body", "date", "byline", "section", "tags", "files"):
        if selector := getattr(extract, role):
            claims.append(Claim(role, selector, "portal", 0))
    return claims
