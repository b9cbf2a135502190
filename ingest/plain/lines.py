"""The lines of a page that is only text: decoded, cut apart, judged by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ingest.dates import FoundDate, iter_dates
from ingest.legacy import decode_legacy
from ingest.rules import RuleSet
from ingest.text import clean_text
from ingest.types import Issue, PortalProfile
from ingest.vocabulary import IssueCode, VerdictChoice

# Where only the place of a date in its line matters.
ANY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_DATE_LINE_CHARS = 90
_VIEWS = re.compile(
    r"[-–|,]?\s*(?:số )?(?:lượt xem|lượt đọc|lần đọc|lần xem|đã xem|đã đọc)"
    r"\s?:?\s?[\d.,]+(?: lượt)?",
    re.IGNORECASE,
)
_BESIDE_DATE = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Line:
    """One line of the page on its way to a field, a block or a removal."""

    text: str
    rule: str = ""
    """Why it goes; "" while it stays."""


@dataclass(slots=True)
class Reading:
    lines: list[Line]
    core: range = range(0)
    """From the first to the last paragraph of the article."""
    end: int = 0
    """Index of the first line behind the core that closes the article; all lines, if none does."""
    issues: list[Issue] = field(default_factory=list)
    title: int = -1
    published: FoundDate | None = None
    updated: FoundDate | None = None
    byline: str = ""
    source_name: str = ""


def read(text: str, profile: PortalProfile) -> Reading:
    """Decode and clean the lines; a legacy encoding found in one is looked for in all."""
    raw = [line for line in text.splitlines() if line.strip()]
    decoded = [decode_legacy(line) for line in raw]
    hint = next((line.encoding for line in decoded if line.encoding), "")
    reading = Reading(lines=[])
    if hint:
        decoded = [decode_legacy(line, hint=hint) for line in raw]
        reading.issues.append(Issue(code=IssueCode.LEGACY_ENCODING, detail=hint))
        if any(line.letters_lost for line in decoded):
            reading.issues.append(Issue(code=IssueCode.LETTERS_LOST, detail=hint))
    cleaned = (clean_text(line.text) for line in decoded)
    reading.lines = [Line(line) for line in cleaned if line]
    return reading


def judge(reading: Reading, rules: RuleSet, profile: PortalProfile) -> None:
    """Let the rules speak, a portal's own rules last and strongest; cut glued lines apart."""
    parts = [part.strip() for line in reading.lines for part in _parts(line.text, rules)]
    verdicts = rules.match_lines(parts)
    reading.core = rules.core(parts)
    behind = range(reading.core[-1] + 1 if reading.core else len(parts), len(parts))
    reading.end = next((i for i in behind if rules.closes(verdicts[i] or "")), len(parts))
    reading.lines = [
        Line(part, rule=rule or "") for part, rule in zip(parts, verdicts, strict=True)
    ]
    for override in profile.rules:
        pattern = re.compile(override.pattern)
        for line in reading.lines:
            if pattern.fullmatch(line.text):
                line.rule = "" if override.action is VerdictChoice.KEEP else override.id
    previous = ""
    for line in reading.lines:
        if line.text == previous and not line.rule:
            line.rule = "repeated-line"
        previous = line.text


def _parts(line: str, rules: RuleSet) -> Iterator[str]:
    """Cut frame and date off what they are glued to; lines of nothing but frame stay whole."""
    head, *frame = rules.split(line)
    if date_of(line) or (rules.candidates(head) and not date_of(head)):
        yield line
        return
    cut = _trailing_date(head)
    if cut:
        yield head[:cut]
    yield head[cut:]
    if frame:
        yield "".join(frame)


def _trailing_date(text: str) -> int:
    """Tell where the date begins that touches the text before it and ends it; 0 if none does."""
    shown = text.rstrip(" )]")
    offset = max(0, len(shown) - _DATE_LINE_CHARS)
    for found in iter_dates(shown[offset:], timezone=ANY_ZONE):
        start = offset + found.start
        if offset + found.end != len(shown):
            continue
        while start and text[start - 1] in "([":
            start -= 1
        return start if start and not text[start - 1].isspace() else 0
    return 0


def date_of(text: str, timezone: ZoneInfo | None = None) -> FoundDate | None:
    """Read a line that is a date and little else."""
    if len(text) > _DATE_LINE_CHARS or not any(map(str.isdigit, text)):
        return None
    dates = list(iter_dates(text, timezone=timezone or ANY_ZONE))
    if len(dates) != 1:
        return None
    found = dates[0]
    words = _BESIDE_DATE.findall(beside_date(text, found))
    return found if len(words) <= (6 if found.label else 3) else None


def beside_date(text: str, found: FoundDate) -> str:
    """Give what a date line holds besides the date and how often the page was read."""
    return _VIEWS.sub("", f"{text[: found.start]} {text[found.end :]}").strip(" ()[]-–|,")
