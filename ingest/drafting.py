"""One page to its drafts, and every other text of it to a removal that says why."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ingest.address import identities, normal_url
from ingest.extract.blocks import Made, finish_blocks, make_blocks
from ingest.extract.bylines import Signature, find_signature, find_signature_beside
from ingest.extract.container import Container, find_container, reads_like_a_sentence
from ingest.extract.dates import Dates, find_dates
from ingest.extract.files import find_files, is_file_line
from ingest.extract.leads import split_lead
from ingest.extract.national import national_rules
from ingest.extract.region import file_lines_beside, lines_beside
from ingest.extract.sections import find_section, find_tags
from ingest.extract.skips import reason_of_page
from ingest.extract.sorting import Sorting, certain_rule, sort_body
from ingest.extract.titles import Title, find_title
from ingest.legal import find_references
from ingest.page import Page, Piece
from ingest.platforms import Platform
from ingest.reading import Reading, read_page
from ingest.template.frame import Frame, frame_of
from ingest.types import (
    Block,
    Draft,
    Evidence,
    FileRef,
    ImageRef,
    Issue,
    PageResult,
    PortalProfile,
    RawPage,
    Removal,
    SiteTemplate,
    Skipped,
)
from ingest.vocabulary import BlockKind, DraftKind, IssueCode, SkipReason

_SHORT_BODY_CHARS = 80
# Pieces of a wide container among which a breadcrumb may stand.
_HEAD_PIECES = 4


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was read off a page, before it becomes a draft."""

    title: Title
    container: Container
    sorting: Sorting
    dates: Dates
    signature: Signature
    blocks: list[Made]
    lead: str
    section: tuple[str, ...]
    tags: tuple[str, ...]
    files: tuple[FileRef, ...]


def draft_page(
    raw: RawPage, profile: PortalProfile, template: SiteTemplate | None = None
) -> PageResult:
    """Draft what a page holds. Never raises for what a page contains: it is skipped with a reason.

    Without a template the page is judged by itself: rules, platform and density.
    """
    reading = read_page(raw, profile, template)
    if reading.page is None:
        return PageResult(
            url=raw.url,
            skipped=reading.skipped,
            issues=reading.issues,
            platform=reading.platform.name,
        )
    frame = frame_of(template, profile.verdicts)
    container = find_container(reading.page, frame)
    skipped = reason_of_page(reading.page, container, reading.platform)
    if skipped is None and container is None:
        skipped = Skipped(reason=SkipReason.LISTING)
    if skipped is not None or container is None:
        return _skipped(raw, reading, skipped)
    found = _find(reading.page, container, frame, profile, reading.platform)
    return _result(raw, reading, profile, found)


def _skipped(raw: RawPage, reading: Reading, skipped: Skipped | None) -> PageResult:
    page = reading.page
    pieces = page.pieces if page else []
    rule = f"skipped:{skipped.reason}" if skipped else "skipped"
    return PageResult(
        url=raw.url,
        skipped=skipped,
        removals=tuple(
            Removal(rule=rule, text=piece.text, position=piece.index)
            for piece in pieces
            if piece.kind == "text"
        ),
        issues=reading.issues,
        platform=reading.platform.name,
    )


def _find(
    page: Page, container: Container, frame: Frame, profile: PortalProfile, platform: Platform
) -> _Found:
    national = national_rules(page, container)
    title = find_title(page, container, frame)
    at = title.indexes[0] if title.indexes else -1
    zone = ZoneInfo(profile.extract.timezone)
    order = profile.extract.date_format or platform.date_order
    dates = find_dates(page, container, frame, title=at, timezone=zone, order=order)
    before = max(at, container.context.first + _HEAD_PIECES)
    section, crumbs = find_section(page, before=before, title=title.text)
    tags, tag_lines = find_tags(
        page, first=container.context.first, last=min(len(page.pieces), container.context.last + 8)
    )
    taken = dict.fromkeys(title.indexes, "")
    taken |= dict.fromkeys(dates.indexes, "field:date")
    taken |= dict.fromkeys(crumbs, "field:section")
    taken |= dict.fromkeys(tag_lines, "field:tags")
    sorting = sort_body(page, container, frame, national=national, taken=set(taken))
    sorting.title = list(title.indexes)
    for index, rule in taken.items():
        if rule:
            sorting.remove(index, rule)
    _sweep(page, container, frame, sorting, national, after=at)
    attached = file_lines_beside(page, container, frame, title=at)
    files = _take_files(page, sorting, attached)
    beside = lines_beside(page, container, frame, national, title=at)
    blocks, signature = _take_signature(page, sorting, beside)
    lead, blocks = split_lead(page, sorting.lead, blocks)
    return _Found(
        title=title,
        container=container,
        sorting=sorting,
        dates=dates,
        signature=signature,
        blocks=blocks,
        lead=lead,
        section=section,
        tags=tags,
        files=files,
    )


