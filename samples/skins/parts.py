"""What a page is made of before a skin lays it out."""

from dataclasses import dataclass

from samples.frame.boxes import Box, Links
from samples.model import Attachment

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleParts:
    """All texts are HTML already."""

    crumbs: Crumbs
    tools: Links
    title: str
    date: str
    views: str
    lead: str
    body: str
    files_label: str
    files: tuple[Attachment, ...]
    rating: Box | None
    comments: Box | None
    related: tuple[Box, ...]
    byline: str = ""
    """Where the portal has it beside the date; else it stands in the body."""
    tags_label: str = ""
    tags: tuple[str, ...] = ()
    kicker: str = ""
    """The section's name over the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    head_title: str
    head: str
    banner: str
    slogan: str
    clock: str
    ticker: str
    menu: Links
    sides: list[Box]
    main: str
    imprint: list[str]
