"""Choose the date of publication: never the page's clock, ``None`` rather than a guess."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.date_words import PUBLISHED, UPDATED
from ingest.dates import FoundDate, find_address_date, find_date, iter_dates
from ingest.extract.container import Container
from ingest.extract.details import read_details
from ingest.extract.files import is_file_line
from ingest.extract.foreign_dates import find_foreign_date, is_foreign
from ingest.extract.region import opens_a_block
from ingest.extract.sorting import is_usual
from ingest.page import Context, Page, Piece
from ingest.template.frame import Frame
from ingest.template.signs import DATE_LINE_SHARE, date_line_share
from ingest.vocabulary import Precision, Role

_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "sailthru.date",
    "parsely-pub-date",
)
_META_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod")
_LINKED_DATE = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{8,40})"')
_CLOCK = re.compile(r"hôm nay|bây giờ|giờ hệ thống", re.IGNORECASE)
# Pieces before the title and behind the article in which a date line may stand.
_BEFORE, _BEHIND = 4, 6
_MAX_LINE = 120
_LABEL = re.compile(r"(?:ngày )?(?:đăng|cập nhật|xuất bản|viết)\b", re.IGNORECASE)
# So far into a line its date begins, if a label (with the hour behind it) is all before it.
_LABEL_CHARS = 24
_LIST_OF_DATES = 3
# Of a date line that stands away from title and body's end.
_PURE_SHARE = 0.9
# Of a line, that is link: it leads to another item.
_LINKED = 0.5


@dataclass(frozen=True, slots=True)
class Dates:
    """What was found, with who said it."""

    published: FoundDate | None = None
    source: str = ""
    updated: datetime | None = None
    indexes: tuple[int, ...] = ()
    """Pieces that are date lines."""
    signed: tuple[str, str] = ("", "")
    """Writer and source that stand on a date line."""
    conflict: str = ""
    """Two sources that name different days, as written; "" if they agree."""


def find_dates(
    page: Page,
    container: Container | None,
    frame: Frame,
    *,
    title: int,
    timezone: ZoneInfo,
    order: str,
) -> Dates:
    """Choose the dates of a page. ``title`` is the index of the title's piece, -1 if none."""
    lines = _date_lines(page, container, frame, title=title, timezone=timezone, order=order)
    if frame.is_thin and is_foreign(page):
        found, source, own = find_foreign_date(page, container, title=title, timezone=timezone)
        return Dates(found, source, indexes=own, signed=_signed(lines, container))
    head = _said_by_head(page, _META, "datePublished", timezone)
    updated = _said_by_head(page, _META_UPDATED, "dateModified", timezone)
    first = [(piece, date) for piece, date in lines if date.label != UPDATED]
    claimed = next((date for piece, date in first if _claims_date(piece)), None)
    machine = _machine_date(page, container, title=title, timezone=timezone)
    if machine and (claimed is None or claimed.at.date() == machine.at.date()):
        claimed = machine
    line = first[0][1] if first else None
    late = next(_updates(lines, timezone=timezone, order=order), None)
    address = find_address_date(page.url, timezone=timezone)
    said = _ranked(claimed=claimed, head=head, line=line, address=address, late=late)
    # "Cập nhật" is all that many portals print.
    source, found = said[0] if said else ("line" if late else "", late)
    return Dates(
        published=found,
        source=source,
        updated=updated.at if updated else (late.at if late and late != found else None),
        indexes=tuple(piece.index for piece, _ in lines),
        signed=_signed(lines, container),
        conflict=_conflict([date for _, date in said]),
    )


def _ranked(
    *,
    claimed: FoundDate | None,
    head: FoundDate | None,
    line: FoundDate | None,
    address: FoundDate | None,
    late: FoundDate | None,
) -> list[tuple[str, FoundDate]]:
    """Put in order what was said of the publication, the most certain first."""
    if address and address.precision is Precision.MONTH:
        # A folder of a month is right and says less than any day in it.
        months = [date.at.strftime("%Y%m") for date in (claimed, head, line, late) if date]
        if address.at.strftime("%Y%m") in months:
            address = None
    said = [("platform", claimed), ("head", head), ("line", line), ("address", address)]
    if address and late and not line and late.at.date() == address.at.date():
        said.insert(2, ("line", late))
    if address and line and address.at.date() != line.at.date():
        # An address is written once; a line may be a neighbour's or of the last change.
        said.sort(key=lambda item: item[0] == "line")
    return [(source, date) for source, date in said if date is not None]


def _updates(
    lines: list[tuple[Piece, FoundDate]], *, timezone: ZoneInfo, order: str
) -> Iterator[FoundDate]:
    """Yield the dates of a change; one line may hold both dates."""
    for piece, _ in lines:
        for date in iter_dates(piece.text, timezone=timezone, order=order):
            if date.label == UPDATED:
                yield date


def _machine_date(
    page: Page, container: Container | None, *, title: int, timezone: ZoneInfo
) -> FoundDate | None:
    """Read the date that the platform's element carries for machines, the nearest to the article.

    Several at one path are those of a list.
    """
    found: list[tuple[tuple[int, int], str, FoundDate]] = []
    for context in page.contexts:
        above = context.parent.claims if context.parent else ()
        ranks = [claim.rank for claim in context.claims[len(above) :] if claim.role == "date"]
        value = context.element.get("datetime") or context.element.get("content")
        if ranks and value and (date := find_date(value, timezone=timezone)):
            far = _distance(context, container, title=title)
            found.append(((min(ranks), far), context.path, date))
    per_path = Counter(path for _, path, _ in found)
    alone = [item for item in found if per_path[item[1]] < _LIST_OF_DATES]
    return min(alone, key=lambda item: item[0])[2] if alone else None


