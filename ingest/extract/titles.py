"""Choose the title among what platform, template, head and the page itself offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.extract.container import Container
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.tables import data_table
from ingest.page import Page, Piece
from ingest.page.elements import absolute
from ingest.template.frame import Frame
from ingest.template.signs import date_line_share, day_of_line, head_titles

_MAX_TITLE_CHARS = 400
_LEAST_TITLE_CHARS = 8
# How many pieces before the article a title without any other sign is sought.
_REACH = 12
_MENU_WORDS = 6
# How many pieces before the article a title stands that repeats over the portal.
_CLOSE = 4
# How many pieces into the article: breadcrumb, date and tools may stand over the title.
_INSIDE = 5


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    source: str
    indexes: tuple[int, ...] = ()
    """The pieces that hold it; empty if it stands in the head only."""


def find_title(page: Page, container: Container | None, frame: Frame) -> Title:
    """Choose the title; an empty text if nothing on the page can be one."""
    end = container.context.last if container else len(page.pieces)
    usable = [piece for piece in page.pieces[:end] if _is_usable(piece, frame)]
    own = [piece for piece in usable if not frame.is_frame_text(piece)]
    ways: tuple[tuple[str, Callable[[], Piece | None]], ...] = (
        ("portal", lambda: _claimed(usable, "portal")),
        ("platform", lambda: _claimed([p for p in usable if _is_own(page, p)], "platform")),
        ("head", lambda: _confirmed(page, usable, frame, container)),
        ("template", lambda: _learnt(page, usable, frame, container)),
        ("head", lambda: _named_in_head(page, _titles_of_own(usable, container, frame), container)),
        ("menu", lambda: _named_by_own_link(page, usable, container)),
        ("echo", lambda: _echoed(page, usable, container, frame)),
        ("heading", lambda: _heading(own, container)),
        ("position", lambda: _before_article(own, container) if frame.known else None),
        ("menu", lambda: _over_article(page, usable, container)),
    )
    for source, find in ways:
        if (piece := find()) is not None:
            return _whole(page, piece, source)
    return _from_head(page, frame)


def _is_usable(piece: Piece, frame: Frame) -> bool:
    return (
        piece.kind == "text"
        and not piece.context.hidden
        and not piece.context.form
        and len(piece.text) <= _MAX_TITLE_CHARS
        and not frame.is_dropped(piece.path)
    )


def _claimed(pieces: list[Piece], source: str) -> Piece | None:
    found = None
    best = 99
    for piece in pieces:
        for claim in piece.context.claims:
            if claim.role == "title" and claim.source.startswith(source) and claim.rank < best:
                found, best = piece, claim.rank
    return found


def _learnt(
    page: Page, pieces: list[Piece], frame: Frame, container: Container | None
) -> Piece | None:
    """Choose among the texts at titles' paths: as the head says, else the nearest of its own."""
    found = [piece for piece in pieces if piece.path in frame.titles]
    first = container.context.first if container else 0
    names = head_titles(page.head) | _own_names(page)
    # A section's name over the title repeats as a title may ("Lịch tiếp dân tháng 3"), and is in
    # the page's menu.
    linked = page.linked_texts()
    return min(
        [piece for piece in found if piece.index <= first + _REACH] or found,
        key=lambda piece: (
            piece.text not in names,
            _leads_elsewhere(page, piece),
            _stands_behind_text(page, piece, first),
            frame.is_frame_text(piece),
            piece.text in linked,
            not piece.context.level,
            abs(piece.index - first),
        ),
        default=None,
    )


def _stands_behind_text(page: Page, piece: Piece, first: int) -> bool:
    """Tell a heading inside the article: running text stands before it."""
    return any(
        before.kind == "text" and before.links < 0.3 and reads_like_a_sentence(before.text)
        for before in page.pieces[first : piece.index]
    )


def _is_own(page: Page, piece: Piece) -> bool:
    """Tell a text that is not the headline of another item."""
    return not _leads_elsewhere(page, piece)


def _leads_elsewhere(page: Page, piece: Piece) -> bool:
    """Tell another item's headline from a title that links to its own page."""
    if piece.links < 0.5:
        return False
    addresses = (absolute(page.base, href).partition("#")[0] for href, _ in piece.hrefs())
    return any(address and address != page.url for address in addresses)


def _confirmed(
    page: Page, pieces: list[Piece], frame: Frame, container: Container | None
) -> Piece | None:
    """Take what the head names if it stands by the article and is no text of every page."""
    piece = _named_in_head(page, pieces, container)
    if piece is None or container is None or not frame.known:
        return None
    first = container.context.first
    if not first - _REACH <= piece.index <= first + _REACH:
        return None
    return None if frame.is_frame_text(piece) and not frame.is_echo(piece) else piece


def _named_in_head(page: Page, pieces: list[Piece], container: Container | None) -> Piece | None:
    names = head_titles(page.head)
    found = [
        piece
        for piece in pieces
        if piece.text in names
        and piece.links < 0.5
        and (len(piece.text) >= _LEAST_TITLE_CHARS or _is_by(container, piece))
    ]
    # The longest: a portal's own name in the head's title is shorter than an item's. A breadcrumb
    # may end in the title: the heading behind it is the one.
    return max(
        found,
        key=lambda piece: (len(piece.text), piece.context.item is None, piece.index),
        default=None,
    )


