"""A page by itself: what its own markup tells of article and frame where no template is learnt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from ingest.extract.hints import frame_kind
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Context, Page

# What holds more than this share of a page's running text is no frame, whatever it is called.
_MOST_OF_THE_PAGE = 0.5
# Readers may write more than the author did.
_MOST_FOR_COMMENTS = 0.9
# Reasons why an element is not shown that a script takes away, and the share of a page's running
# text in one from which on it is a part of the article.
_BY_SCRIPT = frozenset({"hidden", "style"})
_LEAST_SHOWN = 0.05
# Less of a page's running text than this is no article that a page is made for.
_LEAST_LEFT = 0.1


class Running:
    """How much running text stands under any element, at the cost of a subtraction."""

    def __init__(self, page: Page, marks: Sequence[str] = ()) -> None:
        sizes = [
            len(piece.text) * (1 - piece.links)
            if piece.kind == "text"
            and reads_like_a_sentence(piece.text)
            and not (marks and marks[piece.context.number])
            else 0.0
            for piece in page.pieces
        ]
        self._sums = [0.0, *accumulate(sizes)]
        self.total = self._sums[-1] or 1.0

    def share(self, context: Context) -> float:
        """Give the share (0 to 1) of the page's running text inside an element."""
        return (self._sums[context.last] - self._sums[context.first]) / self.total


def mark_frame(page: Page) -> tuple[str, ...]:
    """Name the kind of frame that each element, by number, is or stands in; "" for none."""
    running = Running(page)
    _show(page, running)
    kinds = [frame_kind(context) for context in page.contexts]
    held = _held_by_name(page, kinds, running)
    marks: list[str] = []
    for context, own in zip(page.contexts, kinds, strict=True):
        parent = context.parent
        kind = marks[parent.number] if parent is not None else ""
        if not kind and own and held[_name(context)] <= _most(own):
            kind = own
        marks.append(kind)
    left = Running(page, marks).total
    # Names that call nearly all of a page frame are wrong on this page.
    return tuple(marks) if left >= _LEAST_LEFT * running.total else ("",) * len(marks)


def _held_by_name(page: Page, kinds: list[str], running: Running) -> dict[tuple[str, ...], float]:
    """Add up what all elements of one name hold: an article may stand in parts."""
    held: dict[tuple[str, ...], float] = defaultdict(float)
    for context, kind in zip(page.contexts, kinds, strict=True):
        if kind and (context.parent is None or _name(context) != _name(context.parent)):
            held[_name(context)] += running.share(context)
    return held


def _name(context: Context) -> tuple[str, ...]:
    get = context.element.get
    return (context.tag, get("class") or "", "" if get("class") else get("id") or "")


def _most(kind: str) -> float:
    return _MOST_FOR_COMMENTS if kind == "comments" else _MOST_OF_THE_PAGE


def _show(page: Page, running: Running) -> None:
    """Take the article of a page that hides it until a script has run for what is shown."""
    hidden = [
        context
        for context in page.contexts
        if context.hidden in _BY_SCRIPT and not (context.parent and context.parent.hidden)
    ]
    if sum(map(running.share, hidden)) <= _MOST_OF_THE_PAGE:
        return
    for context in hidden:
        if running.share(context) < _LEAST_SHOWN:
            continue
        reason = context.hidden
        for inner in page.contexts[context.number :]:
            if inner.first >= context.last:
                break
            if inner.hidden == reason:
                inner.hidden = ""
