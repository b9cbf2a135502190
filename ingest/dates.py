"""Dates as portals print them: Vietnamese forms, machine forms, common ones of other languages.

Day comes before month unless told otherwise; a month over 12 is no date, never a swap. What the
source did not print is not invented: a date without an hour has the precision of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone

from ingest.date_words import (
    LABELS,
    LEADING_MONTH_PATTERN,
    MONTH_NAMES,
    MONTH_PATTERN,
    PUBLISHED,
    WEEKDAY_NAMES,
    WEEKDAY_PATTERN,
    ZONE_MINUTES,
)
from ingest.vocabulary import Precision

_FLAGS = re.IGNORECASE
_YEAR = r"(?:1[89]|2[01])\d\d"

# The date itself; hour, weekday and label beside it are read after one is found.
_DATE = re.compile(
    rf"(?<![\d/.,])(?:"
    rf"(?P<y_year>{_YEAR})(?P<y_sep>[/.-])(?P<y_month>\d{{1,2}})(?P=y_sep)(?P<y_day>\d{{1,2}})"
    r"|(?P<day>\d{1,2})(?P<sep>\s?[/.–-]\s?)(?P<month>\d{1,2})(?P=sep)"
    rf"(?P<year>{_YEAR}|\d\d(?![\d.,/:h]))"
    r"|(?P<v_day>\d{1,2})\s{1,2}thán[gh]\s{1,2}(?P<v_month>\d{1,2})"
    rf"\s?(?:,\s?|\s{{0,2}}năm\s{{1,2}}|/\s?|-\s?|\s)(?P<v_year>{_YEAR})"
    r"|(?P<n_day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s?[-/]?\s?(?:of\s|de\s|d['’])?"
    rf"(?P<n_month>{MONTH_PATTERN})\b[.,]?\s?[-/]?\s?(?:del?\s)?(?P<n_year>{_YEAR})"
    rf"|(?P<c_year>{_YEAR})\s?[年년]\s?(?P<c_month>\d{{1,2}})\s?[月월]\s?(?P<c_day>\d{{1,2}})\s?[日일]"
    r")(?![\d%]|[/.,]\d)"
    rf"|\b(?P<e_month>{LEADING_MONTH_PATTERN}|tháng\s\d{{1,2}})\.?\s"
    rf"(?P<e_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(?P<e_year>{_YEAR})(?!\d)",
    _FLAGS,
)
_MAY_HOLD_DATE = re.compile(r"\d{4}|\d\s?[/.–-]\s?\d{2}(?!\d)")

_CLOCK = (
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4])\s?(?:[:hg]\s?:?|giờ\s)\s?(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?(?!\d)(?:\s?(?:phút|['’′])(?!\w))?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\.?|SA|CH|sáng|chiều|tối)(?!\w))?"
)
_ZONE = (
    r"(?:\s?\(?(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}(?!\d)"
    rf"|(?:{'|'.join(ZONE_MINUTES)})(?!\w))\)?)?"
)
_TIME_AFTER = re.compile(
    r"(?:T|[\s,|•·(@–-]{0,4}(?:(?:vào\s)?lúc|at|um|à|hồi|klo|kl\.|alle|às|ore)?\s?:?\s{0,2})"
    + _CLOCK
    + _ZONE,
    _FLAGS,
)
_TIME_BEFORE = re.compile(_CLOCK + _ZONE + r"[\s,|•·)–-]{0,4}$", _FLAGS)
# A weekday may be glued to what stands before it: "… năm 2020Thứ Sáu, 13/01/2020".
_WORD_STARTS = r"(?:(?<!\w)|(?<=\d)|(?-i:(?<=[a-zà-ỹđ])(?=[A-Z])))"
_WEEKDAY_BEFORE = re.compile(
    rf"{_WORD_STARTS}(?P<name>{WEEKDAY_PATTERN})[\s.,|:(–-]{{0,4}}$", _FLAGS
)
_WEEKDAY_AFTER = re.compile(rf"[\s,(]{{1,3}}(?P<name>{WEEKDAY_PATTERN})(?!\w)", _FLAGS)
_DAY_WORD_BEFORE = re.compile(r"(?:\bngày|\bday|\ble|\bam|\bden|\bon)\s?:?\s{0,2}$", _FLAGS)
_LABEL_BEFORE = tuple(
    (name, re.compile(rf"{_WORD_STARTS}(?:{spelling})\s?[:|]?\s{{0,3}}[-–]?\s?$", _FLAGS))
    for name, spelling in LABELS
)
# How far before a date its hour, weekday and label may stand.
_REACH = 48
_SCHOOL_OR_NUMBER_AFTER = re.compile(r"\s?/\s?[A-ZĐ]|-[A-ZĐ]{2}")


class DateError(ValueError):
    """A text that holds no date, or more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text or an address."""

    at: datetime
    """Aware, in the time zone asked for; midnight if ``precision`` is a day or less."""
    precision: Precision
    raw: str
    """Exactly as written, from ``start`` to ``end``, with the hour and weekday beside it."""
    start: int
    end: int
    weekday_differs: bool = False
    """True if the text names a weekday that this date was not."""
    label: str = ""
    """What the text before it calls it: a name of `ingest.date_words.LABELS`, or ""."""
    zone: tzinfo | None = None
    """The zone that the text names; ``at`` is in the one asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAndMonth:
    """A day without its year ("Sáng 12.5"): no date by itself."""

    day: int
    month: int
    raw: str


