"""When a page that is only text was published, where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ingest.dates import FoundDate, find_address_date
from ingest.plain.lines import Line, Reading, date_of
from ingest.vocabulary import Precision


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
        beside_title = _is_beside_title(lines, index, reading.title)
        if found.label == "ngày đăng":
            reading.published = reading.published or found
        elif found.label == "cập nhật":
            reading.updated = reading.updated or found
        elif not found.label and line.rule != "clock" and beside_title:
            bare = bare or found
        elif index > reading.title >= 0 or line.rule:
            continue
        line.rule = _date_rule(line, found, is_bare=found is bare)
    reading.published = reading.published or bare or reading.updated
    address = None if reading.published else find_address_date(url, timezone=timezone)
    if address and address.precision in (Precision.MINUTE, Precision.DAY):
        reading.published = address


def _date_rule(line: Line, found: FoundDate, *, is_bare: bool) -> str:
    if line.rule == "clock" or not (found.label or is_bare):
        return "clock"
    return "field:date"


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
