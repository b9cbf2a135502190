"""The lead (sapo): what platform or markup set apart, or a first paragraph unlike the others."""

from __future__ import annotations

import re

from ingest.extract.blocks import Made
from ingest.extract.sentences import reads_like_a_sentence
from ingest.page import BOLD, ITALIC, Context, Page, Piece
from ingest.template.frame import Frame
from ingest.text import fold
from ingest.vocabulary import BlockKind

_LEAD_NAME = re.compile(
    r"sapo|\blead\b|hometext|gioi-?thieu|tom-?tat|trich-?yeu|summary|intro|excerpt|abstract|"
    r"standfirst|mo-?ta|chapeau|subtitle|description",
    re.IGNORECASE,
)
_TEXTS = (BlockKind.PARAGRAPH, BlockKind.HEADING)
_LEAST_CHARS = 30
# A description cut short still names the lead by its first characters.
_DESCRIPTION_CHARS = 60


def split_lead(
    page: Page, frame: Frame, swept: list[int], blocks: list[Made]
) -> tuple[str, list[Made]]:
    """Part the lead from the body. ``swept`` are pieces that stand before the container."""
    texts = [page.pieces[index].text for index in swept]
    if texts:
        return "\n".join(texts), blocks
    if not blocks or blocks[0].kind not in _TEXTS:
        return "", blocks
    first = blocks[0]
    if first.kind is BlockKind.HEADING and not reads_like_a_sentence(first.text):
        return "", blocks
    piece = first.pieces[0]
    if len(first.text) < _LEAST_CHARS:
        return "", blocks
    if (
        _is_marked(piece)
        or is_described(first.text, page)
        or _stands_apart(blocks)
        or _looks_apart(blocks)
        or _is_named_apart(blocks, frame)
    ):
        return first.text, blocks[1:]
    return "", blocks


def _is_marked(piece: Piece) -> bool:
    if any(claim.role == "lead" for claim in piece.context.claims):
        return True
    return bool(_LEAD_NAME.search(piece.path.rpartition(">")[2]))


def is_described(text: str, page: Page) -> bool:
    for name in ("description", "og:description"):
        said = fold(page.head.meta.get(name, "")).rstrip(" .…")
        if len(said) >= _DESCRIPTION_CHARS and fold(text).startswith(said[:200]):
            return len(text) <= 3 * len(said)
    return False


def _stands_apart(blocks: list[Made]) -> bool:
    """Tell a first paragraph that stands outside the element that holds all the others."""
    first, *rest = [made.pieces[0].context for made in blocks]
    if len(rest) < 2 or not reads_like_a_sentence(blocks[0].text):
        return False
    joint: Context | None = rest[0].parent
    while joint is not None and not all(context.is_inside(joint) for context in rest):
        joint = joint.parent
    return joint is not None and not first.is_inside(joint)


def _is_named_apart(blocks: list[Made], frame: Frame) -> bool:
    """Tell a first paragraph whose element the portal uses once a page, for this alone.

    Where it is all the text there is, a plain paragraph is none: it is a short article.
    """
    first, *rest = [made for made in blocks if made.kind in _TEXTS]
    path = first.pieces[0].path
    return (
        path in frame.once
        and (bool(rest) or first.pieces[0].context.tag != "p")
        and reads_like_a_sentence(first.text)
        and all(made.pieces[0].path != path for made in rest)
    )


def _looks_apart(blocks: list[Made]) -> bool:
    """Tell a first paragraph that is bold or italic while those after it are not."""
    first, *rest = [made for made in blocks if made.kind in _TEXTS]
    if first.kind is BlockKind.HEADING:
        return True
    if not reads_like_a_sentence(first.text):
        return False
    if not rest:
        return any(_has_look(first.pieces[0], bit) for bit in (BOLD, ITALIC))
    for bit in (BOLD, ITALIC):
        if _has_look(first.pieces[0], bit):
            alike = sum(_has_look(made.pieces[0], bit) for made in rest)
            return 2 * alike < len(rest)
    return False


def _has_look(piece: Piece, bit: int) -> bool:
    return all(run.look & bit for run in piece.runs if run.text.strip())
