"""Signs of a role that one text carries in itself."""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache
from itertools import islice

from ingest.dates import find_date
from ingest.page import Head

# A date or time and the words and signs that stand around it on a date line.
_DATE_WORDS = re.compile(
    r"\b(?:ngày|đăng|cập nhật|lúc|thứ|chủ nhật|hai|ba|tư|năm|sáu|bảy|tháng|giờ|phút|gmt|hôm nay|"
    r"xuất bản|lần cuối|viết|gửi|am|pm|sa|ch|vào|posted|on|updated|published|by|at|date|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|"
    r"(?:số )?(?:lượt|lần) (?:xem|đọc|truy cập)|đã (?:xem|đọc)|lần|lượt|đưa (?:lên|tin)|views?|"
    r"aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b",
    re.IGNORECASE,
)
_DATE_FIGURES = re.compile(r"\d{1,4}\s?[/.\-:h]\s?\d{1,2}|\d{1,2} tháng \d{1,2}|\b(?:19|20)\d\d\b")
_REST = re.compile(r"[\W\d_]+")
_MAX_DATE_LINE = 90
# Of the letters and figures of a date line, the share that must belong to the date.
DATE_LINE_SHARE = 0.6
_MAX_TITLE_PARTS = 16
# What portals put between an item's title and their own name.
_TITLE_PARTS = re.compile(r"\s+[|»›–—-]\s+|\s+::\s+")


@lru_cache(maxsize=8192)
def date_line_share(text: str) -> float:
    """Say what share (0 to 1) of a short text belongs to a date; 0.0 if it has none."""
    if len(text) > _MAX_DATE_LINE or not _DATE_FIGURES.search(text):
        return 0.0
    letters = sum(map(str.isalnum, text))
    rest = _REST.sub("", _DATE_WORDS.sub("", text))
    return 1.0 - len(rest) / max(1, letters)


@lru_cache(maxsize=8192)
def day_of_line(text: str) -> int:
    """Read the day (ordinal) of a line that is a date and little else; 0 if it is none."""
    if date_line_share(text) <= DATE_LINE_SHARE:
        return 0
    found = find_date(text, timezone=UTC)
    return found.at.toordinal() if found else 0


def head_titles(head: Head) -> frozenset[str]:
    """List what the head may call the page: its titles, whole and cut at each separator."""
    found = set()
    for title in (head.title, head.meta.get("og:title", ""), head.meta.get("twitter:title", "")):
        found.add(title)
        for match in islice(_TITLE_PARTS.finditer(title), _MAX_TITLE_PARTS):
            found.update((title[: match.start()].rstrip(), title[match.end() :].lstrip()))
    return frozenset(text for text in found if len(text) > 3)
