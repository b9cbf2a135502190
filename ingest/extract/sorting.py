"""Give every piece of a page its place: article, field, or frame with the reason why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.extract.bylines import may_be_signature
from ingest.extract.container import Container
from ingest.extract.files import is_file_line
from ingest.extract.listing import without_teasers
from ingest.extract.pruning import false_claims, frame_inside, trimmed
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.tables import data_table
from ingest.page import Claim, Context, Page, Piece
from ingest.page.selectors import DROP, HIDDEN
from ingest.rules import load_rules
from ingest.template.frame import Frame
from ingest.template.learn import FRAME_SHARE
from ingest.template.signs import DATE_LINE_SHARE, date_line_share
from ingest.vocabulary import Role

# A text of so few words that repeats over a portal is frame even where the path is the article's.
_MAX_FRAME_WORDS = 12
# Share of a path's characters that repeat above which no text of the path is the article's own.
_SURE_SHARE = 0.9
_COMMENT_HEADING = "comment-heading"
_COMMENT_RULES = frozenset({_COMMENT_HEADING, "comment-count", "comment-form"})
# What a reader wrote stands under the reader's name and a day.
_READER = re.compile(
    r"(?:[^\W\d_]+ ){1,6}\W{0,3}(?:lúc |ngày )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\W?.{0,12}"
)
_COMMENTS = re.compile(r"bình luận|phản hồi|ý kiến|nhận xét|thảo luận|comment", re.IGNORECASE)
_MAX_HEADING = 40
_FORM_RULES = frozenset({"comment-form", "form-field", "captcha"})
_TINY_PIXELS = 5
# So much text of a page's own makes a block that begins as frame the page's own.
_OWN_CHARS = 80
_SPACER = re.compile(r"/(?:spacer|blank|pixel|clear|transparent|dot)[\w-]*\.(?:gif|png)\b", re.I)


@dataclass(slots=True, kw_only=True)
class Sorting:
    """Where each piece went. A piece is in exactly one of ``kept``, ``title`` and ``removed``."""

    title: list[int] = field(default_factory=list)
    lead: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    """Of the body, in reading order."""
    removed: dict[int, str] = field(default_factory=dict)
    """Rule id by piece."""
    apart: set[int] = field(default_factory=set)
    """Pieces of frame blocks inside the container."""

    def remove(self, index: int, rule: str) -> None:
        self.removed.setdefault(index, rule)


def certain_rule(piece: Piece, frame: Frame, *, false: frozenset[Claim] = frozenset()) -> str:
    """Name what takes a piece out wherever it stands; "" if nothing certain speaks.

    ``false`` are claims of the platform that this page contradicts.
    """
    context = piece.context
    if frame.is_kept(context.path):
        return ""
    if context.hidden:
        return f"hidden:{context.hidden}"
    if frame.is_dropped(context.path):
        return f"verdict:{context.path}"
    for claim in context.claims:
        if claim in false:
            continue
        if claim.role == DROP:
            return f"{claim.source}:{claim.selector}"
        if claim.role == HIDDEN:
            return f"hidden:{claim.selector}"
    return f"form:{context.form}" if context.form else ""


def sort_body(
    page: Page,
    container: Container,
    frame: Frame,
    sorting: Sorting,
    *,
    national: list[str],
    taken: set[int],
) -> None:
    """Sort the pieces inside the container. ``national`` has a rule id (or "") by piece."""
    context = container.context
    blocks = _frame_blocks(page, context, frame, national, title=sorting.title)
    blocks.update(_reader_comments(page, context, frame, national))
    if container.marks:
        blocks = frame_inside(page, context, container.marks) | blocks
    sorting.apart.update(blocks)
    false = false_claims(page, context)
    inside = range(context.first, context.last)
    undecided: list[int] = []
    for index in inside:
        if index in taken:
            continue
        piece = page.pieces[index]
        rule = (
            certain_rule(piece, frame, false=false) or blocks.get(index, "") or _picture_rule(piece)
        )
        if not rule and piece.kind == "text" and not frame.is_kept(piece.path):
            rule = national[index] or _path_rule(piece, frame, context)
        if rule:
            sorting.remove(index, rule)
        else:
            undecided.append(index)
    undecided = _without_heading(page, undecided, sorting)
    _trim_ends(page, undecided, frame, sorting, context)
    if container.marks:
        for index, rule in trimmed(page, sorting.kept).items():
            sorting.kept.remove(index)
            sorting.remove(index, rule)


def _picture_rule(piece: Piece) -> str:
    """Name what takes out a picture that only holds a place."""
    if piece.kind != "image":
        return ""
    if not piece.src.startswith(("http://", "https://", "data:")):
        return "image:unreachable"
    tiny = 0 < piece.width <= _TINY_PIXELS or 0 < piece.height <= _TINY_PIXELS
    return "image:spacer" if tiny or _SPACER.search(piece.src) else ""


def _without_heading(page: Page, undecided: list[int], sorting: Sorting) -> list[int]:
    """Take out short texts that stand over the title: names of sections, slogans."""
    at = sorting.title[0] if sorting.title else -1
    title = page.pieces[at].text if at >= 0 else ""
    found = []
    for index in undecided:
        piece = page.pieces[index]
        if title and piece.text == title:
            sorting.remove(index, "duplicate:title")
        elif index < at and piece.kind == "text" and not reads_like_a_sentence(piece.text):
            sorting.remove(index, "over:title")
        else:
            found.append(index)
    return found


def _path_rule(piece: Piece, frame: Frame, container: Context) -> str:
    """Judge a piece inside the article by what its path holds over the portal."""
    entry = frame.paths.get(piece.path) if frame.known else None
    if entry is None or may_be_signature(piece):
        return ""
    rule = f"template:{piece.path}"
    if piece.links > 0.5:
        listed = entry.role in (Role.RELATED, Role.NAVIGATION) or frame.is_echo(piece)
        return rule if listed and not is_file_line(piece) else ""
    if not frame.is_frame_path(piece.path) or _is_table_cell(piece) or piece.context.quote:
        return ""
    if piece.context.tag == "figcaption":
        return ""
    if entry.role in (Role.RELATED, Role.NAVIGATION):
        return "" if reads_like_a_sentence(piece.text) else rule
    # Between the article's own texts a repeated one goes only where most pages have it.
    if (
        not frame.is_frame_text(piece)
        or not is_usual(piece, frame, container)
        or entry.repeated < _SURE_SHARE
    ):
        return ""
    return "" if _is_sentence_of_the_body(piece, frame) else rule


def is_usual(piece: Piece, frame: Frame, container: Context) -> bool:
    """Tell whether at least half of the pages built like this one have the piece's path."""
    entry = frame.paths.get(piece.path)
    return entry is not None and entry.pages >= FRAME_SHARE * frame.holders.get(
        container.path, entry.pages
    )


