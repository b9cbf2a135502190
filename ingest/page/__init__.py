"""One page as the stages after parsing see it: pieces of text and pictures in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from lxml import etree

# Bits of a run's look.
BOLD, ITALIC, UNDERLINE, SUPERSCRIPT, SUBSCRIPT = 1, 2, 4, 8, 16


class Run(NamedTuple):
    """Text of one look inside a piece."""

    text: str
    look: int
    href: str


class Context:
    """A block-level element: what its pieces inherit. The walk fills it, later stages read."""

    __slots__ = (
        "align",
        "cell",
        "claims",
        "element",
        "figure",
        "first",
        "form",
        "hidden",
        "is_data",
        "item",
        "last",
        "level",
        "list",
        "number",
        "parent",
        "path",
        "quote",
        "region",
        "splits",
        "table",
        "tag",
    )

    def __init__(
        self,
        parent: Context | None,
        *,
        number: int,
        tag: str,
        element: etree._Element,
        path: str,
        first: int,
    ) -> None:
        self.parent = parent
        self.number = number
        self.tag = tag
        self.element = element
        self.path = path
        self.first = first
        """Index of the first piece inside."""
        self.last = first
        """Index behind the last piece inside."""
        self.level = 0
        self.splits = False
        self.align: str = parent.align if parent else ""
        self.cell: Context | None = parent.cell if parent else None
        self.claims: tuple[Claim, ...] = parent.claims if parent else ()
        self.figure: Context | None = parent.figure if parent else None
        self.form: str = parent.form if parent else ""
        self.hidden: str = parent.hidden if parent else ""
        """Why the element is not shown, else ""."""
        self.is_data: bool | None = None
        """Of a table: holds data, is no layout. None: not judged yet."""
        self.item: Context | None = parent.item if parent else None
        self.list: Context | None = parent.list if parent else None
        self.quote: Context | None = parent.quote if parent else None
        self.region: str = parent.region if parent else ""
        """The nearest of nav, header, footer, aside, else ""."""
        self.table: Context | None = parent.table if parent else None

    def holds(self, piece: Piece) -> bool:
        """Tell whether a piece lies inside this element."""
        return self.first <= piece.index < self.last

    def is_inside(self, other: Context) -> bool:
        """Tell whether this is ``other`` or lies in it."""
        context: Context | None = self
        while context is not None and context.number >= other.number:
            if context is other:
                return True
            context = context.parent
        return False


class Claim(NamedTuple):
    """A selector that matched an element."""

    role: str
    selector: str
    source: str
    """``portal`` or ``platform:<name>``."""
    rank: int
    """0 is the best selector of its role."""


class Piece:
    """A run of text between two block boundaries, or an image, or an embed."""

    __slots__ = (
        "alt",
        "bold",
        "context",
        "height",
        "hrefs_found",
        "index",
        "kind",
        "links",
        "runs",
        "soft",
        "src",
        "text",
        "title",
        "width",
    )

    def __init__(self, *, index: int, kind: str, context: Context) -> None:
        self.index = index
        self.kind = kind
        """``text``, ``image`` or ``embed``."""
        self.context = context
        self.text = ""
        """Clean text: NFC, single spaces."""
        self.runs: tuple[Run, ...] = ()
        self.hrefs_found: list[tuple[str, str]] | None = None
        """What `hrefs` gives; None before it was asked."""
        self.links = 0.0
        """Share of the characters inside links."""
        self.bold = 0.0
        self.soft = False
        """A single ``br``, and no other boundary, stands before it."""
        self.src = ""
        self.alt = ""
        self.title = ""
        self.width = 0
        self.height = 0

    @property
    def path(self) -> str:
        return self.context.path

    def hrefs(self) -> list[tuple[str, str]]:
        """List the links in order, as written: address and text of each."""
        if self.hrefs_found is not None:
            return self.hrefs_found
        linked = [run for run in self.runs if run.href]
        self.hrefs_found = [
            (href, " ".join("".join([run.text for run in runs]).split()))
            for href, runs in groupby(linked, key=attrgetter("href"))
        ]
        return self.hrefs_found


@dataclass(slots=True, kw_only=True)
class Head:
    """What ``<head>`` and structured data say. Claims of the page about itself."""

    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    """By lower-case name or property; the first of equals."""
    canonical: str = ""
    base: str = ""
    language: str = ""
    linked_data: list[str] = field(default_factory=list)
    """Bodies of ``application/ld+json`` scripts, as written."""
    refresh: str = ""


@dataclass(slots=True, kw_only=True)
class Page:
    """A parsed page."""

    url: str
    base: str
    head: Head
    pieces: list[Piece]
    contexts: list[Context]
    """All block-level elements in document order; the first is the root."""
    too_deep: bool = False
    """Nesting passed the parser's limit: some elements were flattened, no text is lost."""
    cut: bool = False
    """The node budget ended before the page did."""
    legacy: str = ""
    """Name of the legacy encoding found in any piece."""
    letters_lost: bool = False
    linked: frozenset[str] | None = None
    """What `linked_texts` gives; None before it was asked."""

    def let_go(self) -> None:
        """Free the page as soon as nobody holds it: contexts that name themselves (a table is its
        own table) would wait for the collector of cycles, page upon page.
        """
        for context in self.contexts:
            context.cell = context.figure = context.item = None
            context.list = context.quote = context.table = None

    def linked_texts(self) -> frozenset[str]:
        """Collect the texts by which the page links somewhere."""
        if self.linked is None:
            self.linked = frozenset(
                text for piece in self.pieces if piece.links for _, text in piece.hrefs()
            )
        return self.linked
