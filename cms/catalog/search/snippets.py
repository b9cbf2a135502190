"""Show where a search hit."""

from __future__ import annotations

import html
import re
import unicodedata

from ingest.text import fold

from .query import SearchQuery

AROUND = 140
"""Characters shown on each side of the first hit, up to the next space."""


def highlighted(text: str, query: SearchQuery) -> str:
    """Return a whole text, HTML-escaped, its hits in ``<mark>``."""
    return _marked(unicodedata.normalize("NFC", text), _pattern(query))


def snippet(text: str, query: SearchQuery) -> str:
    """Return the part of a text around its first hit, or its beginning, hits in ``<mark>``."""
    plain = unicodedata.normalize("NFC", text)
    pattern = _pattern(query)
    first = _first_hit(plain, pattern)
    start = plain.rfind(" ", 0, max(first - AROUND, 0)) + 1 if first > AROUND else 0
    stop = plain.find(" ", first + AROUND)
    piece = plain[start : stop if stop >= 0 else len(plain)]
    before, after = "… " if start else "", " …" if 0 <= stop < len(plain) else ""
    return f"{before}{_marked(piece.strip(), pattern)}{after}"


def _pattern(query: SearchQuery) -> re.Pattern[str]:
    """Match any term in folded text, longest first."""
    parts = []
    for term in sorted(query.terms, key=lambda term: -len(" ".join(term.folded))):
        words = r"[\W_]+".join(map(re.escape, term.folded))
        parts.append(words + (r"[^\W_]*" if term.prefix else ""))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])" if parts else r"(?!)")


def _folded_alike(text: str) -> str:
    """Fold a text, keeping the place of every letter."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join((fold(letter) or " ")[0] for letter in text)


def _first_hit(text: str, pattern: re.Pattern[str]) -> int:
    match = pattern.search(_folded_alike(text))
    return match.start() if match else 0


def _marked(text: str, pattern: re.Pattern[str]) -> str:
    parts, end = [], 0
    for match in pattern.finditer(_folded_alike(text)):
        parts.append(html.escape(text[end : match.start()]))
        parts.append(f"<mark>{html.escape(text[match.start() : match.end()])}</mark>")
        end = match.end()
    return "".join((*parts, html.escape(text[end:])))
