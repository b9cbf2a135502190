"""A line of details beside an article: date, writer or source, and a counter, in one line."""

from __future__ import annotations

import re

from ingest.byline import parse_name, parse_source
from ingest.dates import FoundDate
from ingest.vocabulary import Precision

_COUNTER = re.compile(
    r"(?:số\s)?(?:lượt\s|đã\s|lần\s)?(?:xem|đọc|truy cập)(?:\sbài)?\s?:?\s?\d[\d.,]{0,15}"
    r"(?:\s(?:lượt|lần))?|\d[\d.,]{0,15}\s(?:lượt|lần|người)\s?(?:xem|đọc|truy cập)"
    r"(?:\sbài(?:\sviết)?)?|\b(?:post\s)?views?\s?:?\s?\d[\d.,]{0,15}|\d[\d.,]{0,15}\sviews?\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:ngày|giờ|thời gian)\s)?(?:đăng|đăng tải|cập nhật|xuất bản|viết|gửi|tạo|posted"
    r"|published)(?:\s(?:ngày|lúc|vào|on))*\s?:?\s*$",
    re.IGNORECASE,
)
# What stands between two details. A comma does not: "Hòa Nghĩa, ngày …" names a place.
_BETWEEN = " -–—|•·/\t\n"
_PART = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_KEY = re.compile(r"[^:：]{2,25}[:：]\s?\S")


def is_counter(text: str) -> bool:
    """Tell a line that counts readers and says nothing else."""
    return bool(_COUNTER.fullmatch(text.strip(_BETWEEN)))


def without_counter(text: str) -> str:
    """Take a count of readers off the end of a line: "Báo Hà Tĩnh - 1198 lượt xem"."""
    found = list(_COUNTER.finditer(text))
    if not found or found[-1].end() != len(text.rstrip(_BETWEEN)):
        return text
    before = text[: found[-1].start()]
    return before.strip(_BETWEEN) if before.rstrip(_BETWEEN) != before.rstrip() else text


def read_details(text: str, date: FoundDate | None, *, names_before: bool) -> tuple[str, str]:
    """Read writer and source off a line that also holds a date or a counter; "" for none.

    A bare name counts behind the date, set off from it; in front of it only if ``names_before``:
    there a place may stand, as at the head of an official letter. With the hour beside it the date
    is no letter's, and the name needs neither.
    """
    spans = [match.span() for match in _COUNTER.finditer(text)]
    if date is not None:
        label = _LABEL.search(text[: date.start])
        spans.append((label.start() if label else date.start, date.end))
    if not spans:
        return "", ""
    name = source = ""
    at = 0
    for start, end in [*sorted(spans), (len(text), len(text))]:
        beside_date = date is not None and (at == date.end or start == date.start)
        before_date = date is not None and end <= date.end
        timed = date is not None and date.precision is Precision.MINUTE and beside_date
        bare = names_before or timed or not (before_date or at == 0)
        part_name, part_source = _read(text[at:start], bare=bare, set_off=timed)
        name, source = name or part_name, source or part_source
        at = max(at, end)
    return name, source


def _read(part: str, *, bare: bool, set_off: bool = False) -> tuple[str, str]:
    inner = part.strip(_BETWEEN)
    set_off = set_off or inner != part.strip()
    inner = inner.strip(" ,;")
    if inner.startswith("(") and inner.endswith(")"):
        inner, set_off = inner[1:-1].strip(), True
    if not inner:
        return "", ""
    if source := parse_source(inner):
        return "", source
    if (_KEY.match(inner) or (bare and set_off)) and (name := parse_name(inner)):
        return name, ""
    parts = _PART.split(inner)
    if len(parts) == 1:
        return "", ""
    found = [_read(f"- {one}", bare=bare) for one in parts]
    return (
        next((name for name, _ in found if name), ""),
        next((source for _, source in found if source), ""),
    )
