"""Pages that have lost their markup and are only lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ingest.address import identities, normal_url
from ingest.block_id import BlockIds
from ingest.byline import find_byline, split_lead_tag
from ingest.dates import FoundDate, find_address_date, iter_dates
from ingest.legacy import decode_legacy
from ingest.legal import find_references
from ingest.rules import RuleSet
from ingest.rules.lines import is_paragraph
from ingest.text import clean_text, fold
from ingest.types import (
    Block,
    Draft,
    Evidence,
    Issue,
    PageResult,
    PortalProfile,
    Removal,
    Skipped,
)
from ingest.vocabulary import (
    BlockKind,
    DraftKind,
    IssueCode,
    Precision,
    SkipReason,
    VerdictChoice,
)

_PLATFORM = "text"


@dataclass(slots=True)
class _Line:
    """One line of the page on its way to a field, a block or a removal."""

    text: str
    rule: str = ""
    """Why it goes; "" while it stays."""
    date: FoundDate | None = None


@dataclass(slots=True)
class _Reading:
    lines: list[_Line]
    issues: list[Issue] = field(default_factory=list)
    title: int = -1
    published: FoundDate | None = None
    updated: FoundDate | None = None
    byline: str = ""
    source_name: str = ""


def draft_text(text: str, *, url: str, profile: PortalProfile, rules: RuleSet) -> PageResult:
    """Draft a page of which only the text is left: one line, one block.

    Every line of frame becomes a removal with its rule. A date counts only where a portal prints
    one (below the title, or with a label), never out of the running text. A line that stands for
    a picture ("Upload") leaves a picture block without address, and an issue.
    """
    reading = _read(text, profile)
    if not reading.lines:
        return PageResult(url=url, skipped=Skipped(reason=SkipReason.EMPTY), platform=_PLATFORM)
    _judge(reading, rules, profile)
    _find_title(reading)
    _find_dates(reading, url, ZoneInfo(profile.extract.timezone))
    _find_byline(reading, rules)
    if _is_teaser(reading, url):
        return PageResult(
            url=url,
            skipped=Skipped(reason=SkipReason.HOME, detail="one paragraph without a title"),
            removals=_removals(reading, rest="skipped:home"),
            platform=_PLATFORM,
        )
    draft = _draft(reading, url, rules)
    return PageResult(
        url=url,
        drafts=(draft,),
        removals=_removals(reading),
        issues=(*reading.issues, *_issues(draft)),
        platform=_PLATFORM,
    )


def _read(text: str, profile: PortalProfile) -> _Reading:
    """Decode and clean the lines; a legacy encoding found in one is looked for in all."""
    raw = [line for line in text.splitlines() if line.strip()]
    decoded = [decode_legacy(line) for line in raw]
    hint = next((line.encoding for line in decoded if line.encoding), "")
    reading = _Reading(lines=[])
    if hint:
        decoded = [decode_legacy(line, hint=hint) for line in raw]
        reading.issues.append(Issue(code=IssueCode.LEGACY_ENCODING, detail=hint))
        if any(line.letters_lost for line in decoded):
            reading.issues.append(Issue(code=IssueCode.LETTERS_LOST, detail=hint))
    cleaned = (clean_text(line.text) for line in decoded)
    reading.lines = [_Line(line) for line in cleaned if line]
    return reading


def _judge(reading: _Reading, rules: RuleSet, profile: PortalProfile) -> None:
    """Let the rules speak, a portal's own rules last and strongest; cut glued lines apart."""
    parts = [part.strip() for line in reading.lines for part in _parts(line.text, rules)]
    verdicts = rules.match_lines(parts)
    reading.lines = [
        _Line(part, rule=rule or "") for part, rule in zip(parts, verdicts, strict=True)
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


def _parts(line: str, rules: RuleSet) -> tuple[str, ...]:
    """Cut frame off that is glued to content; lines of nothing but frame stay whole."""
    parts = rules.split(line)
    return (line,) if all(rules.candidates(part) for part in parts) else parts


# --- title --------------------------------------------------------------------------------------

_NUMBERED = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[a-zđ])\s?[.)]\s|[-+•*–]\s")
_NO_TITLE_START = re.compile(
    r"(?:căn cứ|kính (?:thưa|gửi)|nơi nhận|số:|theo|nguồn|ảnh)\b", re.IGNORECASE
)
_TITLE_CHARS = 300


