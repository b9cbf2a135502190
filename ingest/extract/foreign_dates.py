"""The date of a single page in another language than Vietnamese: by rank of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from ingest.date_words import MONTH_PATTERN, PUBLISHED, UPDATED, WEEKDAY_PATTERN
from ingest.dates import FoundDate, find_address_date, find_date
from ingest.extract.container import Container
from ingest.extract.hints import words_of
from ingest.extract.linked import linked_values
from ingest.page import Page, Piece
from ingest.text import VIETNAMESE_LETTER
from ingest.vocabulary import Precision

_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "date",
)
# Pieces around title and body among which a date line may stand.
_BEFORE, _INSIDE, _BEHIND = 6, 4, 3
_MAX_LINE = 140
# Of the letters and figures of a line, the share that must belong to the date.
_LEAST_SHARE = 0.45
_VIETNAMESE_SHARE = 0.2
_DAYS = (Precision.MINUTE, Precision.DAY)
_WORDS = re.compile(
    rf"\b(?:{MONTH_PATTERN}|{WEEKDAY_PATTERN}|published|posted|on|at|by|date|veröffentlicht|erstellt"
    r"|erschienen|eingestellt|geschrieben|stand|datum|vom|von|am|um|uhr|der|le|à|h|publié|par|publicado"
    r"|por|el|pubblicato|il|di|da|publicerad|written|read(?:ing)?|min(?:uten?|utes?)?|lesezeit"
    r"|st|nd|rd|th|am|pm|gmt|utc|[mc]e?s?zt?)\b",
    re.IGNORECASE,
)
_NAMES = frozenset(
    {
        *("date", "datetime", "time", "timestamp", "published", "publish", "publication"),
        *("pubdate", "posted", "dateline", "datum", "created", "fecha", "meta", "metadata"),
        *("byline", "datepublished", "postdate", "entrydate", "erstellt"),
    }
)
_LATER = frozenset({"updated", "modified", "datemodified", "update", "comment", "event"})
_NO_DATE_LINE = re.compile(
    r"©|copyright|\bseit\b|\bsince\b|\bbis\b|\buntil\b|zuletzt|last (?:up|mod)|update|geändert"
    r"|aktuali[sz]|mis à jour|modifi|actuali[sz]",
    re.IGNORECASE,
)


def is_foreign(page: Page) -> bool:
    """Tell a page that is not in Vietnamese, by the letters of its text."""
    texts = [piece.text for piece in page.pieces if piece.kind == "text" and len(piece.text) > 40]
    marked = sum(bool(VIETNAMESE_LETTER.search(text)) for text in texts)
    return marked < _VIETNAMESE_SHARE * len(texts)


def find_foreign_date(
    page: Page, container: Container | None, *, title: int, timezone: tzinfo
) -> tuple[FoundDate | None, str, tuple[int, ...]]:
    """Choose the date; give who said it and the pieces of date lines. None rather than a guess."""
    lines = list(_lines(page, container, title=title, timezone=timezone))
    address = find_address_date(page.url, timezone=timezone)
    if address and address.precision is Precision.MONTH:
        # A folder of a month is no day, and often that of the last change.
        address = None
    said = [(date, "head") for date in _said_by_head(page, timezone)]
    said += [(date, "line") for _, date in lines]
    said += [(address, "address")] if address else []
    found, source = said[0] if said else (None, "")
    return found, source, tuple(piece.index for piece, _ in lines)


def _said_by_head(page: Page, timezone: tzinfo) -> Iterator[FoundDate]:
    values = [
        (rank, 0, value)
        for source in page.head.linked_data
        for rank, value in linked_values(source, "datePublished")
    ]
    values += [
        (1, place, value) for place, name in enumerate(_META) if (value := page.head.meta.get(name))
    ]
    for _, _, value in sorted(values, key=lambda item: item[:2]):
        if date := find_date(value, timezone=timezone):
            yield _as_written(date)


def _as_written(date: FoundDate) -> FoundDate:
    """Keep the day that the source names: its readers live by its clock, not by a portal's."""
    if date.zone is None:
        return date
    return replace(date, at=date.at.astimezone(date.zone), precision=Precision.MINUTE)


def _lines(
    page: Page, container: Container | None, *, title: int, timezone: tzinfo
) -> Iterator[tuple[Piece, FoundDate]]:
    """Yield the lines that date the item: beside title and body, those named so first."""
    start = container.context.first if container else max(title, 0)
    end = container.context.last if container else start
    first = title if title >= 0 else start
    places = {
        *range(max(0, min(first, start) - _BEFORE), max(first, start) + _INSIDE),
        *range(end, min(end + _BEHIND, len(page.pieces))),
    }
    found = []
    for index in sorted(places):
        if index >= len(page.pieces):
            break
        piece = page.pieces[index]
        date = _date_of_line(piece, timezone)
        if date is not None:
            named = bool(_NAMES & _names(piece)) or date.label == PUBLISHED
            found.append(((not named, abs(index - first)), piece, date))
    for _, piece, date in sorted(found, key=lambda item: item[0]):
        yield piece, date


def _date_of_line(piece: Piece, timezone: tzinfo) -> FoundDate | None:
    text = piece.text
    if piece.kind != "text" or len(text) > _MAX_LINE or piece.context.hidden:
        return None
    if _NO_DATE_LINE.search(text) or piece.context.region in ("nav", "footer"):
        return None
    names = _names(piece)
    if names & _LATER:
        return None
    date = find_date(text, timezone=timezone)
    if date is None or date.label == UPDATED or date.precision not in _DAYS:
        return None
    if names & _NAMES or date.label == PUBLISHED or _share(text) >= _LEAST_SHARE:
        return _as_written(date)
    return None


def _names(piece: Piece) -> frozenset[str]:
    get = piece.context.element.get
    return frozenset(words_of(f"{get('class') or ''} {get('id') or ''} {get('itemprop') or ''}"))


def _share(text: str) -> float:
    """Say what share (0 to 1) of a line belongs to a date."""
    letters = sum(map(str.isalnum, text))
    rest = sum(map(str.isalpha, _WORDS.sub("", text)))
    return 1.0 - rest / max(1, letters)
