"""Where those who judge a page disagree: platform against template, template against density."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract.article import Article
from ingest.extract.container import Weights, densest
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import Claim, Context, Page, Piece
from ingest.page.paths import SEPARATOR
from ingest.page.selectors import DROP, HIDDEN
from ingest.template.frame import Frame
from ingest.types import Issue
from ingest.vocabulary import IssueCode

# Of the running text that either kept, the share that only one did.
_DISAGREE_SHARE = 0.3
_LEAST_CHARS = 300
# A text of the title or lead that repeats on this share of pages names no single item.
_REPEATED = 0.5
_LEAST_PAGES = 3


def check_claims(page: Page, frame: Frame) -> tuple[Issue, ...]:
    """Set aside what a platform's selectors claim against the learnt template; say which.

    A selector that matches nothing on a portal claims nothing and needs no word.
    """
    if frame.is_thin:
        return ()
    refused = {
        claim
        for context in page.contexts
        for claim in _own_claims(context)
        if claim.source != "portal" and _is_refuted(claim, context.path, frame)
    }
    if not refused:
        return ()
    # Equal claims stay one tuple: by its identity an element tells its own from those inherited.
    left: dict[tuple[Claim, ...], tuple[Claim, ...]] = {}
    for context in page.contexts:
        held = context.claims
        if held not in left:
            left[held] = tuple(claim for claim in held if claim not in refused)
        context.claims = left[held]
    return tuple(
        Issue(
            code=IssueCode.EXTRACTORS_DISAGREE,
            detail=f"{claim.source}: {claim.role} {claim.selector} against the template",
        )
        for claim in sorted(refused)
    )


def _own_claims(context: Context) -> tuple[Claim, ...]:
    above = context.parent.claims if context.parent else ()
    return context.claims[len(above) :]


def _is_refuted(claim: Claim, path: str, frame: Frame) -> bool:
    if claim.role in (DROP, HIDDEN):
        # It would drop what holds the articles of most pages.
        inside = sum(
            pages
            for held, pages in frame.containers.items()
            if held == path or held.startswith(path + SEPARATOR)
        )
        return inside >= _LEAST_PAGES and 2 * inside > sum(frame.containers.values())
    if claim.role == "date":
        return path in frame.clocks
    if claim.role not in ("title", "lead"):
        return False
    entry = frame.paths.get(path)
    return entry is not None and entry.pages >= _LEAST_PAGES and entry.repeated >= _REPEATED


def differences(page: Page, article: Article, frame: Frame) -> Iterator[Issue]:
    """Compare what the template kept with the densest element, texts of every page left out.

    What a rule took out, or a field (the lead, too) holds, is no matter of the two.
    """
    if frame.is_thin or article.document or article.rows:
        return
    source = article.container.source
    if source == "density" and any(context.path in frame.containers for context in page.contexts):
        yield Issue(
            code=IssueCode.EXTRACTORS_DISAGREE,
            detail="the learnt element holds less than half of the text",
        )
    if source != "template":
        return
    alone = densest(page, Weights(page, frame))
    if alone is None:
        return
    sorting = article.sorting
    kept = set(sorting.kept)
    told = {index for index, rule in sorting.removed.items() if not rule.startswith("template:")}
    both = missing = extra = 0
    for piece in page.pieces:
        if piece.index in told or not _is_running(piece) or frame.is_frame_text(piece):
            continue
        if piece.text in article.lead:
            continue
        size = len(piece.text)
        first, second = piece.index in kept, alone.context.holds(piece)
        both += size * (first and second)
        missing += size * (second and not first)
        extra += size * (first and not second)
    # Density often takes a part of an article that widgets cut up: that alone is no doubt.
    either = both + missing + extra
    differs = missing > _DISAGREE_SHARE * either or not both
    if either >= _LEAST_CHARS and differs:
        yield Issue(
            code=IssueCode.EXTRACTORS_DISAGREE,
            detail=f"of {either} characters {extra} by the template, {missing} by density alone",
        )


def _is_running(piece: Piece) -> bool:
    context = piece.context
    return (
        piece.kind == "text"
        and not context.hidden
        and not context.form
        and piece.links < 0.5
        and reads_like_a_sentence(piece.text)
    )
