"""Tell pages that lead to items from pages that are one: headlines, each with its teaser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from ingest.extract.container import Container
from ingest.extract.files import is_file_address
from ingest.extract.foreign_dates import is_foreign
from ingest.extract.linked import linked_values
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Page, Piece
from ingest.page.elements import absolute
from ingest.platforms import Platform
from ingest.types import Skipped
from ingest.vocabulary import SkipReason

_LEAST_HEADLINE = 12
# Headlines that make a list by themselves.
_LEAST_LIST = 3
# Share of a page's running texts that stand under a headline of another page.
_TEASER_SHARE = 0.6
# Pieces between a headline and its teaser: a date, a picture, a count.
_GAP = 4
_MAX_TEASER = 250
# Hyphens in the last part of an address from which on it spells a headline.
_HEADLINE_WORDS = 4

_HOME_PATH = re.compile(
    r"/?(?:(?:vi|vn|en)/?)?(?:(?:index|default|home|trang-?chu|main)(?:\.\w{2,5})?/?)?\Z",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"[?&](?:q|s|keyword|tukhoa|search)=|/(?:search|tim-kiem)\b", re.IGNORECASE)
_QUESTION = re.compile(r"(?:câu hỏi|hỏi|người hỏi)\s*(?:\d+\s*)?:", re.IGNORECASE)
_ANSWER = re.compile(r"(?:trả lời|đáp)\s*:", re.IGNORECASE)


def listing_reason(
    page: Page,
    container: Container,
    platform: Platform,
    *,
    apart: Iterable[int],
    title: str,
    is_empty: bool,
    is_menu: bool,
) -> Skipped | None:
    """Say that a page only leads to items.

    ``apart`` are pieces of frame blocks in the article; ``is_empty`` says that no text was kept,
    ``is_menu`` that the page is called as an entry of the portal's menu.
    """
    left_out = set(apart)
    inside = [
        piece
        for piece in page.pieces[container.context.first : container.context.last]
        if piece.kind == "text" and not piece.context.hidden
    ]
    pieces = [piece for piece in inside if piece.index not in left_out]
    if _is_questions(pieces):
        return Skipped(reason=SkipReason.QUESTIONS)
    headlines, sentences, teasers = _count(page, pieces, title=title)
    by_address = _is_listing_address(page.url, platform)
    if is_empty and (by_address or is_menu):
        # A list that was taken for one of related items is all there is.
        headlines, _, _ = _count(page, inside, title=title)
    if is_empty and headlines and (by_address or is_menu):
        return Skipped(reason=_kind(page.url), detail=f"{headlines} headlines, no text")
    if headlines < (1 if by_address or is_menu else _LEAST_LIST):
        return None
    if sentences and teasers < _TEASER_SHARE * sentences:
        return None
    if container.marks and sentences and _mean_size(pieces) > _MAX_TEASER:
        return None
    if container.marks and sentences and is_foreign(page) and _says_it_is_an_article(page):
        return None
    return Skipped(reason=_kind(page.url), detail=f"{headlines} headlines, {sentences} texts")


def list_around(page: Page, container: Container) -> Container:
    """Widen a text that is one of several built alike: density takes the longest teaser."""
    alike = Counter((id(context.parent), context.path) for context in page.contexts)
    for least in (_LEAST_LIST, 2):
        context = container.context
        while context.parent is not None:
            if alike[id(context.parent), context.path] >= least:
                return replace(container, context=context.parent)
            context = context.parent
    return container


def _count(page: Page, pieces: list[Piece], *, title: str) -> tuple[int, int, int]:
    headlines = sentences = teasers = 0
    since = _GAP + 1
    for piece in pieces:
        since += 1
        if _is_headline(page, piece, title=title):
            headlines += 1
            since = 0
        elif reads_like_a_sentence(piece.text) and piece.links < 0.3:
            sentences += 1
            if since <= _GAP:
                teasers += 1
                since = _GAP + 1
    return headlines, sentences, teasers


def without_teasers(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Leave out the headlines that lead elsewhere, each with the one short text below it."""
    since = _GAP + 1
    for piece in pieces:
        since += 1
        if piece.links > 0.5 and len(piece.text) >= _LEAST_HEADLINE:
            since = 0
        elif (
            since <= _GAP
            and len(piece.text) <= _MAX_TEASER
            and piece.kind == "text"
            and reads_like_a_sentence(piece.text)
        ):
            since = _GAP + 1
        else:
            yield piece


def _says_it_is_an_article(page: Page) -> bool:
    """Tell a page whose own data or address call it one item: the words of a headline."""
    if page.head.meta.get("og:type", "").lower() == "article":
        return True
    if any(rank == 0 for data in page.head.linked_data for rank, _ in linked_values(data, "@type")):
        return True
    slug = urlsplit(page.url).path.rstrip("/").rpartition("/")[2]
    return slug.count("-") >= _HEADLINE_WORDS


def _mean_size(pieces: list[Piece]) -> float:
    """Give the mean length of running texts: those of an article's parts are no teasers."""
    sizes = [len(piece.text) for piece in pieces if reads_like_a_sentence(piece.text)]
    return sum(sizes) / max(1, len(sizes))


def _is_headline(page: Page, piece: Piece, *, title: str) -> bool:
    if piece.links <= 0.5 or len(piece.text) < _LEAST_HEADLINE or piece.text == title:
        return False
    for href, text in piece.hrefs():
        address = absolute(page.base, href)
        if len(text) < _LEAST_HEADLINE or not address or is_file_address(address):
            continue
        if address.partition("#")[0] != page.url and not href.startswith("#"):
            return True
    return False


def _is_listing_address(url: str, platform: Platform) -> bool:
    parts = urlsplit(url)
    form = parts.path + (f"?{parts.query}" if parts.query else "")
    if any(re.search(pattern, form) for pattern in platform.address.article):
        return False
    return any(re.search(pattern, form) for pattern in platform.address.listing)


def _kind(url: str) -> SkipReason:
    parts = urlsplit(url)
    if _SEARCH.search(f"{parts.path}?{parts.query}"):
        return SkipReason.SEARCH
    if not parts.query and _HOME_PATH.fullmatch(parts.path):
        return SkipReason.HOME
    return SkipReason.LISTING


def _is_questions(pieces: list[Piece]) -> bool:
    asked = sum(bool(_QUESTION.match(piece.text)) for piece in pieces)
    answered = sum(bool(_ANSWER.match(piece.text)) for piece in pieces)
    return asked >= 2 and answered >= 1
