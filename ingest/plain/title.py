"""Which line of a page that is only text is its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from ingest.plain.lines import Line, Reading, date_of
from ingest.rules.lines import LONG_PARAGRAPH_CHARS, is_paragraph
from ingest.text import fold, tokens

NUMBERED = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[a-zđ])\s?[.)]\s|[-+•*–]\s")
NO_TITLE_START = re.compile(
    r"(?:căn cứ|kính (?:thưa|gửi)|nơi nhận|số:|theo|nguồn|ảnh)\b", re.IGNORECASE
)
_TITLE_CHARS = 300
# A run of so many short lines is a menu or a list of headlines.
_MENU_LINES = 4
# The first line of a page so far above the text is the portal's name.
_FAR_FROM_TEXT = 8
_BANNER = re.compile(
    r"(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|CỔNG|TRANG|WEBSITE|CHÍNH QUYỀN|CỘNG HÒA XÃ HỘI"
    r"|CỘNG HOÀ XÃ HỘI|ĐỘC LẬP)\b"
)
# What a date right below a line is worth: nearly always that line is the title.
_DATED = 3.0
_UNDER_TITLE = frozenset({"views", "date-line", "share-print", "text-size", "audio", "image-label"})


def find_title(reading: Reading, url: str) -> None:
    """Choose the line that reads like a title, best where a date, frame or breadcrumb is beside."""
    lines = reading.lines
    end = reading.core[0] if reading.core else len(lines)
    slug = set(tokens(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])))
    crumbs = _last_crumbs(lines)
    scored = [
        (
            _title_score(lines, index, end=end)
            + _echo(slug, lines[index].text)
            + _crumb_echo(crumbs, lines[index].text),
            -index,
        )
        for index in range(end + _opens_with_title(lines, end))
        if not lines[index].rule and not date_of(lines[index].text)
    ]
    best = max(scored, default=(0.0, 0))
    if best[0] <= 0:
        return
    reading.title = -best[1]
    title = lines[reading.title].text
    for line in lines[: reading.title]:
        if not (line.rule or date_of(line.text) or len(line.text) > LONG_PARAGRAPH_CHARS):
            line.rule = "before-title"
    for line in lines[reading.title + 1 : max(end, reading.title + 1)]:
        if line.text == title or line.rule == "repeated-line":
            line.rule = "repeated-title"


def _opens_with_title(lines: Sequence[Line], end: int) -> int:
    """Tell (1 or 0) whether the first paragraph may be a title that ends in a full stop."""
    if end >= len(lines):
        return 0
    text = lines[end].text
    following = next((line.text for line in lines[end + 1 :] if not line.rule), "")
    return int(len(text) <= 160 and ". " not in text and len(following) > 1.5 * len(text))


def _last_crumbs(lines: Sequence[Line]) -> dict[str, int]:
    """Fold what stands behind the last sign of each breadcrumb, with the number of its parts."""
    parts = [re.split(r"[>/»›|→]", line.text) for line in lines if line.rule == "breadcrumb"]
    return {fold(crumbs[-1].strip()): len(crumbs) for crumbs in parts if crumbs[-1].strip()}


def _crumb_echo(crumbs: dict[str, int], text: str) -> float:
    """Weigh a line that is a breadcrumb's last part: behind a section it is the title."""
    return 4.0 if crumbs.get(fold(text), 0) > 2 else 0.0


def _echo(slug: set[str], text: str) -> float:
    """Weigh how much of the address's last part the line spells out."""
    words = {word for word in slug if not word.isdecimal() and len(word) > 1}
    if len(words) < 3:
        return 0.0
    return 4.0 if len(words & set(tokens(text))) >= 0.7 * len(words) else 0.0


def _title_score(lines: Sequence[Line], index: int, *, end: int) -> float:
    text = lines[index].text
    words = len(text.split())
    if words < 3 or len(text) > _TITLE_CHARS or text.endswith((":", ";", ",")):
        return -9.0
    if NUMBERED.match(text) or NO_TITLE_START.match(text) or _is_banner(text):
        return -9.0
    beside = _beside(lines, index)
    score = 0.5 + beside - (0.4 if text.endswith((".", "!")) else 0.0)
    near = end - index <= _FAR_FROM_TEXT
    opens = near and all(line.rule or date_of(line.text) for line in lines[:index])
    if index >= end:
        return score - 1.0 + (1.5 if opens else 0.0)
    if all(line.rule or date_of(line.text) for line in lines[index + 1 : end]):
        score += 1.5
    score += 1.5 if opens else 0.0
    if beside < _DATED and _run_length(lines, index) >= _MENU_LINES:
        score -= 2.0
    score += 0.5 if text.isupper() else 0.0
    return score + (0.5 if words >= 6 else 0.0) - (0.5 if len(text) > 200 else 0.0)


def _is_banner(text: str) -> bool:
    """Tell the name of the portal or its office, in capitals or with a slogan glued to it."""
    match = _BANNER.match(text)
    return match is not None and text[: 3 * len(text) // 5].isupper()


def _beside(lines: Sequence[Line], index: int) -> float:
    """Weigh what stands above and below: frame or a date, the line again, the breadcrumb."""
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    score = 0.0
    if after and date_of(after.text):
        score += _DATED
    elif after and (after.rule in _UNDER_TITLE or after.text == lines[index].text):
        score += 2.0
    elif after and after.rule:
        score += 0.5
    if before and (before.rule or date_of(before.text)):
        score += 2.0 if before.rule in ("breadcrumb", "detail-label") else 0.5
    return score


def _run_length(lines: Sequence[Line], index: int) -> int:
    """Count the short lines without a break around a line."""

    def is_short(line: Line) -> bool:
        return not (line.rule or is_paragraph(line.text) or date_of(line.text))

    below = next((n for n, line in enumerate(lines[index:]) if not is_short(line)), 1)
    above = next((n for n, line in enumerate(reversed(lines[:index])) if not is_short(line)), index)
    return above + below
