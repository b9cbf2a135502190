"""What a harvest of the portal must bring home, one record an item, and what it must leave."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from samples.frame.sheet import Visit
from samples.model import (
    VIET_NAM,
    Article,
    Block,
    Cell,
    Figure,
    Files,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from samples.pages.article import article_page, files_of, shown_tags
from samples.pages.document import document_page, fields_of
from samples.portal import Portal

SHOWN = Visit(number=1, now=datetime(2020, 5, 4, 9, 30, tzinfo=VIET_NAM), base="http://127.0.0.1")


class ImageTruth(TypedDict):
    src: str
    alt: str
    caption: str


class FileTruth(TypedDict):
    src: str
    name: str


class Truth(TypedDict):
    id: str
    kind: str
    stage: int
    status: str
    """live, or what becomes of it in the second stage: edited later, deleted later; edited and
    added are of the second stage."""
    skin: str
    manner: str
    """How the body is coded; "tcvn3" loses the capital of toned letters."""
    url: str
    other_urls: list[str]
    print_url: str
    title: str
    lead: str
    paragraphs: list[str]
    """Each block's text in reading order, as served: paragraphs, items, quotes, cells."""
    headings: list[str]
    captions: list[str]
    tables: list[list[list[str]]]
    byline_line: str
    byline: str
    source_name: str
    published: str | None
    """ISO with offset for precision "minute", a plain date for "day"."""
    precision: str
    sections: list[str]
    images: list[ImageTruth]
    files: list[FileTruth]
    tags: list[str]
    legal: list[str]
    document: dict[str, str] | None
    found_by: list[str]
    frame: list[str]
    frame_patterns: list[str]


def truth_of_portal(portal: Portal) -> Iterator[Truth]:
    """Give the items of stage 1, then those that stage 2 changes or adds."""
    changes = portal.changes
    later = {changes.edited.id: "edited later", changes.deleted: "deleted later"}
    first, second = portal.at_stage(1), portal.at_stage(2)
    for item in first.items():
        yield truth_of(first, item, status=later.get(item.id, "live"))
    yield truth_of(second, changes.edited, status="edited")
    yield truth_of(second, changes.added, status="added")


def truth_of(portal: Portal, item: Article, *, status: str) -> Truth:
    texts = [_flat(text) for block in item.blocks for text in texts_of(block)]
    pictures = [block.picture for block in item.blocks if isinstance(block, Figure)]
    moment, precision = portal.published(item)
    news = item.kind == "article"
    captions = [picture.caption for picture in pictures if picture.caption]
    frame, frame_patterns = _frame(portal, item, own={*texts, *captions})
    era = portal.era_of(item) if news else portal.newest_era
    keys = (item.section, item.cross_section)
    return Truth(
        id=item.id,
        kind=item.kind,
        stage=portal.stage,
        status=status,
        skin=era.style.skin,
        manner=item.manner,
        url=portal.url(item),
        other_urls=portal.other_urls(item),
        print_url=portal.print_url(item) if news else "",
        title=item.title,
        lead=_flat(item.lead),
        paragraphs=texts,
        headings=[block.text for block in item.blocks if isinstance(block, Heading)],
        captions=captions,
        tables=[rows_of(block) for block in item.blocks if isinstance(block, Table)],
        byline_line=item.byline.line,
        byline=item.byline.name,
        source_name=item.byline.source,
        published=_moment(moment, precision),
        precision=precision,
        sections=[portal.sections[key] for key in keys if key in portal.sections],
        images=list(map(_image, pictures)),
        files=[FileTruth(src=file.path, name=file.name) for file in files_of(item)],
        tags=list(shown_tags(item, era.style)) if news else [],
        legal=list(item.legal),
        document=_document(item),
        found_by=sorted(item.found_by) if news else ["lists"],
        frame=frame,
        frame_patterns=frame_patterns,
    )


def _frame(portal: Portal, item: Article, *, own: set[str]) -> tuple[list[str], list[str]]:
    """Give the frame's texts and patterns; a text that is also the item's own is left out."""
    make = document_page if item.kind == "document" else article_page
    sheet = make(portal, item, SHOWN)[1]
    own |= {item.title, _flat(item.lead), item.byline.line}
    if item.document:
        own |= {value for _label, value in fields_of(item.document)}
    return [text for text in sheet.fixed if text not in own], list(sheet.patterns)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _image(picture: Picture) -> ImageTruth:
    return ImageTruth(src=picture.path, alt=picture.alt, caption=picture.caption)


def _moment(moment: datetime | None, precision: str) -> str | None:
    if moment is None:
        return None
    return moment.date().isoformat() if precision == "day" else moment.isoformat()


def _document(item: Article) -> dict[str, str] | None:
    return dict(fields_of(item.document)) if item.document else None


def texts_of(block: Block) -> list[str]:
    """Give what a reader sees of a block, apart from headings and captions, which stand alone."""
    match block:
        case Paragraph(text, _) | Quote(text, _):
            return [text]
        case Files():
            return block.sentences
        case Listing(items, _):
            return list(items)
        case Table(header, rows):
            return [cell.text for cells in (header, *rows) for cell in cells]
    return []


def rows_of(table: Table) -> list[list[str]]:
    def texts(cells: tuple[Cell, ...]) -> list[str]:
        return [cell.text for cell in cells]

    return [texts(table.header), *map(texts, table.rows)]