def _distance(context: Context, container: Container | None, *, title: int) -> int:
    """Count the pieces between an element and the title, or the end of the article."""
    ends = [title] if title >= 0 else []
    if container is not None:
        ends += [container.context.first, container.context.last]
    return min((abs(context.first - end) for end in ends), default=0)


def _signed(lines: list[tuple[Piece, FoundDate]], container: Container | None) -> tuple[str, str]:
    for piece, date in lines:
        outside = container is None or not container.context.holds(piece)
        details = read_details(piece.text, date, names_before=outside)
        if any(details):
            return details
    return "", ""


def _conflict(dates: list[FoundDate | None]) -> str:
    days = {date.at.date(): date.raw for date in dates if date is not None}
    return " / ".join(days.values()) if len(days) > 1 else ""


def _claims_date(piece: Piece) -> bool:
    return any(claim.role == "date" for claim in piece.context.claims)


def _date_lines(
    page: Page,
    container: Container | None,
    frame: Frame,
    *,
    title: int,
    timezone: ZoneInfo,
    order: str,
) -> list[tuple[Piece, FoundDate]]:
    """List the lines around the article that are a date, the nearest to the title first."""
    if container is None and title < 0:
        return []
    first = title if title >= 0 else container.context.first if container else 0
    found: list[tuple[Piece, FoundDate]] = []
    far: list[tuple[Piece, FoundDate]] = []
    # Under a frame heading stand comments and other items, with dates of their own.
    below = False
    for piece, is_near in _lines(page, container, frame, first=first):
        below = below or (piece.index > first and _closes(piece, container, frame))
        is_linked = piece.index > first and _is_of_a_link(page, piece, container)
        if is_linked or not _may_hold_date_line(piece) or piece.path in frame.clocks:
            continue
        date = find_date(piece.text, timezone=timezone, order=order)
        if date is None or date.precision not in (Precision.MINUTE, Precision.DAY):
            continue
        if not _is_date_line(piece, date):
            continue
        if _has_label(piece.text, date) or frame.role(piece.path) is Role.DATE:
            found.append((piece, date))
        elif below:
            continue
        elif is_near:
            found.append((piece, date))
        elif date_line_share(piece.text) > _PURE_SHARE or _is_signed(piece, date):
            far.append((piece, date))
    # Several dates at one path are those of a list.
    per_path = Counter(piece.path for piece, _ in found or far)
    found = [item for item in found or far if per_path[item[0].path] < _LIST_OF_DATES]
    found.sort(key=lambda item: (not item[1].label, abs(item[0].index - first)))
    return found


def _closes(piece: Piece, container: Container | None, frame: Frame) -> bool:
    """Tell a frame heading; one inside the article must stand on the other pages too."""
    if not opens_a_block(piece, frame):
        return False
    inside = container is not None and container.context.holds(piece)
    return not inside or (container is not None and is_usual(piece, frame, container.context))


def _lines(
    page: Page, container: Container | None, frame: Frame, *, first: int
) -> Iterator[tuple[Piece, bool]]:
    """Yield the pieces where a date line may stand; True for those beside title or body's end."""
    start = container.context.first if container else first
    end = container.context.last if container else first
    near = max(first, start) + _BEFORE
    for index in range(max(0, first - _BEFORE), min(len(page.pieces), end + _BEHIND)):
        if index >= end > first and opens_a_block(page.pieces[index], frame):
            return
        yield page.pieces[index], index < near or index >= end - _BEHIND


def _may_hold_date_line(piece: Piece) -> bool:
    text = piece.text
    context = piece.context
    if piece.kind != "text" or len(text) > _MAX_LINE or piece.links > 0.5:
        return False
    if context.item is not None and context.item.last - context.item.first > 1:
        return False
    if piece.context.hidden and not _claims_date(piece):
        return False
    return not _CLOCK.search(text) and context.region not in ("nav", "footer")


def _is_date_line(piece: Piece, date: FoundDate) -> bool:
    """Tell a line that is a date, with or without the writer beside it."""
    text = piece.text
    if date_line_share(text) > DATE_LINE_SHARE or _claims_date(piece) or _has_label(text, date):
        return True
    return _is_signed(piece, date)


def _is_signed(piece: Piece, date: FoundDate) -> bool:
    return any(read_details(piece.text, date, names_before=False))


def _is_of_a_link(page: Page, piece: Piece, container: Container | None) -> bool:
    """Tell a date behind the body that belongs to the link before it: a neighbour's."""
    if container is None or piece.index <= container.context.last:
        return False
    before = page.pieces[piece.index - 1]
    return piece.links > _LINKED or (before.links > _LINKED and not is_file_line(before))


def _has_label(text: str, date: FoundDate) -> bool:
    """Tell a line that begins with what portals call its date."""
    if _LABEL.match(text):
        return True
    return date.label in (PUBLISHED, UPDATED) and date.start <= _LABEL_CHARS


def _said_by_head(
    page: Page, names: tuple[str, ...], linked: str, timezone: ZoneInfo
) -> FoundDate | None:
    for name in names:
        if (value := page.head.meta.get(name)) and (date := find_date(value, timezone=timezone)):
            return date
    for body in page.head.linked_data:
        for key, value in _LINKED_DATE.findall(body):
            if key == linked and (date := find_date(_unescaped(value), timezone=timezone)):
                return date
    return None


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value
