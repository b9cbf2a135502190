"""When a page that is only text was published, where it says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ingest.date_words import PUBLISHED, UPDATED, WEEKDAY_PATTERN
from ingest.dates import FoundDate, find_address_date
from ingest.plain.lines import Line, Reading, beside_date, date_of
from ingest.vocabulary import Precision

_WEEKDAY = re.compile(WEEKDAY_PATTERN, re.IGNORECASE)


def find_dates(reading: Reading, url: str, timezone: ZoneInfo) -> None:
    """Take the labelled date, or the bare one under the title; above it, it is the page's clock."""
    lines = reading.lines
    bare: FoundDate | None = None
    for index, line in enumerate(lines):
        if line.rule not in ("", "date-line", "clock", "related-heading"):
            continue
        found = date_of(line.text, timezone)
        if found is None or line.rule == "related-heading":
            continue
        if found.label == PUBLISHED:
            reading.published = reading.published or found
        elif found.label == UPDATED:
            reading.updated = reading.updated or found
        elif _is_printed_beside(reading, index, found):
            bare = bare or found
        elif index > reading.title >= 0 or line.rule:
            continue
        line.rule = _date_rule(line, found, is_bare=found is bare)
    reading.published = reading.published or bare or reading.updated
    address = None if reading.published else find_address_date(url, timezone=timezone)
    if address and address.precision in (Precision.MINUTE, Precision.DAY):
        reading.published = address


def _date_rule(line: Line, found: FoundDate, *, is_bare: bool) -> str:
    return "field:date" if found.label or is_bare else "clock"


def _is_printed_beside(reading: Reading, index: int, found: FoundDate) -> bool:
    """Tell a date without a label that stands where portals print the date of an item."""
    if reading.lines[index].rule == "clock":
        return index == reading.title + 1 > 0 and not found.label
    return not found.label and (
        _is_beside_title(reading.lines, index, reading.title)
        or _is_right_above_title(reading, index, found)
        or _is_below_text(reading, index, found)
    )


def _is_right_above_title(reading: Reading, index: int, found: FoundDate) -> bool:
    """Tell a date between breadcrumb and title; elsewhere above it is the page's clock."""
    if index + 1 != reading.title or not index:
        return False
    under_crumbs = reading.lines[index - 1].rule in ("breadcrumb", "detail-label")
    return under_crumbs or (index > 2 and not _WEEKDAY.search(found.raw))


def _is_below_text(reading: Reading, index: int, found: FoundDate) -> bool:
    """Tell a date that stands alone below the last paragraph, before what closes the article."""
    if not reading.core or not reading.core[-1] < index < reading.end:
        return False
    return not beside_date(reading.lines[index].text, found)


def _is_beside_title(lines: Sequence[Line], index: int, title: int) -> bool:
    """Tell whether only frame stands between the title and a line below it; without a title,
    whether the article begins right below.
    """
    if title < 0:
        return (
            index + 1 < len(lines)
            and not lines[index + 1].rule
            and all(line.rule for line in lines[:index])
        )
    return title < index and all(line.rule for line in lines[title + 1 : index])