def _echoed(
    page: Page, pieces: list[Piece], container: Container | None, frame: Frame
) -> Piece | None:
    """Find a text near the article by which other pages link somewhere."""
    if container is None:
        return None
    first = container.context.first
    found = [
        piece
        for piece in _echoes(page, pieces, container, frame)
        if first - _REACH <= piece.index < first + 3 and len(piece.text) >= _LEAST_TITLE_CHARS
    ]
    best = min(
        found,
        key=lambda piece: (frame.is_frame_text(piece), abs(piece.index - first)),
        default=None,
    )
    if best is not None and best.path in frame.sections:
        return _dated_headline(page, best, frame) or best
    return best


def _dated_headline(page: Page, section: Piece, frame: Frame) -> Piece | None:
    """Find the headline under a section's name by the date line over or under it."""
    headline = None
    dated = False
    for piece in page.pieces[section.index + 1 : section.index + 1 + _CLOSE]:
        if piece.kind == "text" and day_of_line(piece.text):
            dated = True
        elif piece.kind == "text" and (not frame.is_frame_text(piece) or frame.is_echo(piece)):
            sentence = dated and piece.text.endswith((".", ";", ":"))
            if headline is not None or sentence or not _can_be_title(piece):
                return None
            headline = piece
        if dated and headline is not None:
            return headline
    return None


def _echoes(
    page: Page, pieces: list[Piece], container: Container | None, frame: Frame
) -> list[Piece]:
    """List the texts by which other pages link somewhere.

    One that repeats over the portal and is linked on this page too counts in the article only: a
    page that the menu names. In a side column it is a block's heading.
    """
    linked = page.linked_texts()
    return [
        piece
        for piece in pieces
        if piece.links < 0.5
        and frame.is_echo(piece)
        and data_table(piece.context) is None
        and (
            not frame.is_frame_text(piece)
            or piece.text not in linked
            or not may_be_menu_entry(piece.text)
            or (container is not None and container.context.holds(piece))
        )
    ]


def _titles_of_own(pieces: list[Piece], container: Container | None, frame: Frame) -> list[Piece]:
    """List what may be this page's name: no text of every page but on top of the article."""
    return [
        piece
        for piece in pieces
        if not frame.is_frame_text(piece)
        or (_is_by(container, piece) and data_table(piece.context) is None)
        or (frame.is_echo(piece) and container is not None and container.context.holds(piece))
    ]


def _is_by(container: Container | None, piece: Piece) -> bool:
    """Tell what stands on top of the article or close before it."""
    if container is None:
        return False
    return -_CLOSE <= piece.index - container.context.first < _INSIDE


def _heading(pieces: list[Piece], container: Container | None) -> Piece | None:
    if container is None:
        return None
    headings = [piece for piece in pieces if piece.context.level in (1, 2) and piece.links < 0.5]
    own = [piece for piece in headings if not piece.context.region]
    for level in (1, 2):
        near = [piece for piece in own or headings if piece.context.level == level]
        if near:
            before = [piece for piece in near if piece.index <= container.context.first + 3]
            return before[-1] if before else near[0]
    return None


def _before_article(pieces: list[Piece], container: Container | None) -> Piece | None:
    if container is None:
        return None
    first = container.context.first
    for piece in pieces:
        sentence = piece.text.endswith((".", ";", ":"))
        reached = first - _REACH <= piece.index < first + _INSIDE
        if reached and not sentence and _can_be_title(piece):
            return piece
        running = sentence or reads_like_a_sentence(piece.text)
        if piece.index >= first and running and not piece.links:
            return None
    return None


def _over_article(page: Page, pieces: list[Piece], container: Container | None) -> Piece | None:
    """Find what opens the article as a heading or an entry of the menu: a page of the portal's."""
    if container is None:
        return None
    first = container.context.first
    names = page.linked_texts()
    for piece in pieces:
        if not _is_by(container, piece) or piece.links >= 0.5:
            continue
        if piece.index < first:
            if piece.context.level and piece.text in names:
                return piece
        elif piece.context.level in (1, 2) or piece.text in names:
            return piece
    return None


def _named_by_own_link(
    page: Page, pieces: list[Piece], container: Container | None
) -> Piece | None:
    """Find the text by which this very page is linked on it: a menu's entry, a list of news."""
    names = _own_names(page)
    found = [piece for piece in pieces if piece.links < 0.5 and piece.text in names]
    return next((piece for piece in found if _is_by(container, piece)), None)


def _own_names(page: Page) -> frozenset[str]:
    """List the texts by which this very page is linked on it."""
    # However an address is written, it ends as the page's own does: few need to be resolved.
    end = page.url.rpartition("/")[2]
    return frozenset(
        text
        for piece in page.pieces
        if piece.links
        for href, text in piece.hrefs()
        if end in href and not href.startswith("#") and absolute(page.base, href) == page.url
    )


def may_be_menu_entry(text: str) -> bool:
    """Tell by its form what a menu or a block's heading may say: few words and no figure."""
    return len(text.split()) <= _MENU_WORDS and not any(map(str.isdigit, text))


def _can_be_title(piece: Piece) -> bool:
    return (
        len(piece.text) >= 15
        and not piece.links
        and date_line_share(piece.text) < 0.5
        and piece.text[0].isupper()
    )


def _whole(page: Page, piece: Piece, source: str) -> Title:
    """Add the lines that a line break cut off the title."""
    indexes = [piece.index]
    for after in page.pieces[piece.index + 1 :]:
        if after.context is not piece.context or not after.soft or after.kind != "text":
            break
        if not piece.context.level:
            break
        indexes.append(after.index)
    return Title(" ".join(page.pieces[index].text for index in indexes), source, tuple(indexes))


def _from_head(page: Page, frame: Frame) -> Title:
    title = page.head.meta.get("og:title") or page.head.title
    return Title(title, "head") if title else Title("", "")
