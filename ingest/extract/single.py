"""A page by itself: what its own markup tells of article and frame where no template is learnt."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate

from ingest.extract.hints import frame_kind
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Context, Page

# What holds more than this share of a page's running text is no frame, whatever it is called.
_MOST_OF_THE_PAGE = 0.5
# Readers may write more than the author did.
_MOST_FOR_COMMENTS = 0.9


class Running:
    """How much running text stands under any element, at the cost of a subtraction."""

    def __init__(self, page: Page) -> None:
        sizes = [
            len(piece.text) * (1 - piece.links)
            if piece.kind == "text" and reads_like_a_sentence(piece.text)
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
    return tuple(marks)


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
    for context in page.contexts:
        parent = context.parent
        if not context.hidden or (parent is not None and parent.hidden):
            continue
        if running.share(context) > _MOST_OF_THE_PAGE and context.hidden in ("hidden", "style"):
            shown = context.hidden
            for inner in page.contexts[context.number :]:
                if inner.first >= context.last:
                    break
                if inner.hidden == shown:
                    inner.hidden = ""