def find_date(text: str, *, timezone: tzinfo, order: str = "dmy") -> FoundDate | None:
    """Find the first date of a text, or the one that the text calls the date of publication.

    ``order`` is ``dmy`` or ``mdy`` and rules dates of figures only.
    """
    first = None
    for found in iter_dates(text, timezone=timezone, order=order):
        if found.label == PUBLISHED:
            return found
        first = first or found
    return first


def parse_published_at(text: str, *, timezone: tzinfo, order: str = "dmy") -> FoundDate:
    """Read the date line of an item; a text that names the same date twice is fine.

    Raises DateError if there is no date, or more than one.
    """
    dates = list(iter_dates(text, timezone=timezone, order=order))
    if not dates:
        raise DateError(f"no date in {text!r}")
    if len({found.at.date() for found in dates}) > 1:
        raise DateError(f"more than one date in {text!r}")
    return min(dates, key=lambda found: found.precision is not Precision.MINUTE)


def iter_dates(text: str, *, timezone: tzinfo, order: str = "dmy") -> Iterator[FoundDate]:
    """Yield every whole date of a text, in order. Dates that no calendar has are passed over."""
    if not _MAY_HOLD_DATE.search(text):
        return
    for match in _DATE.finditer(text):
        day = _calendar_day(match, order=order)
        if day is None or _SCHOOL_OR_NUMBER_AFTER.match(text, match.end()):
            continue
        found = _with_surroundings(text, match, day, timezone=timezone)
        if match["year"] and len(match["year"]) == 2 and not _speaks_of_a_date(found, match, text):
            continue
        yield found


def _speaks_of_a_date(found: FoundDate, match: re.Match[str], text: str) -> bool:
    """Tell whether a date with a year of two figures is meant as one."""
    alone = match[0] == text.strip()
    return alone or bool(found.label) or (found.start, found.end) != match.span()


def _calendar_day(match: re.Match[str], *, order: str) -> tuple[int, int, int] | None:
    parts = match.groupdict()
    for prefix in ("", "v_", "y_", "n_", "e_", "c_"):
        if parts[prefix + "year"]:
            break
    year, month_raw, day_raw = (parts[prefix + key] for key in ("year", "month", "day"))
    if prefix == "" and order == "mdy":
        month_raw, day_raw = day_raw, month_raw
    month = _month(month_raw)
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    try:
        datetime(number, month, int(day_raw))  # noqa: DTZ001 - only asks the calendar
    except ValueError:
        return None
    return number, month, int(day_raw)


def _month(raw: str) -> int:
    if raw.isdecimal():
        return int(raw)
    name = " ".join(raw.casefold().split())
    if name in MONTH_NAMES:
        return MONTH_NAMES[name]
    return int(name.rpartition(" ")[2])


def _with_surroundings(
    text: str, match: re.Match[str], day: tuple[int, int, int], *, timezone: tzinfo
) -> FoundDate:
    start, end = match.span()
    weekday: int | None = None
    clock: re.Match[str] | None = _TIME_AFTER.match(text, end)
    if clock:
        end = clock.end()
    elif after := _WEEKDAY_AFTER.match(text, end):
        weekday, end = WEEKDAY_NAMES[_plain(after["name"])], after.end()
    before = text[max(0, start - _REACH) : start]
    for _ in range(4):
        if (hit := _DAY_WORD_BEFORE.search(before)) is None:
            if clock is None and (hit := _TIME_BEFORE.search(before)):
                clock = hit
            elif weekday is None and (hit := _WEEKDAY_BEFORE.search(before)):
                weekday = WEEKDAY_NAMES[_plain(hit["name"])]
        if hit is None:
            break
        start -= len(before) - hit.start()
        before = before[: hit.start()]
    at, precision = _moment(day, clock, timezone=timezone)
    label = next((name for name, pattern in _LABEL_BEFORE if pattern.search(before)), "")
    return FoundDate(
        at=at,
        precision=precision,
        raw=text[start:end],
        start=start,
        end=end,
        weekday_differs=weekday is not None and weekday != datetime(*day).weekday(),  # noqa: DTZ001
        label=label,
        zone=_named_zone(clock),
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _moment(
    day: tuple[int, int, int], clock: re.Match[str] | None, *, timezone: tzinfo
) -> tuple[datetime, Precision]:
    """Join day and hour. Midnight to the second means that the source had no hour."""
    if clock is None:
        return datetime(*day, tzinfo=timezone), Precision.DAY
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    half = (clock["half"] or "").casefold()
    if half.startswith(("p", "ch", "t")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "sa", "s")) and hour == 12:
        hour = 0
    if hour == 24:
        hour = 0
    zone = _zone(clock["zone"] or "") or timezone
    at = datetime(*day, hour, minute, second, tzinfo=zone)
    if not (hour or minute or second):
        return datetime(*day, tzinfo=timezone), Precision.DAY
    at = at.astimezone(timezone)
    if not (at.hour or at.minute or at.second):
        return at, Precision.DAY
    return at, Precision.MINUTE


