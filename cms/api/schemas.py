"""What the API answers, as the OpenAPI document describes it.

Items are served from ready-made JSON (`cms.api.items`), not through these classes: tests hold the
two equal.
"""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema

from .blocks_schema import Block, File, Image, example

T = TypeVar("T")
OPTIONAL = Field(default_factory=lambda: None)
"""Left out unless asked for."""
Kind = Literal["article", "document", "static", "media"]
Operation = Literal["created", "changed", "moved", "unpublished", "deleted", "suppressed"]


class FocalPoint(Schema):
    """What must stay visible when an image is cut: the middle and size of a box, in pixels."""

    x: int
    y: int
    width: int
    height: int


class LibraryImage(Image):
    """An image and its sizes."""

    focal_point: FocalPoint | None
    renditions: dict[str, str] = Field(description="Address of each size, by its name.")


class Problem(Schema):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ParameterError] = Field(
        default=[], description="The parameters that were wrong, where it was parameters."
    )


class ParameterError(Schema):
    """What was wrong with one parameter."""

    parameter: str
    message: str


class PortalRef(Schema):
    """The portal that an item came from."""

    id: int
    slug: str
    name: str


class DestinationRef(Schema):
    """A site that an item belongs to now."""

    id: int
    slug: str
    name: str


class SectionRef(Schema):
    """A section that an item stands in."""

    id: int
    slug: str
    title: str
    ancestors: list[SectionRef] = Field(
        default=[], description="Top down; only with `expand=ancestors`."
    )


class ShownImage(Image):
    """An image as an item shows it."""

    alt: str
    caption: str
    renditions: dict[str, str] | None = Field(
        default=None, description="Address of each size; only with `expand=renditions`."
    )


class LegalReference(Schema):
    """A legal text that an item cites."""

    type: str
    number: str
    number_norm: str
    issuer: str
    date: dt.date | None
    title: str


class DocumentFields(Schema):
    """What only a document (văn bản) has."""

    number: str
    document_type: str
    issuing_body: str
    signer: str
    issued_on: date | None
    effective_on: date | None
    abstract: str


class Highlight(Schema):
    """Where a search hit: HTML-escaped texts, the words in `<mark>`."""

    title: str
    snippet: str


class Capture(Schema):
    """What an item was made of."""

    source_url: str
    captured_at: datetime
    archive_segment: str = Field(description="WARC file; empty once a newer capture replaced it.")
    archive_offset: int | None
    payload_digest: str
    extractor: str
    version: int


class Provenance(Schema):
    """Where an item comes from."""

    id: int
    written_here: bool = Field(description="An editor made it: there is no capture.")
    edited: bool = Field(description="A person changed it after it was loaded.")
    vanished_at: datetime | None = Field(description="Since when the source has it no longer.")
    capture: Capture | None


class Item(Schema):
    """An item without its body. With `fields=` only those asked for are there."""

    id: int
    kind: Kind
    portal: PortalRef
    destinations: list[DestinationRef]
    title: str
    lead: str
    byline: str
    source_name: str
    published_at: datetime | None
    published_precision: Literal["minute", "day", "month", "year"] | None
    updated_at: datetime
    language: str
    sections: list[SectionRef] = Field(
        description="Where it stands first, then where it is shown too."
    )
    tags: list[str]
    images: list[ShownImage]
    files: list[File]
    legal_references: list[LegalReference]
    source_url: str = Field(description="Where it was published first.")
    url: str = Field(description="Where people read it now.")
    slug: str
    document: DocumentFields | None = Field(default=None, description="Only of documents.")
    highlight: Highlight | None = Field(default=None, description="Only of search results.")
    provenance: Provenance | None = Field(
        default=None, description="Where it comes from; only with `expand=provenance`."
    )
    body: list[Block] | str | None = Field(
        default=None,
        description="Blocks, or one text with `format=html` or `format=text`. In lists only with"
        " `expand=body` or `fields=body`.",
    )


