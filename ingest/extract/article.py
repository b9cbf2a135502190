"""Read one page: title, body, dates, signature, other fields; a place for every text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ingest.byline import MAX_LENGTH
from ingest.extract.blocks import Made, make_blocks
from ingest.extract.bylines import Signature, find_signature, find_signature_beside, names_itself
from ingest.extract.container import Container
from ingest.extract.dates import Dates, find_dates
from ingest.extract.details import is_counter
from ingest.extract.documents import (
    FoundDocument,
    are_all_there_is,
    find_document,
    find_rows,
)
from ingest.extract.files import find_files, is_attachment_label, is_file_line
from ingest.extract.leads import split_lead
from ingest.extract.national import national_rules
from ingest.extract.region import file_lines_beside, lines_beside
from ingest.extract.sections import find_section, find_tags
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.sorting import Sorting, certain_rule, sort_body
from ingest.extract.titles import Title, find_title
from ingest.page import Page, Piece
from ingest.platforms import Platform
from ingest.template.frame import Frame
from ingest.types import FileRef, PortalProfile
from ingest.vocabulary import Role

# Pieces of a wide container among which a breadcrumb may stand.
_HEAD_PIECES = 4
# Pieces behind the body among which a line of key words may stand.
_TAIL_PIECES = 8


@dataclass(slots=True, kw_only=True)
class Article:
    """What was read off a page, before it becomes a draft."""

    container: Container
    title: Title
    dates: Dates
    sorting: Sorting
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    document: FoundDocument | None = None
    rows: tuple[FoundDocument, ...] = ()
    """Items of a page that is a table of documents."""
    signature: Signature = field(default_factory=Signature)
    lead: str = ""
    blocks: tuple[Made, ...] = ()

    @property
    def at(self) -> int:
        """Index of the title's piece; -1 if it stands in the head only."""
        return self.title.indexes[0] if self.title.indexes else -1


def read_article(
    page: Page, container: Container, frame: Frame, profile: PortalProfile, platform: Platform
) -> Article:
    """Give every piece of a page its place in the article or a rule that removes it."""
    national = national_rules(page, container)
    article = _with_fields(page, container, frame, profile, platform)
    taken = {*article.title.indexes, *article.sorting.removed}
    sort_body(page, container, frame, article.sorting, national=national, taken=taken)
    _sweep(page, container, frame, article.sorting, national, after=article.at)
    _take_documents(page, container, article, ZoneInfo(profile.extract.timezone))
    attached = file_lines_beside(page, container, frame, title=article.at)
    files = (*article.files, *_take_files(page, article.sorting, attached))
    article.files = tuple({file.src: file for file in files}.values())
    beside = lines_beside(page, container, frame, national, title=article.at)
    blocks, article.signature = _take_signature(
        page, article.sorting, frame, beside, article.dates, behind=container.context.last
    )
    article.lead, rest = split_lead(page, frame, article.sorting.lead, blocks)
    article.blocks = tuple(rest)
    return article


def _with_fields(
    page: Page, container: Container, frame: Frame, profile: PortalProfile, platform: Platform
) -> Article:
    title = find_title(page, container, frame)
    at = title.indexes[0] if title.indexes else -1
    dates = find_dates(
        page,
        container,
        frame,
        title=at,
        timezone=ZoneInfo(profile.extract.timezone),
        order=profile.extract.date_format or platform.date_order,
    )
    first, last = container.context.first, container.context.last
    section, crumbs = find_section(page, before=max(at, first + _HEAD_PIECES), title=title.text)
    tags, tag_lines = find_tags(page, first=first, last=min(len(page.pieces), last + _TAIL_PIECES))
    sorting = Sorting(title=list(title.indexes))
    for rule, indexes in (
        ("field:date", dates.indexes),
        ("field:section", crumbs),
        ("field:tags", tag_lines),
    ):
        for index in indexes:
            sorting.remove(index, rule)
    return Article(
        container=container, title=title, dates=dates, sorting=sorting, section=section, tags=tags
    )


