"""An article of the sample portal before any markup, which is also its truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

VIET_NAM = timezone(timedelta(hours=7))

Kind = Literal["article", "document", "static", "media"]
Manner = Literal[
    "plain", "breaks", "bare", "word", "fonts", "nested", "tcvn3", "vni", "nfd", "entities"
]
Source = Literal["sitemap", "lists", "links"]
DateOn = Literal["minute", "day", "nowhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    key: str
    """Names the drawing; two pictures of one key are the same bytes."""
    path: str
    alt: str = ""
    caption: str = ""
    width: int = 320
    height: int = 214
    missing: bool = False
    """The page names it, but its address answers 404."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    key: str
    path: str
    name: str
    title: str
    """What the file says about itself: its first line."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    link: str = ""
    """Id of another article that the last words of the paragraph lead to."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    picture: Picture


@dataclass(frozen=True, slots=True)
class Video:
    src: str


@dataclass(frozen=True, slots=True)
class Files:
    files: tuple[Attachment, ...]
    inline: bool = False
    """Whether the links stand in a sentence of the text, not in a box under it."""

    @property
    def sentences(self) -> list[str]:
        return [f"Xem chi tiết tại {file.name}" for file in self.files] if self.inline else []


Block = Paragraph | Heading | Listing | Table | Quote | Figure | Video | Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    line: str = ""
    """As it stands on the page, e.g. "Bài, ảnh: Đức Hùng"."""
    name: str = ""
    source: str = ""
    """Where a reprint comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The fields of a văn bản."""

    number: str
    document_type: str
    issuing_body: str
    signer: str
    issued_on: datetime
    effective_on: datetime
    field: str
    abstract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    id: str
    serial: int
    """The number in its address."""
    kind: Kind = "article"
    section: str
    cross_section: str = ""
    """A second section under which the same article has a second address."""
    title: str
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    byline: Byline = Byline()
    written_at: datetime
    date_on: DateOn = "minute"
    manner: Manner = "plain"
    found_by: frozenset[Source] = frozenset({"sitemap", "lists", "links"})
    tags: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    document: Document | None = None
    old_path: str = ""
    """An address of an earlier CMS that answers 301."""