def _find_title(reading: _Reading) -> None:
    """Choose the line that reads like a title, best where frame or date stands beside it."""
    lines = reading.lines
    end = next(
        (i for i, line in enumerate(lines) if not line.rule and is_paragraph(line.text)
         and not _looks_like_title(lines, i)),
        len(lines),
    )  # fmt: skip
    scored = [
        (_title_score(lines, index, first=all(line.rule for line in lines[:index])), -index)
        for index in range(end)
        if not lines[index].rule and not _date_of(lines[index].text)
    ]
    best = max(scored, default=(0.0, 0))
    if best[0] <= 0:
        return
    reading.title = -best[1]
    title = lines[reading.title].text
    for line in lines[: reading.title]:
        line.rule = line.rule or ("" if _date_of(line.text) else "before-title")
    for line in lines[reading.title + 1 : end]:
        if line.text == title or line.rule == "repeated-line":
            line.rule = "repeated-title"


def _looks_like_title(lines: Sequence[_Line], index: int) -> bool:
    """Tell a first line that ends in a full stop from the first paragraph: it is shorter by far."""
    text = lines[index].text
    following = next((line.text for line in lines[index + 1 :] if not line.rule), "")
    return len(text) <= 160 and text.count(". ") == 0 and len(following) > 1.5 * len(text)


def _title_score(lines: Sequence[_Line], index: int, *, first: bool) -> float:
    text = lines[index].text
    words = text.split()
    if len(words) < 3 or len(text) > _TITLE_CHARS or text.endswith((":", ";", ",")):
        return -1.0
    if _NUMBERED.match(text) or _NO_TITLE_START.match(text):
        return -1.0
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    score = 0.5 + (1.5 if first else 0.0) - (0.4 if text.endswith((".", "!")) else 0.0)
    if after and (after.rule or after.text == text or _date_of(after.text)):
        score += 2.0
    if before and (before.rule or _date_of(before.text)):
        score += 1.0
    return score + (0.5 if text.isupper() else 0.0) - (0.5 if len(text) > 200 else 0.0)


# --- dates --------------------------------------------------------------------------------------

_DATE_LINE_CHARS = 90
_BESIDE_DATE = re.compile(r"[^\W\d_]+")


def _date_of(text: str, timezone: ZoneInfo | None = None) -> FoundDate | None:
    """Read a line that is a date and little else."""
    if len(text) > _DATE_LINE_CHARS or not any(map(str.isdigit, text)):
        return None
    dates = list(iter_dates(text, timezone=timezone or ZoneInfo("Asia/Ho_Chi_Minh")))
    if len(dates) != 1:
        return None
    found = dates[0]
    beside = text[: found.start] + " " + text[found.end :]
    words = _BESIDE_DATE.findall(beside)
    return found if len(words) <= (6 if found.label else 3) else None


def _find_dates(reading: _Reading, url: str, timezone: ZoneInfo) -> None:
    """Take the labelled date, or the bare one under the title; above it, it is the page's clock."""
    lines = reading.lines
    bare: FoundDate | None = None
    for index, line in enumerate(lines):
        if line.rule not in ("", "date-line", "clock", "related-heading"):
            continue
        found = _date_of(line.text, timezone)
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


def _date_rule(line: _Line, found: FoundDate, *, is_bare: bool) -> str:
    if line.rule == "clock" or not (found.label or is_bare):
        return "clock"
    return "field:date"


def _is_beside_title(lines: Sequence[_Line], index: int, title: int) -> bool:
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


# --- byline -------------------------------------------------------------------------------------


def _find_byline(reading: _Reading, rules: RuleSet) -> None:
    kept = [
        line
        for line in reading.lines[reading.title + 1 :]
        if not line.rule or line.rule == "image-placeholder"
    ]
    texts = [line for line in kept if not line.rule]
    found = find_byline([line.text for line in texts])
    if found is None:
        return
    reading.byline, reading.source_name = found.name, found.source_name
    for index in found.line_indexes:
        texts[index].rule = "field:byline"