def _named_zone(clock: re.Match[str] | None) -> tzinfo | None:
    """Read the zone beside an hour; midnight stands for a day, which has none."""
    if clock is None or not any(int(clock[part] or 0) for part in ("hour", "minute", "second")):
        return None
    return _zone(clock["zone"] or "")


def _zone(raw: str) -> tzinfo | None:
    name = raw.casefold().replace(" ", "")
    if not name:
        return None
    if name in ZONE_MINUTES:
        return fixed_zone(timedelta(minutes=ZONE_MINUTES[name]))
    sign = -1 if "-" in name else 1
    figures = re.sub(r"\D", "", name)
    hours, minutes = (figures[:-2], figures[-2:]) if len(figures) > 2 else (figures, "0")
    return fixed_zone(sign * timedelta(hours=min(int(hours), 14), minutes=int(minutes) % 60))


# --- a day without its year, a month ------------------------------------------------------------

_DAY_AND_MONTH = re.compile(
    r"(?:\bngày|\b(?:sáng|trưa|chiều|tối|đêm)(?:\snay)?(?:\sngày)?|\b(?:hôm\snay|qua))\s?,?\s?"
    r"\(?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?![\d%]|\s?[/.-]\s?\d)",
    _FLAGS,
)


def find_day_and_month(text: str) -> DayAndMonth | None:
    """Find a day of the year whose year is left to the reader: "Ngày 26-9", "Chiều 3/2"."""
    for match in _DAY_AND_MONTH.finditer(text):
        day, month = int(match["day"]), int(match["month"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return DayAndMonth(day=day, month=month, raw=match[0])
    return None


# --- addresses ----------------------------------------------------------------------------------

_ADDRESS_DAY = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?P<sep>[/-])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2}))?(?=[/?]|$)"
)
_ADDRESS_COMPACT = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>20[0-4]\d|199\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d))?\d{0,4}(?![0-9A-Za-z])"
)
_ADDRESS_MILLISECONDS = re.compile(r"(?:/|[?&]t=|^t=)(?P<moment>\d{13})(?=[/?&#]|$)")
_ADDRESS_SECONDS = re.compile(r"-(?P<moment>\d{10})(?=\.html?$|\.aspx$|/?$|\.html?\?)")
_FIRST_MOMENT, _LAST_MOMENT = 946_684_800, 2_147_483_647


def find_address_date(url: str, *, timezone: tzinfo) -> FoundDate | None:
    """Find the date that an address holds: a day or month as folders, Unix seconds at the end of
    the slug, Unix milliseconds as a folder or as ``t=`` (the last one counts), or YYYYMMDD.
    """
    moments = [
        (match, int(match["moment"]) / unit)
        for pattern, unit in ((_ADDRESS_MILLISECONDS, 1000), (_ADDRESS_SECONDS, 1))
        for match in pattern.finditer(url)
    ]
    for match, seconds in reversed(moments):
        if _FIRST_MOMENT <= seconds <= _LAST_MOMENT:
            at = datetime.fromtimestamp(int(seconds), tz=timezone)
            return _address_date(match, at, Precision.MINUTE)
    for pattern in (_ADDRESS_DAY, _ADDRESS_COMPACT):
        for match in pattern.finditer(url):
            parts = {
                key: int(value)
                for key, value in match.groupdict().items()
                if key != "sep" and value
            }
            precision = Precision.DAY if "day" in parts else Precision.MONTH
            try:
                at = datetime(**{"day": 1} | parts, tzinfo=timezone)
            except ValueError:
                continue
            return _address_date(match, at, Precision.MINUTE if "hour" in parts else precision)
    return None


def _address_date(match: re.Match[str], at: datetime, precision: Precision) -> FoundDate:
    return FoundDate(at=at, precision=precision, raw=match[0], start=match.start(), end=match.end())
