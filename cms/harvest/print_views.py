"""Print, save and share views: they show an article once more, under an address of their own.

What is one is told by the spelling of its address, or by the page that offers it in words ("Bản
in"). Platforms know how such an address leads back to the article's; where none does, the article
is looked for at the page that offers the view, at the view's ``rel=canonical``, by its title. Only
a view that says what its article says is one: without it the view is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cms.portals.models import Portal
from ingest import codec
from ingest.address import find_view
from ingest.text import tokens
from ingest.types import Draft
from scrapers.archive import Link, PageKind

from . import captures
from .keys import canonical, key_of
from .models import Identity, Item, SourceUrl
from .states import Reason, UrlState

_WORDS = re.compile(
    r"(?:xem |tạo )?(?:(?:phiên )?bản |trang |bản để )?in(?: ra)?"
    r"(?: (?:bài|tin|trang|nội dung|văn bản)(?: viết| tức)?(?: này)?)?"
    r"|(?:printer?[- ]friendly|print)(?: (?:version|view|page|article|this page|this article))?"
)
_LONGEST_WORDS = 40
_RUN = 3
"""Words in a row that are compared: single words of one district's news are shared by all."""
_SHARE_OF_VIEW = 0.9
"""Of the view's text in the article: the rest is what print views add, a date line or a notice."""
_SHARE_OF_ARTICLE = 0.8
_SHARE_OF_LENGTH = 0.5
"""A view much longer than its article may hold what was not found there: it stays an item."""


@lru_cache(maxsize=65536)
def is_view_address(address: str, platform: str) -> bool:
    """Tell by its spelling whether an address shows a page once more."""
    try:
        return find_view(address, platform) != ""
    except ValueError:
        return False


def offers_view(link: Link, *, platform: str) -> bool:
    """Tell whether a page offers itself for print, to save or to share by a link."""
    if link.kind is not PageKind.PAGE:
        return False
    return _says_print(link.text) or is_view_address(link.url, platform)


@lru_cache(maxsize=4096)
def _says_print(text: str) -> bool:
    words = re.sub(r"^\W+|\W+$", "", text).casefold()
    return len(words) <= _LONGEST_WORDS and _WORDS.fullmatch(words) is not None


def view_of(links: Iterable[Link]) -> str:
    """Give the address that a view names as the page's own, canonical; "" if it names none."""
    return next((canonical(link.url) for link in links if link.rel == "canonical"), "")


def settle(portal: Portal, views: Sequence[tuple[SourceUrl, Draft]]) -> set[int]:
    """Close the views whose article is an item; return their rows' keys. Rows are not saved."""
    offering = _offering(portal, [row for row, _draft in views])
    settled: set[int] = set()
    for row, draft in views:
        offered = offering.get(key_of(row.view_of)) if row.view_of else None
        if offered and offered.item.suppressed_at:
            captures.move(row, UrlState.EXCLUDED, Reason.SUPPRESSED)
            settled.add(row.pk)
        elif offered and _close(row, draft, [offered.item]):
            settled.add(row.pk)
    left = [(row, draft) for row, draft in views if row.pk not in settled]
    namesakes = _namesakes(portal, {draft.title for _row, draft in left})
    closed = (row.pk for row, draft in left if _close(row, draft, namesakes.get(draft.title, ())))
    return settled.union(closed)


def hand_over(portal: Portal, pages: Sequence[tuple[SourceUrl, Draft]]) -> None:
    """Let an article that comes later than its view have the view's item.

    The article's names become aliases of that item, so whoever matches finds it.
    """
    drafts = {row.canonical: draft for row, draft in pages}
    views = SourceUrl.objects.filter(
        portal=portal, is_view=True, view_of__in=drafts, item__latest__isnull=False
    ).select_related("item__latest")
    for view in views:
        draft = drafts[view.view_of]
        keys = {key_of(name): name for name in draft.identities}
        known = Identity.objects.filter(portal=portal, key__in=keys)
        if not known and says_the_same(codec.decode(Draft, view.item.latest.draft), draft):
            Identity.objects.bulk_create(
                Identity(portal=portal, item=view.item, name=name, key=key)
                for key, name in keys.items()
            )


def says_the_same(view: Draft, article: Draft) -> bool:
    """Tell whether a view lacks nothing of its article and has little more, or brings no more."""
    shown, held = _runs(view), _runs(article)
    shared = len(shown & held)
    if shared >= _SHARE_OF_VIEW * len(shown):
        return True
    whole = shared >= _SHARE_OF_ARTICLE * len(held)
    return whole and len(held) >= _SHARE_OF_LENGTH * len(shown)


def _close(row: SourceUrl, draft: Draft, items: Iterable[Item]) -> bool:
    """Close a view if one of the items is its article."""
    for item in items:
        latest = item.latest
        if latest is None or latest.source_url.is_view:
            continue
        # One that was taken for an item of its own has a page by now: that is for a person to see.
        if row.item_id in (None, item.pk) and says_the_same(
            draft, codec.decode(Draft, latest.draft)
        ):
            row.item = item
            address = latest.source_url.address
            captures.move(row, UrlState.DUPLICATE, Reason.VARIANT, detail=address)
            return True
    return False


def _offering(portal: Portal, rows: Iterable[SourceUrl]) -> dict[str, SourceUrl]:
    keys = {key_of(row.view_of) for row in rows if row.view_of}
    found = SourceUrl.objects.filter(portal=portal, key__in=keys, item__isnull=False)
    return {row.key: row for row in found.select_related("item__latest__source_url")}


def _namesakes(portal: Portal, titles: set[str]) -> dict[str, list[Item]]:
    """Find the items with these titles."""
    found: dict[str, list[Item]] = {}
    if titles:
        items = Item.objects.filter(portal=portal, latest__draft__title__in=sorted(titles))
        for item in items.select_related("latest__source_url").order_by("pk"):
            found.setdefault(item.latest.draft["title"], []).append(item)
    return found


def _runs(draft: Draft) -> set[tuple[str, ...]]:
    words = [word for text in _texts(draft) for word in tokens(text)]
    return {tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))}


def _texts(draft: Draft) -> Iterator[str]:
    yield draft.title
    yield draft.lead
    for block in draft.blocks:
        yield block.text
        yield block.caption