def _is_sentence_of_the_body(piece: Piece, frame: Frame) -> bool:
    entry = frame.paths.get(piece.path)
    return (
        entry is not None
        and entry.repeated < 1.0
        and reads_like_a_sentence(piece.text)
        and len(piece.text.split()) > _MAX_FRAME_WORDS
    )


def _is_table_cell(piece: Piece) -> bool:
    """Tell a cell of a table of data: header cells repeat over pages and are content."""
    return data_table(piece.context) is not None


def _trim_ends(
    page: Page, undecided: list[int], frame: Frame, sorting: Sorting, container: Context
) -> None:
    """Take repeated texts off both ends of the body; those between its own texts stay."""
    own = [
        place for place, index in enumerate(undecided) if not _repeats(page.pieces[index], frame)
    ]
    first, last = (own[0], own[-1]) if own else (len(undecided), -1)
    for place, index in enumerate(undecided):
        piece = page.pieces[index]
        if (
            first <= place <= last
            or piece.kind != "text"
            or not _repeats(piece, frame)
            or not _is_of_the_end(piece, frame, container)
            or _is_sentence_of_the_body(piece, frame)
            or _is_table_cell(piece)
            or piece.context.quote is not None
            or _is_under_picture(page, piece)
            or may_be_signature(piece)
        ):
            sorting.kept.append(index)
        else:
            sorting.remove(index, f"template:{piece.path}")


def _is_of_the_end(piece: Piece, frame: Frame, container: Context) -> bool:
    """Tell what stands there on many pages: what few have is a form of words ("Nơi nhận:")."""
    return is_usual(piece, frame, container) and (
        frame.is_frame_path(piece.path) or frame.repeats_there(piece)
    )


def _is_under_picture(page: Page, piece: Piece) -> bool:
    """Tell a caption: one sentence may stand under pictures of several articles."""
    before = page.pieces[piece.index - 1] if piece.index else piece
    if before.kind == "text":
        return False
    figure = piece.context.figure
    return (figure is not None and figure is before.context.figure) or (
        piece.soft and piece.context is before.context
    )


