"""What lists, feeds and sitemaps say between the lines: an address dropped, a date or title moved.

Every crawl looks at them, so they are the cheapest witnesses of a change elsewhere. Each address
has one index that vouches for it, the first that named it or, better, one that gives dates. When
that index drops it and no other names it, the item may be gone; when its date or words move there,
the item may be edited: the next visit looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from cms.portals.models import Portal
from scrapers.archive import ArchiveRecord, Link, Outcome, PageKind

from .keys import address_key, digest_of
from .models import SourceUrl
from .states import UrlKind

INDEXES = frozenset({PageKind.LISTING, PageKind.FEED, PageKind.SITEMAP})
KEYS_A_QUERY = 800
MOST_MOVED = 0.5
"""Share of an index's entries over which its dates or words are a clock or a counter."""
FEW = 3
"""Entries that may move at once whatever their share."""
_DIGITS = re.compile(r"\d+")


def note_indexes(portal: Portal, records: Iterable[ArchiveRecord]) -> None:
    """Take in the indexes among a segment's records, in order, once their links have rows."""
    for record in records:
        note = record.note
        # An unchanged one says what it said before.
        if note.outcome is Outcome.FETCHED and note.kind in INDEXES:
            own = address_key(note.url)
            named = {key: mark for key, mark in _marks(note.links).items() if key != own}
            _compare(portal, own, named, at=record.fetched_at)
            _vouch(portal, own, named)


def _compare(portal: Portal, own: str, named: Mapping[str, str], *, at: datetime) -> None:
    """Hold what an index names against what it named at the visit before."""
    vouched = list(_pages(portal).filter(listed_on=own))
    moved = [row for row in vouched if named.get(row.key, row.listed_as) != row.listed_as]
    dropped = [row for row in vouched if row.key not in named]
    believed = len(moved) <= max(FEW, MOST_MOVED * len(vouched))
    for row in moved:
        row.listed_as = named[row.key]
        seen_since = row.fetched_at is not None and row.fetched_at >= at
        row.next_due = at if believed and not seen_since else row.next_due
    for row in dropped:
        row.listed_on, row.listed_as, row.unlisted_at = "", "", at
    fields = ["listed_on", "listed_as", "unlisted_at", "next_due"]
    SourceUrl.objects.bulk_update(moved + dropped, fields, batch_size=200)


def _vouch(portal: Portal, own: str, named: Mapping[str, str]) -> None:
    """Let an index vouch for what no other names, or none with a date."""
    keys = list(named)
    for start in range(0, len(keys), KEYS_A_QUERY):
        rows = _pages(portal).filter(key__in=keys[start : start + KEYS_A_QUERY])
        taken = [row for row in rows.exclude(listed_on=own) if _is_better(named[row.key], row)]
        for row in taken:
            row.listed_on, row.listed_as, row.unlisted_at = own, named[row.key], None
        SourceUrl.objects.bulk_update(
            taken, ["listed_on", "listed_as", "unlisted_at"], batch_size=200
        )


def _is_better(mark: str, row: SourceUrl) -> bool:
    return not row.listed_on or (row.listed_as.startswith("|") and not mark.startswith("|"))


def _pages(portal: Portal) -> QuerySet[SourceUrl]:
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE)
    return rows.only("pk", "key", "listed_on", "listed_as", "unlisted_at", "next_due", "fetched_at")


def _marks(links: Iterable[Link]) -> dict[str, str]:
    """Say what an index tells of each address: the date as written, a hash of the words.

    Words are taken once and without digits: a box of random headlines repeats them, a counter of
    views moves in them.
    """
    words: dict[str, set[str]] = {}
    dates: dict[str, str] = {}
    for link in links:
        if link.kind in (PageKind.PAGE, PageKind.LISTING):
            key = address_key(link.url)
            words.setdefault(key, set()).add(_DIGITS.sub("0", link.text))
            dates[key] = link.lastmod or dates.get(key, "")
    return {key: f"{dates[key]}|{digest_of(sorted(texts))}" for key, texts in words.items()}
