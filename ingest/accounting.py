"""Prove that every text of a page ended in a draft or in a removal.

The page is read again by another parser than the one that drafted it, with fixed exclusions
(script, style, noscript, title, comments). Both sides are compared as multisets of folded words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.legacy import decode_legacy
from ingest.page.tags import BLOCK_TAGS
from ingest.text import clean_text, tokens
from ingest.types import Draft, PageResult
from ingest.vocabulary import IssueCode

_EXCLUDED = frozenset({"script", "style", "noscript", "head", "title", "template"})
_BREAKS = BLOCK_TAGS | {"br", "img"}
# Markup glues what stands apart on the screen: "năm 2020" and "Thứ Sáu" in two spans.
_GLUED = re.compile(r"(?<=[^\W_A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ])(?=[A-ZÀ-ÝĂĐĨŨƠƯ])")


@dataclass(frozen=True, slots=True)
class Balance:
    """What two independent readings of a page do not share."""

    missing: Counter[str]
    """Words of the page that are in no draft and no removal: lost."""
    surplus: Counter[str]
    """Words that the result has and the page does not show: from attributes, or decoded."""
    seen: int = 0
    """Words on the page. Each is kept, removed or missing."""
    kept: int = 0
    """Words of the page that are in a draft."""
    removed: int = 0
    """Words of the page that are in no draft, but in a removal."""


def balance(html: str, result: PageResult) -> Balance:
    """Compare a page's text with where the result says that it went."""
    codes = [issue.detail for issue in result.issues if issue.code is IssueCode.LEGACY_ENCODING]
    page = _words(" ".join(iter_texts(html, encoding=codes[0] if codes else "")))
    kept = _words(" ".join(text for draft in result.drafts for text in _texts_of(draft)))
    taken = (removal.text for removal in result.removals if removal.rule != "head:title")
    told = kept + _words(" ".join(taken))
    missing = page - told
    seen, found = page.total(), (page & kept).total()
    return Balance(
        missing=missing,
        surplus=told - page,
        seen=seen,
        kept=found,
        removed=seen - found - missing.total(),
    )


def iter_texts(html: str, *, encoding: str = "") -> Iterator[str]:
    """Yield the texts of a page between block boundaries, in reading order.

    ``encoding`` names the legacy encoding that the page was found to hold.
    """
    body = LexborHTMLParser(html).body
    if body is None:
        return
    parts: list[str] = []
    owner = -1
    for node in body.traverse(include_text=True):
        tag = node.tag
        if parts and tag in _BREAKS:
            yield from _joined(parts, encoding)
        if tag != "-text":
            continue
        block, excluded = _block_of(node)
        if excluded:
            continue
        if block != owner:
            if parts:
                yield from _joined(parts, encoding)
            owner = block
        parts.append(node.text_content or "")
    yield from _joined(parts, encoding)


def _joined(parts: list[str], encoding: str) -> Iterator[str]:
    text = _cleaned(tuple(parts), encoding)
    parts.clear()
    if text:
        yield text


# The frame's texts come again on every page.
@lru_cache(maxsize=4096)
def _cleaned(parts: tuple[str, ...], encoding: str) -> str:
    text = "".join(parts)
    if not text.strip():
        return ""
    decoded = decode_legacy(text, hint=encoding)
    if encoding and not decoded.encoding:
        # One block in two fonts: a name in the old one, its date in one that has all letters.
        return clean_text("".join(decode_legacy(part, hint=encoding).text for part in parts))
    return clean_text(decoded.text)


def _block_of(node: LexborNode) -> tuple[int, bool]:
    """Name the nearest block above a text; True if the text is excluded."""
    block = -1
    at = node.parent
    while at is not None:
        tag = at.tag
        if tag in _EXCLUDED:
            return block, True
        if block < 0 and tag in BLOCK_TAGS:
            block = at.mem_id
        at = at.parent
    return block, False


def _texts_of(draft: Draft) -> Iterator[str]:
    yield draft.title
    yield draft.lead
    for block in draft.blocks:
        yield block.text
        yield block.caption


def _words(text: str) -> Counter[str]:
    return Counter(tokens(_GLUED.sub(" ", text)))
