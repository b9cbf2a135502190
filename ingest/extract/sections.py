"""Section path and tags: what a breadcrumb and a line of key words say."""

from __future__ import annotations

import re

from ingest.page import Page, Piece

_HOME = re.compile(r"trang chủ|home|trang nhất|gốc", re.IGNORECASE)
_CRUMB_NAME = re.compile(r"breadcrumb|crumb|duong-?dan|\bpath\b|sitemap|navi", re.IGNORECASE)
_TAG_LABEL = re.compile(r"(?:từ khóa|từ khoá|tags?|thẻ|chủ đề)\s*:", re.IGNORECASE)
_SIGN = re.compile(r"\s*[»›>/|→]\s*")
_MAX_LEVELS = 6


def find_section(page: Page, *, before: int, title: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Read the breadcrumb before the piece ``before``: names from the top, and its pieces."""
    for piece in page.pieces[:before]:
        if piece.kind != "text" or piece.context.hidden or not piece.links:
            continue
        if not _HOME.fullmatch(_SIGN.split(piece.text)[0].strip()):
            continue
        indexes = _crumb_pieces(page, piece)
        names = _names(page, indexes, title=title)
        if 0 < len(names) <= _MAX_LEVELS:
            return names, indexes
    return (), ()


def _crumb_pieces(page: Page, first: Piece) -> tuple[int, ...]:
    """Take the lines of one breadcrumb: one piece, or the items of one list or element."""
    if _SIGN.search(first.text):
        return (first.index,)
    owner = first.context.list or first.context
    if owner.last - owner.first > _MAX_LEVELS + 2 or not _CRUMB_NAME.search(owner.path):
        return ()
    return tuple(range(first.index, owner.last))


def _names(page: Page, indexes: tuple[int, ...], *, title: str) -> tuple[str, ...]:
    names = []
    for index in indexes:
        for name in _SIGN.split(page.pieces[index].text):
            clean = name.strip()
            if clean and not _HOME.fullmatch(clean) and clean != title:
                names.append(clean)
    return tuple(names)


def find_tags(page: Page, *, first: int, last: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Read a line of key words between two pieces."""
    for piece in page.pieces[first:last]:
        if piece.kind == "text" and piece.links and _TAG_LABEL.match(piece.text):
            names = tuple(text for _, text in piece.hrefs() if text)
            return names, (piece.index,)
    return (), ()