def _repeats(piece: Piece, frame: Frame) -> bool:
    return piece.kind == "text" and frame.is_frame_text(piece) and not frame.is_kept(piece.path)


def _frame_blocks(
    page: Page, container: Context, frame: Frame, national: list[str], *, title: list[int]
) -> dict[int, str]:
    """Find elements inside the article that begin with a frame heading: a block goes as a whole.

    "Tin liên quan" with its list, "Bình luận" with what readers wrote.
    """
    found: dict[int, str] = {}
    for context in page.contexts:
        if context.number <= container.number or context.last > container.last:
            continue
        if context.last - context.first < 2 or context.first in found or data_table(context):
            continue
        if any(context.first <= index < context.last for index in title):
            continue
        head = page.pieces[context.first]
        if head.kind != "text" or not _is_frame_heading(head, frame, national, container):
            continue
        rule = national[head.index] or f"template:{head.path}"
        inside = page.pieces[context.first : context.last]
        if _is_frame_block(inside, frame, rule):
            found.update((piece.index, rule) for piece in inside)
    return found


def _reader_comments(
    page: Page, container: Context, frame: Frame, national: list[str]
) -> dict[int, str]:
    """Find what readers wrote: between a heading of comments and the form under it."""
    found: dict[int, str] = {}
    start, end = -1, 0
    # Over the article the same words call a section ("Ý kiến cử tri") or lead down to the readers.
    told = False
    for index in range(container.first, container.last):
        rule = national[index]
        told = told or _is_told(page.pieces[index], frame)
        if (
            rule == _COMMENT_HEADING
            or (rule in _COMMENT_RULES and _READER.fullmatch(_text_after(page, index)))
            or (told and _calls_for_comments(page.pieces[index], frame, container))
        ):
            start, end = index + 1, _end_of_block(page.pieces[index].context, container)
        elif start >= 0 and (rule in _FORM_RULES or page.pieces[index].context.form):
            found.update(dict.fromkeys(range(start, index), "comments:readers"))
            # Each comment may have a call to answer it, before the form for all.
            start = index + 1 if index < end else -1
    return found


def _is_told(piece: Piece, frame: Frame) -> bool:
    own = piece.links < 0.3 and not piece.context.hidden and not frame.is_frame_text(piece)
    return piece.kind == "text" and own and reads_like_a_sentence(piece.text)


def _calls_for_comments(piece: Piece, frame: Frame, container: Context) -> bool:
    """Tell the heading of comments by what it says and by standing on most pages."""
    return (
        piece.context.level > 0
        and len(piece.text) <= _MAX_HEADING
        and bool(_COMMENTS.search(piece.text))
        and frame.is_frame_text(piece)
        and is_usual(piece, frame, container)
    )


def _end_of_block(heading: Context, container: Context) -> int:
    """Give the end of the element that a heading opens; 0 if it is the article's own."""
    block = heading.parent
    closed = block is not None and block.number > container.number
    return block.last if closed and block is not None else 0


def _text_after(page: Page, index: int) -> str:
    return page.pieces[index + 1].text if index + 1 < len(page.pieces) else ""


def _is_frame_heading(piece: Piece, frame: Frame, national: list[str], container: Context) -> bool:
    if len(piece.text) > 60:
        return False
    if national[piece.index]:
        return True
    if not frame.is_frame_text(piece) or not frame.is_frame_path(piece.path):
        return False
    if date_line_share(piece.text) > DATE_LINE_SHARE:
        return False
    return is_usual(piece, frame, container) and not piece.text.endswith((".", ";", ","))


def _is_frame_block(pieces: list[Piece], frame: Frame, rule: str) -> bool:
    """Tell whether nothing of the block but its heading could be the article's.

    What readers wrote over the form for more is text of the page's own; what else stands over a
    form may be the article, where the form is not closed off from it.
    """
    # Under a row of tools stands the article, under a heading headlines with their teasers.
    own = [
        piece.text
        for piece in (pieces if pieces[0].links > 0.5 else without_teasers(pieces))
        if piece.kind == "text"
        and piece.links < 0.5
        and not piece.context.form
        and not frame.is_frame_text(piece)
        and date_line_share(piece.text) < DATE_LINE_SHARE
    ]
    if rule in _COMMENT_RULES and any(piece.context.form for piece in pieces):
        return True
    if sum(map(len, own)) >= _OWN_CHARS:
        return False
    return load_rules().closes(rule) or not any(map(reads_like_a_sentence, own))