# --- the draft ----------------------------------------------------------------------------------

_HEADING = re.compile(r"(?:[IVX]{1,5}|[A-Z])\s?[.)]\s\S.{0,140}")
_LEAD_CHARS = 700


def _is_teaser(reading: _Reading, url: str) -> bool:
    kept = [line for line in reading.lines if not line.rule]
    alone = reading.title < 0 and reading.published is None and len(kept) <= 1
    return alone and urlsplit(url).path in ("", "/")


def _draft(reading: _Reading, url: str, rules: RuleSet) -> Draft:
    lines = reading.lines
    body = lines[reading.title + 1 :]
    lead = _lead(body)
    if lead:
        tag, _ = split_lead_tag(lead)
        reading.source_name = reading.source_name or tag
    blocks = _blocks(body, rules, skip_lead=bool(lead))
    title = lines[reading.title].text if reading.title >= 0 else ""
    whole = "\n".join([title, lead, *(block.text for block in blocks)])
    published = reading.published
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=_identities(url),
        url=_own_url(url),
        title=title,
        lead=lead,
        blocks=blocks,
        byline=reading.byline,
        source_name=reading.source_name,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_raw=published.raw if published else "",
        updated_at=reading.updated.at if reading.updated else None,
        legal_references=find_references(whole),
        evidence=tuple(
            Evidence(field=name, source="text")
            for name, value in (("title", title), ("lead", lead), ("byline", reading.byline))
            if value
        ),
        confidence=0.7 if title and len(whole) > 400 else 0.4,
    )


def _lead(body: Sequence[_Line]) -> str:
    """Take the first paragraph as the lead, if more follow and it opens the article."""
    kept = [line.text for line in body if not line.rule]
    if len(kept) < 2 or not is_paragraph(kept[0]) or len(kept[0]) > _LEAD_CHARS:
        return ""
    if _NUMBERED.match(kept[0]) or _NO_TITLE_START.match(kept[0]) or kept[0].endswith((":", ";")):
        return ""
    return kept[0]


def _blocks(body: Sequence[_Line], rules: RuleSet, *, skip_lead: bool) -> tuple[Block, ...]:
    ids = BlockIds()
    blocks: list[Block] = []
    last = max((i for i, line in enumerate(body) if not line.rule), default=-1)
    places = {rule.id for rule in rules.rules if rule.image_place}
    for line in body[: last + 1]:
        if line.rule in places:
            blocks.append(Block(id=ids.next(BlockKind.IMAGE, ""), kind=BlockKind.IMAGE))
        elif not line.rule and skip_lead:
            skip_lead = False
        elif not line.rule:
            heading = _HEADING.fullmatch(line.text) and not line.text.endswith((".", ";"))
            kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
            blocks.append(
                Block(
                    id=ids.next(kind, fold(line.text)),
                    kind=kind,
                    text=line.text,
                    level=2 if heading else 0,
                )
            )
    return tuple(blocks)


def _removals(reading: _Reading, rest: str = "") -> tuple[Removal, ...]:
    return tuple(
        Removal(rule=line.rule or rest, text=line.text, position=index)
        for index, line in enumerate(reading.lines)
        if line.rule or rest
    )


def _issues(draft: Draft) -> tuple[Issue, ...]:
    places = sum(block.kind is BlockKind.IMAGE and not block.src for block in draft.blocks)
    found = [
        Issue(code=IssueCode.IMAGE_PLACE_WITHOUT_SOURCE, detail=str(n + 1)) for n in range(places)
    ]
    if not draft.title:
        found.append(Issue(code=IssueCode.NO_TITLE))
    if draft.published_at is None:
        found.append(Issue(code=IssueCode.NO_DATE))
    if sum(len(block.text) for block in draft.blocks) + len(draft.lead) < 80:
        found.append(Issue(code=IssueCode.SHORT_BODY))
    return tuple(found)


def _identities(url: str) -> tuple[str, ...]:
    try:
        return identities(url)
    except ValueError:
        return (f"url:{url}",)


def _own_url(url: str) -> str:
    try:
        return normal_url(url)
    except ValueError:
        return url
