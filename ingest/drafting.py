"""One page to its drafts, and every other text of it to a removal that says why."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from ingest.charset import decode_body
from ingest.extract.article import Article, read_article
from ingest.extract.container import Container, find_container
from ingest.extract.doubts import check_claims, differences
from ingest.extract.kinds import is_menu_item, kind_of
from ingest.extract.listing import list_around, listing_reason
from ingest.extract.result import page_result
from ingest.extract.skips import asks_for_login, reason_of_page, says_there_is_none
from ingest.page import Page
from ingest.plain import draft_text
from ingest.platforms import Platform
from ingest.reading import Reading, read_page, serves
from ingest.rules import load_rules
from ingest.template.frame import Frame, frame_of
from ingest.types import Issue, PageResult, PortalProfile, RawPage, Removal, SiteTemplate, Skipped
from ingest.vocabulary import SkipReason

_LEAST_LINKS = 3
# What is left of the confidence where template and density disagree.
_DOUBT = 0.6


def draft_page(
    raw: RawPage,
    profile: PortalProfile,
    template: SiteTemplate | None = None,
    *,
    reading: Reading | None = None,
) -> PageResult:
    """Draft what a page holds. Never raises for what a page contains: it is skipped with a reason.

    Without a template the page is judged by itself: rules, platform and density. ``reading`` is
    what learning made of the page, where it was kept; it serves one call.
    """
    if _is_plain_text(raw):
        text = decode_body(raw.body).text
        return draft_text(text, url=raw.url, profile=profile, rules=load_rules())
    if reading is None or not serves(reading, profile, template):
        reading = read_page(raw, profile, template)
    if reading.page is None:
        return _skipped(raw, reading, reading.skipped)
    result = _result(raw, reading, reading.page, profile, template)
    reading.page.let_go()
    return result


def _result(
    raw: RawPage,
    reading: Reading,
    page: Page,
    profile: PortalProfile,
    template: SiteTemplate | None,
) -> PageResult:
    frame = frame_of(template, profile.verdicts)
    refused = check_claims(page, frame)
    container = find_container(page, frame)
    skipped = reason_of_page(page, container, reading.platform)
    if skipped is not None or container is None:
        return _skipped(raw, reading, skipped or _without_text(page))
    article = read_article(page, container, frame, profile, reading.platform)
    skipped = _reason_of_article(page, article, reading.platform, frame)
    if skipped is not None:
        return _skipped(raw, reading, skipped)
    result = page_result(
        raw,
        page,
        article,
        kind=kind_of(page, article, frame),
        platform=reading.platform.name,
        zone=ZoneInfo(profile.extract.timezone),
    )
    result = _with_doubts(result, tuple(differences(page, article, frame)))
    return replace(result, issues=(*reading.issues, *refused, *result.issues))


def _with_doubts(result: PageResult, doubts: tuple[Issue, ...]) -> PageResult:
    """Add issues that make the drafts themselves less certain."""
    if not doubts:
        return result
    drafts = tuple(
        replace(draft, confidence=round(_DOUBT * draft.confidence, 3)) for draft in result.drafts
    )
    return replace(result, drafts=drafts, issues=(*result.issues, *doubts))


def _is_plain_text(raw: RawPage) -> bool:
    """Tell a page that has lost its markup, as archives of bare text hold it, by its label."""
    return any(
        name.lower() == "content-type" and value.lower().startswith("text/plain")
        for name, value in raw.headers
    )


def _without_text(page: Page) -> Skipped:
    """Say what a page without running text is: links, or nothing much."""
    links = sum(piece.links > 0.5 for piece in page.pieces)
    if links >= _LEAST_LINKS:
        return Skipped(reason=SkipReason.LISTING, detail=f"{links} links, no running text")
    return Skipped(reason=SkipReason.EMPTY, detail="no running text")


def _reason_of_article(
    page: Page, article: Article, platform: Platform, frame: Frame
) -> Skipped | None:
    if article.document is not None:
        return None
    text = " ".join([article.lead, *(block.text for block in article.blocks)]).strip()
    if says_there_is_none(text) and not article.files:
        return Skipped(reason=SkipReason.SOFT_404, detail=text)
    if asks_for_login(page, article.title.text, text):
        return Skipped(reason=SkipReason.LOGIN, detail=article.title.text)
    skipped = None
    for container in _parts(page, article, frame):
        skipped = skipped or listing_reason(
            page,
            container,
            platform,
            apart=article.sorting.apart,
            title=article.title.text,
            is_empty=not article.lead and not any(made.text for made in article.blocks),
            is_menu=is_menu_item(article.title.text, frame),
        )
    if skipped is None and _leads_on(article):
        return Skipped(reason=SkipReason.LISTING)
    return skipped


def _parts(page: Page, article: Article, frame: Frame) -> list[Container]:
    """List where a page can show that it is a list: on one unlike others, around the text too."""
    container = article.container
    if frame.is_thin or container.source != "density":
        return [container]
    return [container, list_around(page, container)]


def _leads_on(article: Article) -> bool:
    """Tell a table of documents whose rows lead to pages of their own."""
    return bool(article.rows) and all(row.href and not row.files for row in article.rows)


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