def _take_documents(page: Page, container: Container, article: Article, zone: ZoneInfo) -> None:
    """Read the fields of a document, or the rows of a table of them."""
    sorting = article.sorting
    pieces = [
        piece
        for piece in page.pieces[container.context.first : container.context.last]
        if piece.kind == "text" and not piece.context.hidden and piece.index not in sorting.apart
    ]
    article.document = find_document(page, pieces, zone)
    if article.document is None:
        rows = find_rows(page, pieces, zone)
        told = {index for row in rows for index in row.indexes}
        texts = [piece.text for piece in pieces if piece.index not in told]
        if are_all_there_is(rows, sentences=sum(map(reads_like_a_sentence, texts))):
            article.rows = tuple(rows)
        return
    article.files = article.document.files
    held = set(article.document.indexes)
    sorting.kept = [index for index in sorting.kept if index not in held]
    sorting.removed.update(dict.fromkeys(held - set(sorting.title), "field:document"))


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
        if certain_rule(piece, frame) or national[piece.index]:
            continue
        # One lead may stand over many articles and again in a list of them.
        if frame.is_frame_text(piece) and frame.is_frame_path(piece.path):
            continue
        if reads_like_a_sentence(piece.text) and piece.links < 0.3:
            sorting.lead.append(piece.index)


def _take_files(page: Page, sorting: Sorting, beside: list[Piece]) -> tuple[FileRef, ...]:
    lines = [page.pieces[index] for index in sorting.kept]
    own = [piece for piece in lines if piece.kind == "text" and is_file_line(piece)]
    held = {piece.index for piece in (*own, *beside)}
    own += [
        piece
        for piece in lines
        if piece.kind == "text" and is_attachment_label(piece.text) and piece.index + 1 in held
    ]
    files = {piece.index for piece in own}
    sorting.kept = [index for index in sorting.kept if index not in files]
    for piece in (*own, *beside):
        sorting.removed[piece.index] = "field:files"
    found = {piece.index: piece for piece in (*lines, *beside)}
    return find_files(page, [found[index] for index in sorted(found)])


def _take_signature(
    page: Page, sorting: Sorting, frame: Frame, beside: list[Piece], dates: Dates, *, behind: int
) -> tuple[list[Made], Signature]:
    blocks = make_blocks(page, sorting.kept)
    signature = find_signature(blocks)
    signature = signature.joined(Signature(*dates.signed))
    if not signature.name:
        near = dates.indexes[:1]
        beside = [*_beside_date(page, sorting, near), *beside]
        details = (*near, *_counters_beside(page, beside))
        dated = frozenset(line.index for line in beside if frame.role(line.path) is Role.DATE)
        signature = signature.joined(
            find_signature_beside(beside, details, dated=dated, behind=behind)
        )
    signed = set(signature.indexes)
    for index in signature.indexes:
        if index in sorting.kept:
            sorting.kept.remove(index)
        sorting.removed[index] = "field:byline"
    return [made for made in blocks if made.pieces[0].index not in signed], signature


def _counters_beside(page: Page, lines: list[Piece]) -> Iterator[int]:
    """Find counts of readers next to lines that may sign: both are details of the article."""
    for piece in lines:
        for index in (piece.index - 1, piece.index + 1):
            if 0 <= index < len(page.pieces) and is_counter(page.pieces[index].text):
                yield index


def _beside_date(page: Page, sorting: Sorting, near: tuple[int, ...]) -> list[Piece]:
    """List lines that sign next to the date line: in its element, or by a key word of their own."""
    found = []
    for index in near:
        for piece in page.pieces[max(0, index - 1) : index + 2]:
            inside = piece.context is page.pieces[index].context
            named = piece.index in sorting.kept and names_itself(piece)
            if piece.index != index and len(piece.text) <= MAX_LENGTH and (inside or named):
                found.append(piece)
    return [piece for piece in found if piece.kind == "text" and piece.index not in sorting.title]
