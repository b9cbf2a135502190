"""From what was read off a page to its drafts, removals and issues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from ingest.address import identities, normal_url
from ingest.extract.article import Article
from ingest.extract.blocks import finish_blocks
from ingest.extract.documents import FoundDocument
from ingest.legal import find_references
from ingest.page import Page
from ingest.types import (
    Block,
    DocumentFields,
    Draft,
    Evidence,
    ImageRef,
    Issue,
    LegalReference,
    PageResult,
    RawPage,
    Removal,
)
from ingest.vocabulary import BlockKind, DraftKind, IssueCode, Precision

_SHORT_BODY_CHARS = 80
# A removal of so many words is worth a look: frame comes in short lines.
_LONG_REMOVAL_WORDS = 40


def page_result(
    raw: RawPage, page: Page, article: Article, *, kind: DraftKind, platform: str, zone: ZoneInfo
) -> PageResult:
    """Build the result of a page that holds an article or document, or a table of documents."""
    if article.rows:
        drafts = [_row_draft(row, raw.url, article, platform, zone) for row in article.rows]
        article.sorting.kept, article.sorting.lead = [], []
    else:
        drafts = [_draft(raw, page, article, kind=kind, platform=platform, zone=zone)]
    return PageResult(
        url=raw.url,
        drafts=tuple(drafts),
        removals=_removals(page, article),
        issues=tuple(_issues(page, article, drafts)),
        platform=platform,
    )


def _draft(
    raw: RawPage, page: Page, article: Article, *, kind: DraftKind, platform: str, zone: ZoneInfo
) -> Draft:
    blocks = finish_blocks(article.blocks)
    fields = article.document.fields if article.document else None
    date = article.dates.published
    issued = _midnight(fields, zone) if fields and date is None else None
    return Draft(
        kind=DraftKind.DOCUMENT if fields else kind,
        identities=_identities(raw.url, platform),
        url=_own_url(raw.url, platform),
        title=article.title.text,
        lead=article.lead,
        blocks=blocks,
        byline=article.signature.name,
        source_name=article.signature.source_name,
        published_at=date.at if date else issued,
        published_precision=date.precision if date else (Precision.DAY if issued else None),
        published_raw=date.raw if date else "",
        updated_at=article.dates.updated,
        section=article.section,
        tags=article.tags,
        images=_images(blocks),
        files=article.files,
        legal_references=_references(article, blocks, fields),
        document=fields,
        evidence=_evidence(page, article),
        confidence=_confidence(article, blocks),
    )


def _row_draft(
    row: FoundDocument, url: str, article: Article, platform: str, zone: ZoneInfo
) -> Draft:
    own = row.href or (row.files[0].src if row.files else "")
    address = own or f"{url.partition('#')[0]}#{row.fields.number or row.title}"
    issued = _midnight(row.fields, zone)
    return Draft(
        kind=DraftKind.DOCUMENT,
        identities=_identities(address, platform) if own else (f"url:{address}",),
        url=_own_url(address, platform) if own else address,
        title=row.title,
        published_at=issued,
        published_precision=Precision.DAY if issued else None,
        section=article.section,
        files=row.files,
        document=row.fields,
        legal_references=tuple(find_references(_reference(row.fields))),
        evidence=(Evidence(field="document", source="row"),),
        confidence=0.6 if row.fields.number and row.title else 0.4,
    )


def _midnight(fields: DocumentFields, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(fields.issued_on, time(), tzinfo=zone) if fields.issued_on else None


def _images(blocks: Iterable[Block]) -> tuple[ImageRef, ...]:
    return tuple(
        ImageRef(src=block.src, alt=block.alt, caption=block.caption)
        for block in blocks
        if block.kind is BlockKind.IMAGE and block.src
    )


def _references(
    article: Article, blocks: Iterable[Block], fields: DocumentFields | None
) -> tuple[LegalReference, ...]:
    texts = [article.title.text, article.lead]
    for block in blocks:
        texts += [block.text, block.caption]
    if fields:
        texts += [_reference(fields), fields.abstract]
    return tuple(find_references("\n".join(text for text in texts if text)))


def _reference(fields: DocumentFields) -> str:
    """Write a document's own number as another text would cite it."""
    if not fields.number:
        return ""
    issued = f" ngày {fields.issued_on:%d/%m/%Y}" if fields.issued_on else ""
    issuer = f" của {fields.issuing_body}" if fields.issuing_body else ""
    return f"{fields.document_type or 'Văn bản'} số {fields.number}{issued}{issuer}"


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


def _evidence(page: Page, article: Article) -> tuple[Evidence, ...]:
    signature = article.signature
    signed = " / ".join(page.pieces[index].text for index in signature.indexes)
    said = [
        ("title", article.title.source),
        ("body", article.container.source),
        ("published_at", article.dates.source),
    ]
    found = [Evidence(field=field, source=source) for field, source in said if source]
    if signature.name and signed != signature.name:
        # The field holds the name; who took the pictures and the like stays to be seen.
        found.append(Evidence(field="byline", source="line", detail=signed))
    return tuple(found)


def _confidence(article: Article, blocks: Iterable[Block]) -> float:
    parts = [
        0.4 * min(1.0, article.container.share),
        0.3 if article.title.text else 0.0,
        0.2 if _size(article, blocks) > _SHORT_BODY_CHARS or article.document else 0.0,
        0.1 if article.dates.published or article.document else 0.0,
    ]
    return round(sum(parts), 3)


def _size(article: Article, blocks: Iterable[Block]) -> int:
    return len(article.lead) + sum(len(block.text) + len(block.caption) for block in blocks)


def _issues(page: Page, article: Article, drafts: list[Draft]) -> Iterable[Issue]:
    for draft in drafts:
        if not draft.title:
            yield Issue(code=IssueCode.NO_TITLE)
        if draft.published_at is None and draft.kind in (DraftKind.ARTICLE, DraftKind.DOCUMENT):
            yield Issue(code=IssueCode.NO_DATE)
        size = _size(article, draft.blocks)
        if draft.kind is DraftKind.ARTICLE and size < _SHORT_BODY_CHARS:
            yield Issue(code=IssueCode.SHORT_BODY, detail=f"{size} characters")
    published = article.dates.published
    if published is not None and published.weekday_differs:
        yield Issue(code=IssueCode.WEEKDAY_DIFFERS, detail=published.raw)
    if article.dates.conflict:
        yield Issue(code=IssueCode.DATE_CONFLICT, detail=article.dates.conflict)
    for index, rule in sorted(article.sorting.removed.items()):
        if rule == "image:unreachable":
            yield Issue(code=IssueCode.IMAGE_PLACE_WITHOUT_SOURCE, detail=page.pieces[index].src)
        text = page.pieces[index].text
        if rule.startswith("template:") and text.count(" ") >= _LONG_REMOVAL_WORDS:
            yield Issue(code=IssueCode.LONG_REMOVAL, detail=text[:200])


def _removals(page: Page, article: Article) -> tuple[Removal, ...]:
    sorting = article.sorting
    title = () if article.rows else sorting.title
    kept = {*title, *sorting.lead, *sorting.kept}
    outside = f"outside:{article.container.source}"
    told = {index for row in article.rows for index in row.indexes}
    removals = [
        Removal(
            rule="field:document"
            if piece.index in told
            else sorting.removed.get(piece.index, outside),
            text=piece.text,
            position=piece.index,
        )
        for piece in page.pieces
        if piece.kind == "text" and piece.index not in kept
    ]
    if page.head.title:
        removals.append(Removal(rule="head:title", text=page.head.title))
    return tuple(removals)
