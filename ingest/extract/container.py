"""Find the element that holds the article: by template, by a platform's word, by density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from ingest.extract.hints import names_a_body
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.single import mark_frame
from ingest.page import Context, Page, Piece
from ingest.template.frame import Frame
from ingest.template.signs import day_of_line

# A template's container must hold this share of what reads like content on the page.
_LEAST_SHARE = 0.5
# Of the densest element's text, what one must hold that calls itself the article's; of the text of
# an outer one of these, what an inner one must.
_NAMED_SHARE = 0.7
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Container:
    """Where the article stands."""

    context: Context
    source: str
    """``portal``, ``template``, ``platform:<name>`` or ``density``."""
    weight: float
    """Content characters inside."""
    share: float
    """Of the page's content characters, the share inside."""
    marks: tuple[str, ...] = ()
    """Kinds of frame by number of element, read off the page; empty where a template is learnt."""


def piece_value(piece: Piece, frame: Frame, marks: tuple[str, ...] = ()) -> float:
    """Weigh a piece: content above 0, frame below."""
    if piece.kind != "text":
        return 0.0
    if marks and marks[piece.context.number]:
        return -min(len(piece.text), 40.0)
    context = piece.context
    if context.hidden or context.form or frame.is_dropped(context.path):
        return 0.0
    size = len(piece.text)
    if frame.is_frame_text(piece) or piece.links > 0.5:
        return -min(size, 40.0)
    if reads_like_a_sentence(piece.text):
        # A teaser or a reader's words are of the page's own, and yet frame.
        return 0.0 if frame.is_frame_path(piece.path) else size * (1 - piece.links)
    return -8.0 if not frame.known else 0.1 * size


class Weights:
    """Sums of piece values under any element, at the cost of a subtraction."""

    def __init__(self, page: Page, frame: Frame, marks: tuple[str, ...] = ()) -> None:
        values = [piece_value(piece, frame, marks) for piece in page.pieces]
        self._sums = [0.0, *accumulate(values)]
        self._gains = [0.0, *accumulate(max(value, 0.0) for value in values)]
        self.total = self._gains[-1]

    def value(self, context: Context) -> float:
        return self._sums[context.last] - self._sums[context.first]

    def gain(self, context: Context) -> float:
        return self._gains[context.last] - self._gains[context.first]


def find_container(page: Page, frame: Frame) -> Container | None:
    """Choose the element of the article; None for a page without running text."""
    if not frame.is_thin:
        return _chosen(page, frame, Weights(page, frame))
    marks = mark_frame(page)
    found = _chosen(page, frame, Weights(page, frame, marks))
    return replace(found, marks=marks) if found else None


def _chosen(page: Page, frame: Frame, weights: Weights) -> Container | None:
    if weights.total <= 0:
        return (
            _claimed(page, weights, source="portal")
            or _learnt(page, frame, weights)
            or _titled(page, frame, weights)
        )
    for found in (
        _claimed(page, weights, source="portal"),
        _learnt(page, frame, weights),
        _claimed(page, weights, source="platform"),
    ):
        if found and (found.source == "portal" or found.share >= _LEAST_SHARE):
            return found
    found = densest(page, weights)
    if found is not None and frame.is_thin:
        found = _named_body(page, found, weights)
    if found is None or _is_frame(page, found, frame):
        return _titled(page, frame, weights) or found
    return found


def _is_frame(page: Page, found: Container, frame: Frame) -> bool:
    """Tell an element that holds nothing of an article: what it has is frame on the other pages,
    whatever it says here (readers' words), stands over the title, or is a date.
    """
    if frame.is_thin:
        return False
    title = _title_of(page, frame)
    if title is not None and _is_under_a_heading(page, found.context, frame, title):
        return True
    start = max(found.context.first, title.index if title else 0)
    return not any(
        piece.kind == "text"
        and not piece.context.hidden
        and not frame.is_frame_path(piece.path)
        and not day_of_line(piece.text)
        for piece in page.pieces[start : found.context.last]
    )


def _is_under_a_heading(page: Page, context: Context, frame: Frame, title: Piece) -> bool:
    """Tell what stands in a block behind the title that opens with a heading of every page."""
    block: Context | None = context
    while block is not None and title.index < block.first:
        head = page.pieces[block.first]
        if head.context.level and frame.is_frame_text(head) and frame.is_frame_path(head.path):
            return True
        block = block.parent
    return False


def _named_body(page: Page, found: Container, weights: Weights) -> Container:
    """Prefer the element that says it holds the article, if it holds much of the same text."""
    best: Context | None = None
    for context in page.contexts:
        if not (context.tag == "article" or names_a_body(context)):
            continue
        gain = weights.gain(context)
        if best is None or gain >= weights.gain(best) * (
            _NEARLY_ALL if context.is_inside(best) else 1.0
        ):
            best = context
    if best is None or weights.gain(best) < _NAMED_SHARE * found.weight:
        return found
    return _container(best, weights, "density")


def _claimed(page: Page, weights: Weights, *, source: str) -> Container | None:
    best: Container | None = None
    best_rank = 99
    for context in page.contexts:
        parent = context.parent
        if parent is not None and context.claims is parent.claims:
            continue
        for claim in context.claims:
            if claim.role != "body" or not claim.source.startswith(source):
                continue
            found = _container(context, weights, claim.source)
            if best is None or (-claim.rank, found.weight) > (-best_rank, best.weight):
                best, best_rank = found, claim.rank
    return best


def _learnt(page: Page, frame: Frame, weights: Weights) -> Container | None:
    found = [
        _container(context, weights, "template")
        for context in page.contexts
        if context.path in frame.containers
    ]
    best: Container | None = None
    for container in found:
        # Of two nested containers of different clusters the deeper wins if it holds nearly all.
        if best is None or container.weight >= (
            0.8 * best.weight if container.context.is_inside(best.context) else best.weight
        ):
            best = container
    return best


def _titled(page: Page, frame: Frame, weights: Weights) -> Container | None:
    """Take the element around a title whose item has no text: a notice that is all attachment."""
    piece = _title_of(page, frame)
    if piece is None:
        return None
    context = piece.context
    outer = context.parent if context.level and context.parent else context
    return _container(outer, weights, "template")


def _title_of(page: Page, frame: Frame) -> Piece | None:
    """Find what stands where other pages have their title.

    A new item's may stand on every page, in a list of the latest: there it is a link.
    """
    found = [piece for piece in page.pieces if piece.path in frame.titles]
    own = [piece for piece in found if not frame.is_frame_text(piece)]
    named = [piece for piece in found if piece.links < 0.5 and frame.is_echo(piece)]
    return next(iter(own or named), None)


def densest(page: Page, weights: Weights) -> Container | None:
    """Choose the element whose content outweighs the frame inside by most."""
    best, best_value = None, 0.0
    for context in page.contexts:
        value = weights.value(context)
        if value > best_value or (best is not None and value == best_value):
            best, best_value = context, value
    return _container(best, weights, "density") if best else None


def _container(context: Context, weights: Weights, source: str) -> Container:
    gain = weights.gain(context)
    return Container(context, source, gain, gain / weights.total if weights.total else 0.0)