def _sweep(
    page: Page,
    container: Container,
    frame: Frame,
    sorting: Sorting,
    national: list[str],
    *,
    after: int,
) -> None:
    """Keep running text that stands outside the container but between title and article."""
    if after < 0:
        return
    first = container.context.first
    taken = {*sorting.title, *sorting.removed}
    for piece in page.pieces[after + 1 : first]:
        if piece.index in taken or piece.kind != "text":
            continue
        if certain_rule(piece, frame) or national[piece.index] or frame.is_frame_text(piece):
            continue
        if reads_like_a_sentence(piece.text) and piece.links < 0.3:
            sorting.lead.append(piece.index)


def _take_files(page: Page, sorting: Sorting, beside: list[Piece]) -> tuple[FileRef, ...]:
    lines = [page.pieces[index] for index in sorting.kept]
    own = [piece for piece in lines if piece.kind == "text" and is_file_line(piece)]
    for piece in own:
        sorting.kept.remove(piece.index)
    for piece in (*own, *beside):
        sorting.removed[piece.index] = "field:files"
    found = {piece.index: piece for piece in (*lines, *beside)}
    return find_files(page, [found[index] for index in sorted(found)])


def _take_signature(
    page: Page, sorting: Sorting, beside: list[Piece]
) -> tuple[list[Made], Signature]:
    blocks = make_blocks(page, sorting.kept)
    signature = find_signature(blocks)
    if not signature.name:
        signature = signature.joined(find_signature_beside(beside))
    signed = set(signature.indexes)
    for index in signature.indexes:
        if index in sorting.kept:
            sorting.kept.remove(index)
        sorting.removed[index] = "field:byline"
    return [made for made in blocks if made.pieces[0].index not in signed], signature


# --- the result ---------------------------------------------------------------------------------


def _result(raw: RawPage, reading: Reading, profile: PortalProfile, found: _Found) -> PageResult:
    page = reading.page
    if page is None:
        raise TypeError("a page that was not read has no draft")
    blocks = finish_blocks(found.blocks)
    draft = _draft(raw, reading, found, blocks=blocks, lead=found.lead)
    issues = [*reading.issues, *_issues(draft)]
    return PageResult(
        url=raw.url,
        drafts=(draft,),
        removals=_removals(page, found),
        issues=tuple(issues),
        platform=reading.platform.name,
    )


def _draft(
    raw: RawPage, reading: Reading, found: _Found, *, blocks: tuple[Block, ...], lead: str
) -> Draft:
    name = reading.platform.name
    date = found.dates.published
    images = [block for block in blocks if block.kind is BlockKind.IMAGE and block.src]
    body = "\n".join([lead, *(block.text for block in blocks)])
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=_identities(raw.url, name),
        url=_own_url(raw.url, name),
        title=found.title.text,
        lead=lead,
        blocks=blocks,
        byline=found.signature.name,
        source_name=found.signature.source_name,
        published_at=date.at if date else None,
        published_precision=date.precision if date else None,
        published_raw=date.raw if date else "",
        updated_at=found.dates.updated,
        section=found.section,
        tags=found.tags,
        images=tuple(ImageRef(src=b.src, alt=b.alt, caption=b.caption) for b in images),
        files=found.files,
        legal_references=tuple(find_references(f"{found.title.text}\n{body}")),
        evidence=_evidence(found),
        confidence=_confidence(found, body),
    )


def _identities(url: str, platform: str) -> tuple[str, ...]:
    try:
        return identities(url, platform=platform)
    except ValueError:
        return (f"url:{url}",)


def _own_url(url: str, platform: str) -> str:
    try:
        return normal_url(url, platform=platform)
    except ValueError:
        return url


def _evidence(found: _Found) -> tuple[Evidence, ...]:
    said = [
        ("title", found.title.source),
        ("body", found.container.source),
        ("published_at", found.dates.source),
    ]
    return tuple(Evidence(field=field, source=source) for field, source in said if source)


def _confidence(found: _Found, body: str) -> float:
    parts = [
        0.4 * min(1.0, found.container.share),
        0.3 if found.title.text else 0.0,
        0.2 if len(body) > _SHORT_BODY_CHARS else 0.0,
        0.1 if found.dates.published else 0.0,
    ]
    return round(sum(parts), 3)


def _issues(draft: Draft) -> list[Issue]:
    found = []
    if not draft.title:
        found.append(Issue(code=IssueCode.NO_TITLE))
    if draft.published_at is None:
        found.append(Issue(code=IssueCode.NO_DATE))
    size = sum(len(block.text) + len(block.caption) for block in draft.blocks) + len(draft.lead)
    if size < _SHORT_BODY_CHARS:
        found.append(Issue(code=IssueCode.SHORT_BODY, detail=str(size)))
    return found


def _removals(page: Page, found: _Found) -> tuple[Removal, ...]:
    sorting = found.sorting
    kept = {*sorting.title, *sorting.lead, *sorting.kept}
    outside = f"outside:{found.container.source}"
    removals = [
        Removal(
            rule=sorting.removed.get(piece.index, outside), text=piece.text, position=piece.index
        )
        for piece in page.pieces
        if piece.kind == "text" and piece.index not in kept
    ]
    title = page.head.title
    if title:
        removals.append(Removal(rule="head:title", text=title))
    return tuple(removals)
