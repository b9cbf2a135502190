"""Pages that have lost their markup and are only lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ingest.address import identities, normal_url
from ingest.block_id import BlockIds
from ingest.byline import find_byline, parse_name, split_lead_tag
from ingest.legal import find_references
from ingest.plain.dates import find_dates
from ingest.plain.lines import Line, Reading, beside_date, date_of, judge, read
from ingest.plain.title import NO_TITLE_START, NUMBERED, find_title
from ingest.rules import RuleSet
from ingest.rules.lines import is_paragraph
from ingest.text import fold
from ingest.types import Block, Draft, Evidence, Issue, PageResult, PortalProfile, Removal, Skipped
from ingest.vocabulary import BlockKind, DraftKind, IssueCode, SkipReason

__all__ = ["draft_text"]

_PLATFORM = "text"


def draft_text(text: str, *, url: str, profile: PortalProfile, rules: RuleSet) -> PageResult:
    """Draft a page of which only the text is left: one line, one block.

    Every line of frame becomes a removal with its rule. A date counts only where a portal prints
    one (below the title, or with a label), never out of the running text. A line that stands for
    a picture ("Upload") leaves a picture block without address, and an issue.
    """
    reading = read(text, profile)
    if not reading.lines:
        return PageResult(url=url, skipped=Skipped(reason=SkipReason.EMPTY), platform=_PLATFORM)
    judge(reading, rules, profile)
    find_title(reading, url)
    find_dates(reading, url, ZoneInfo(profile.extract.timezone))
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


def _find_byline(reading: Reading, rules: RuleSet) -> None:
    """Look for the signature between the title and the frame that closes the article."""
    first = reading.title + 1
    texts = [line for line in reading.lines[first : max(first, reading.end)] if not line.rule]
    found = find_byline([line.text for line in texts])
    if found is None:
        reading.byline = _name_beside_date(reading)
        return
    reading.byline, reading.source_name = found.name, found.source_name
    for place in found.line_indexes:
        texts[place].rule = "field:byline"


def _name_beside_date(reading: Reading) -> str:
    """Read the name in a line such as "Đăng lúc: 19/02/2016 09:27 Quang Chiến Số lần đọc: 2"."""
    for line in reading.lines:
        found = date_of(line.text) if line.rule == "field:date" else None
        beside = _DATE_LABEL.sub("", beside_date(line.text, found)).strip() if found else ""
        if name := parse_name(beside):
            return name
    return ""


# --- the draft ----------------------------------------------------------------------------------

_DATE_LABEL = re.compile(
    r"(?:đăng (?:lúc|ngày|bởi)|ngày đăng|cập nhật(?: lúc)?|người đăng)\s*:?", re.IGNORECASE
)
_HEADING = re.compile(r"(?:[IVX]{1,5}|[A-Z])\s?[.)]\s\S.{0,140}")
_LEAD_CHARS = 700


def _is_teaser(reading: Reading, url: str) -> bool:
    kept = [line for line in reading.lines if not line.rule]
    alone = reading.title < 0 and reading.published is None and len(kept) <= 1
    return alone and urlsplit(url).path in ("", "/")


def _draft(reading: Reading, url: str, rules: RuleSet) -> Draft:
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


def _lead(body: Sequence[Line]) -> str:
    """Take the first paragraph as the lead, if more follow and it opens the article."""
    kept = [line.text for line in body if not line.rule]
    if len(kept) < 2 or not is_paragraph(kept[0]) or len(kept[0]) > _LEAD_CHARS:
        return ""
    if NUMBERED.match(kept[0]) or NO_TITLE_START.match(kept[0]) or kept[0].endswith((":", ";")):
        return ""
    return kept[0]


def _blocks(body: Sequence[Line], rules: RuleSet, *, skip_lead: bool) -> tuple[Block, ...]:
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


def _removals(reading: Reading, rest: str = "") -> tuple[Removal, ...]:
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
