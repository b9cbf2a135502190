"""One page to its drafts, and every other text of it to a removal that says why."""

from __future__ import annotations

from ingest.address import identities, normal_url
from ingest.extract.article import Article, read_article
from ingest.extract.blocks import finish_blocks
from ingest.extract.container import find_container
from ingest.extract.skips import reason_of_page
from ingest.legal import find_references
from ingest.page import Page
from ingest.reading import Reading, read_page
from ingest.template.frame import frame_of
from ingest.types import (
    Block,
    Draft,
    Evidence,
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
    article = read_article(reading.page, container, frame, profile, reading.platform)
    return _result(raw, reading, article)


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


# --- the result ---------------------------------------------------------------------------------


def _result(raw: RawPage, reading: Reading, article: Article) -> PageResult:
    page = reading.page
    if page is None:
        raise TypeError("a page that was not read has no draft")
    blocks = finish_blocks(article.blocks)
    draft = _draft(raw, reading, article, blocks=blocks, lead=article.lead)
    issues = [*reading.issues, *_issues(draft)]
    return PageResult(
        url=raw.url,
        drafts=(draft,),
        removals=_removals(page, article),
        issues=tuple(issues),
        platform=reading.platform.name,
    )


def _draft(
    raw: RawPage, reading: Reading, article: Article, *, blocks: tuple[Block, ...], lead: str
) -> Draft:
    name = reading.platform.name
    date = article.dates.published
    images = [block for block in blocks if block.kind is BlockKind.IMAGE and block.src]
    body = "\n".join([lead, *(block.text for block in blocks)])
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=_identities(raw.url, name),
        url=_own_url(raw.url, name),
        title=article.title.text,
        lead=lead,
        blocks=blocks,
        byline=article.signature.name,
        source_name=article.signature.source_name,
        published_at=date.at if date else None,
        published_precision=date.precision if date else None,
        published_raw=date.raw if date else "",
        updated_at=article.dates.updated,
        section=article.section,
        tags=article.tags,
        images=tuple(ImageRef(src=b.src, alt=b.alt, caption=b.caption) for b in images),
        files=article.files,
        legal_references=tuple(find_references(f"{article.title.text}\n{body}")),
        evidence=_evidence(article),
        confidence=_confidence(article, body),
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


def _evidence(article: Article) -> tuple[Evidence, ...]:
    said = [
        ("title", article.title.source),
        ("body", article.container.source),
        ("published_at", article.dates.source),
    ]
    return tuple(Evidence(field=field, source=source) for field, source in said if source)


def _confidence(article: Article, body: str) -> float:
    parts = [
        0.4 * min(1.0, article.container.share),
        0.3 if article.title.text else 0.0,
        0.2 if len(body) > _SHORT_BODY_CHARS else 0.0,
        0.1 if article.dates.published else 0.0,
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


def _removals(page: Page, article: Article) -> tuple[Removal, ...]:
    sorting = article.sorting
    kept = {*sorting.title, *sorting.lead, *sorting.kept}
    outside = f"outside:{article.container.source}"
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
