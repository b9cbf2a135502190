"""The neighbourhood of an article: what stands in one part of the page with title and body."""

from __future__ import annotations

from itertools import takewhile

from ingest.extract.bylines import may_be_signature
from ingest.extract.container import Container
from ingest.extract.details import is_counter
from ingest.extract.files import is_attachment_label, is_file_line
from ingest.extract.sorting import certain_rule, is_usual
from ingest.page import Context, Page, Piece
from ingest.template.frame import Frame
from ingest.vocabulary import Role

# Levels above the body at which a title may join it.
_MAX_CLIMB = 5
# Pieces behind the body that can still belong to it: signature, source, attachments.
_BEHIND = 10
_MAX_LINE = 120
# Pieces over the title among which the article's details can stand.
_OVER = 3


def edges(page: Page, container: Container, *, title: int) -> tuple[range, range]:
    """Give the pieces between title and body, and those closely behind the body."""
    inner = container.context
    outer = _joint(page, inner, title)
    before = range(max(0, title + 1), inner.first) if 0 <= title < inner.first else range(0)
    return before, range(inner.last, min(outer.last, inner.last + _BEHIND))


def _joint(page: Page, inner: Context, title: int) -> Context:
    context = inner
    while context.parent is not None and (context.first, context.last) == (title, title + 1):
        context = context.parent
    for _ in range(_MAX_CLIMB):
        if context.parent is None or (title >= 0 and context.holds(page.pieces[title])):
            break
        context = context.parent
    return context


def lines_beside(
    page: Page, container: Container, frame: Frame, national: list[str], *, title: int
) -> list[Piece]:
    """List short lines around the body that are not known as frame: they may sign it."""
    before, behind = edges(page, container, title=title)
    own = takewhile(lambda index: not opens_a_block(page.pieces[index], frame), behind)
    over = [
        index for index in range(max(0, title - _OVER), title) if _is_detail(page, index, frame)
    ]
    return [
        page.pieces[index]
        for index in (*over, *before, *own)
        if _may_sign(page.pieces[index], frame, national)
    ]


def _is_detail(page: Page, index: int, frame: Frame) -> bool:
    """Tell a line over the title that stands where other pages have their date, or by a counter."""
    if frame.role(page.pieces[index].path) is Role.DATE:
        return True
    beside = page.pieces[max(0, index - 1) : index + 2]
    return any(piece.kind == "text" and is_counter(piece.text) for piece in beside)


def opens_a_block(piece: Piece, frame: Frame) -> bool:
    """Tell a frame heading behind the body: under it stand comments and other items."""
    if not piece.context.level or piece.kind != "text" or not frame.is_frame_text(piece):
        return False
    return not is_attachment_label(piece.text)


def _may_sign(piece: Piece, frame: Frame, national: list[str]) -> bool:
    return (
        piece.kind == "text"
        and len(piece.text) <= _MAX_LINE
        and piece.links < 0.5
        and not national[piece.index]
        and not certain_rule(piece, frame)
        and (not frame.is_frame_text(piece) or may_be_signature(piece))
    )


def file_lines_beside(page: Page, container: Container, frame: Frame, *, title: int) -> list[Piece]:
    """List lines of attachments behind (or before) the body that differ from page to page."""
    before, behind = edges(page, container, title=title)
    inside = range(container.context.first, container.context.last)
    found: dict[int, Piece] = {}
    for index in (*before, *inside, *behind):
        piece = page.pieces[index]
        if not piece.links or not is_file_line(piece) or certain_rule(piece, frame):
            continue
        # A file may be called as on other pages ("Thông báo.pdf"): its list tells it, or that few
        # pages have one there.
        listed = index - 1 in found or is_attachment_label(page.pieces[index - 1].text)
        own = not frame.is_frame_text(piece) or not is_usual(piece, frame, container.context)
        if index in inside or listed or own:
            found[index] = piece
    return list(found.values())
