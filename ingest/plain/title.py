"""Which line of a page that is only text is its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from ingest.plain.lines import Line, Reading, date_of
from ingest.rules.lines import is_paragraph
from ingest.text import tokens

NUMBERED = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[a-zđ])\s?[.)]\s|[-+•*–]\s")
NO_TITLE_START = re.compile(
    r"(?:căn cứ|kính (?:thưa|gửi)|nơi nhận|số:|theo|nguồn|ảnh)\b", re.IGNORECASE
)
_TITLE_CHARS = 300
# A run of so many short lines is a menu or a list of headlines.
_MENU_LINES = 4


def find_title(reading: Reading, url: str) -> None:
    """Choose the line that reads like a title, best where frame or date stands beside it."""
    lines = reading.lines
    end = next((i for i in range(len(lines)) if _begins_article(lines, i)), len(lines))
    slug = set(tokens(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])))
    scored = [
        (_title_score(lines, index, end=end) + _echo(slug, lines[index].text), -index)
        for index in range(end)
        if not lines[index].rule and not date_of(lines[index].text)
    ]
    best = max(scored, default=(0.0, 0))
    if best[0] <= 0:
        return
    reading.title = -best[1]
    title = lines[reading.title].text
    for line in lines[: reading.title]:
        line.rule = line.rule or ("" if date_of(line.text) else "before-title")
    for line in lines[reading.title + 1 : end]:
        if line.text == title or line.rule == "repeated-line":
            line.rule = "repeated-title"


def _begins_article(lines: Sequence[Line], index: int) -> bool:
    """Tell the first paragraph, apart from a title that ends in a full stop: it is far shorter."""
    text = lines[index].text
    if lines[index].rule or not is_paragraph(text):
        return False
    following = next((line.text for line in lines[index + 1 :] if not line.rule), "")
    like_title = len(text) <= 160 and ". " not in text and len(following) > 1.5 * len(text)
    first = not any(_could_be_title(line) for line in lines[:index])
    return not (like_title and first)


def _could_be_title(line: Line) -> bool:
    return not line.rule and len(line.text.split()) >= 4 and not date_of(line.text)


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
    if NUMBERED.match(text) or NO_TITLE_START.match(text):
        return -9.0
    score = 0.5 + _beside(lines, index) - (0.4 if text.endswith((".", "!")) else 0.0)
    if all(line.rule or date_of(line.text) for line in lines[index + 1 : end]):
        score += 1.5
    if all(line.rule or date_of(line.text) for line in lines[:index]):
        score += 1.5
    if _run_length(lines, index) >= _MENU_LINES:
        score -= 2.0
    score += 0.5 if text.isupper() else 0.0
    return score + (0.5 if words >= 6 else 0.0) - (0.5 if len(text) > 200 else 0.0)


def _beside(lines: Sequence[Line], index: int) -> float:
    """Weigh what stands above and below: frame or a date, the line again, the breadcrumb."""
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    score = 0.0
    if after and (after.rule or after.text == lines[index].text or date_of(after.text)):
        score += 2.0
    if before and (before.rule or date_of(before.text)):
        score += 2.0 if before.rule in ("breadcrumb", "detail-label") else 0.5
    return score


def _run_length(lines: Sequence[Line], index: int) -> int:
    """Count the short lines without a break around a line."""

    def is_short(line: Line) -> bool:
        return not line.rule and len(line.text) <= 160 and not date_of(line.text)

    below = next((n for n, line in enumerate(lines[index:]) if not is_short(line)), 1)
    above = next((n for n, line in enumerate(reversed(lines[:index])) if not is_short(line)), index)
    return above + below