class PartialItem(Schema):
    """An item of which only some fields were asked for (`fields=`)."""

    id: int = OPTIONAL
    kind: Kind = OPTIONAL
    portal: PortalRef = OPTIONAL
    destinations: list[DestinationRef] = OPTIONAL
    title: str = OPTIONAL
    lead: str = OPTIONAL
    byline: str = OPTIONAL
    source_name: str = OPTIONAL
    published_at: datetime | None = OPTIONAL
    published_precision: Literal["minute", "day", "month", "year"] | None = OPTIONAL
    updated_at: datetime = OPTIONAL
    language: str = OPTIONAL
    sections: list[SectionRef] = OPTIONAL
    tags: list[str] = OPTIONAL
    images: list[ShownImage] = OPTIONAL
    files: list[File] = OPTIONAL
    legal_references: list[LegalReference] = OPTIONAL
    source_url: str = OPTIONAL
    url: str = OPTIONAL
    slug: str = OPTIONAL
    document: DocumentFields | None = OPTIONAL
    highlight: Highlight | None = OPTIONAL
    provenance: Provenance = OPTIONAL
    body: list[Block] | str = OPTIONAL

    model_config = example(
        id=12, title="Kiểm tra cải cách hành chính", url="https://front.example/article/12"
    )


class FacetCount(Schema):
    """How many items stand somewhere."""

    value: str = Field(description="What to ask for: a portal's key, a section's id, a year.")
    label: str
    count: int


class Page(Schema, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(description="Address of the next page.")


class ItemPage(Page[T], Generic[T]):
    """A page of a list of items."""

    total: int | None = Field(
        default=None,
        description="Only with `count=`. A search by relevance ranks the best hits only and"
        " counts these.",
    )
    total_exact: bool | None = Field(
        default=None, description="Only with `count=`: false where there may be more or fewer."
    )
    facets: dict[str, list[FacetCount]] | None = Field(
        default=None, description="Only with `facets=`."
    )


class Commune(Schema):
    """A commune of today."""

    id: int
    name: str
    province: str
    since: date | None
    formerly: list[str] = Field(description="The communes that went into it.")

    model_config = example(
        id=4,
        name="xã Can Lộc",
        province="tỉnh Hà Tĩnh",
        since="2025-07-01",
        formerly=["thị trấn Nghèn", "xã Thiên Lộc", "xã Vượng Lộc"],
    )


class Portal(Schema):
    """A legacy website whose content is here."""

    id: int
    slug: str
    name: str
    home: str
    source_status: Literal["live", "gone", "unknown"]
    switch_off_on: date | None
    front_end_url: str
    front_end_path: str
    district: str = Field(description="The former district; empty where none is known.")
    successors: list[Commune] = Field(
        description="The communes into which those of the district went, where known."
    )


class Section(Schema):
    """A section of a portal."""

    id: int
    slug: str
    title: str
    portal: str = Field(description="Key of the portal.")
    parent: int | None = Field(description="The section above.")


class Destination(Schema):
    """A site where items now belong."""

    id: int
    slug: str
    name: str
    front_end_url: str
    front_end_path: str
    commune: Commune | None = Field(description="The commune whose site it is.")


class Resolution(Schema):
    """What became of an old address."""

    url: str
    status: Literal[301, 404, 410, 451] = Field(
        description="301: `location` has it now. 410: it is gone. 451: removed for legal reasons."
        " 404: never known."
    )
    location: str | None
    kind: Kind | None
    id: int | None
    reason: str
    archived: str | None = Field(
        description="The archived copy of what was not carried over, where everybody may see it."
    )


class ChangeRow(Schema):
    """One thing that happened."""

    sequence: int
    operation: Operation
    kind: Literal["article", "document", "static", "media", "portal", "section", "destination"]
    id: int
    portal: str = Field(description="Key of the portal, empty for destinations.")
    at: datetime


class Changes(Schema):
    """What happened after a cursor, in the order in which it could first be seen."""

    items: list[ChangeRow]
    next: str | None = Field(description="Null when there is nothing more for now.")
    cursor: str = Field(description="Where to go on later, also when `next` is null.")


class Tag(Schema):
    """A tag, without marks and case, and how many items have it."""

    tag: str
    count: int


class PageByPath(Schema):
    """What stands at a path."""

    kind: Literal["portal", "section", "article", "document", "static", "media"]
    id: int
    slug: str
    url: str | None = Field(description="Where people read it; null for portals and sections.")


class NavigationNode(Schema):
    """A section and those below it."""

    id: int
    slug: str
    title: str
    children: list[NavigationNode]


class LegalCitation(Schema):
    """An item that cites a legal text."""

    id: int
    kind: Kind
    title: str
    url: str


Problem.model_rebuild()
SectionRef.model_rebuild()
NavigationNode.model_rebuild()
