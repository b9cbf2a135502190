"""Frame inside the element of an article, by the page itself: blocks, lists, teasers, ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ingest.extract.bylines import may_be_signature, names_itself
from ingest.extract.files import is_file_line
from ingest.extract.phrases import find_phrase
from ingest.extract.said import unsaid
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.tables import data_table
from ingest.page import Claim, Context, Page, Piece

# Of a block's characters, the share in links from which on it leads elsewhere.
_LINKED = 0.6
_ALL_LINKED = 0.95
_LEAST_HEADLINE = 12
_MAX_TEASER = 700
# Pieces of a block before its heading: a picture, a line above it.
_NEAR = 2
# Of the running text in the article's element, the share that must stay.
_LEAST_LEFT = 0.2
# Shorter texts may well stand twice in an article.
_LONG = 60


def frame_inside(page: Page, container: Context, marks: tuple[str, ...]) -> dict[int, str]:
    """Give the rule of each piece inside the article's element that is frame by its markup."""
    found: dict[int, str] = {}
    for piece in page.pieces[container.first : container.last]:
        if kind := marks[piece.context.number]:
            found[piece.index] = f"web:{kind}"
    inside = page.pieces[container.first : container.last]
    main = _main_path(piece for piece in inside if piece.index not in found)
    body = _extent(page, container, found, main)
    for piece, kind in _spoken(page, container, main):
        found.setdefault(piece.index, f"words:{kind}")
    for piece in _link_blocks(page, container, body, main):
        found.setdefault(piece.index, "web:links")
    for piece in _teasers(page, container, body):
        found.setdefault(piece.index, "web:teaser")
    found |= unsaid(page, container, found) | _repeated(page, container, found)
    return found if _leaves_enough(page, container, found) else {}


def _leaves_enough(page: Page, container: Context, left_out: dict[int, str]) -> bool:
    """Tell whether an article is left: if not, the page is not built as its markup says."""
    running = [
        piece for piece in page.pieces[container.first : container.last] if _is_running(piece)
    ]
    size = sum(len(piece.text) for piece in running)
    left = sum(len(piece.text) for piece in running if piece.index not in left_out)
    return left >= _LEAST_LEFT * size


def _repeated(page: Page, container: Context, left_out: dict[int, str]) -> dict[int, str]:
    """Give the rule of texts that stood in the article before: captions and quotes set again."""
    found: dict[int, str] = {}
    seen: set[str] = set()
    for piece in page.pieces[container.first : container.last]:
        if piece.kind == "text" and piece.index not in left_out and len(piece.text) >= _LONG:
            if piece.text in seen:
                found[piece.index] = "web:repeated"
            seen.add(piece.text)
    return found


def false_claims(page: Page, container: Context) -> frozenset[Claim]:
    """List the claims of a platform that would take out most of the article."""
    held: Counter[Claim] = Counter()
    total = 0
    for piece in page.pieces[container.first : container.last]:
        if _is_running(piece):
            total += len(piece.text)
            held.update(dict.fromkeys(piece.context.claims, len(piece.text)))
    return frozenset(
        claim
        for claim, size in held.items()
        if 2 * size > total and not claim.source.startswith("portal")
    )


def _main_path(pieces: Iterable[Piece]) -> str:
    """Find the path that holds most of the running text."""
    sizes: Counter[str] = Counter()
    for piece in pieces:
        if _is_running(piece):
            sizes[piece.path] += len(piece.text)
    return max(sizes, key=lambda path: (sizes[path], path), default="")


def _extent(page: Page, container: Context, left_out: dict[int, str], main: str) -> range:
    """Find the pieces from the first to the last of the main path."""
    own = [
        piece.index
        for piece in page.pieces[container.first : container.last]
        if piece.path == main and piece.index not in left_out and _is_running(piece)
    ]
    return range(own[0], own[-1] + 1) if own else range(container.first, container.last)


def _inner_contexts(page: Page, container: Context) -> Iterator[tuple[Context, list[Piece]]]:
    for context in page.contexts[container.number + 1 :]:
        if context.first >= container.last:
            break
        inside = page.pieces[context.first : context.last]
        pieces = [piece for piece in inside if piece.kind == "text"]
        if pieces and context.last <= container.last:
            yield context, pieces


def _spoken(page: Page, container: Context, main: str) -> Iterator[tuple[Piece, str]]:
    """Yield the lines that say what they are, with what stands below in their block."""
    for piece in page.pieces[container.first : container.last]:
        if piece.kind != "text" or data_table(piece.context) is not None:
            continue
        phrase = find_phrase(piece.text)
        if phrase is None or may_be_signature(piece):
            continue
        yield piece, phrase.id
        if phrase.opens:
            for below in _below(page, container, piece, main):
                yield below, phrase.id


def _below(page: Page, container: Context, heading: Piece, main: str) -> Iterator[Piece]:
    """Yield what stands under a heading, as far as its block reaches or the article goes on."""
    block = heading.context
    while (
        block.parent is not None
        and block.parent.number > container.number
        and heading.index - block.parent.first <= _NEAR
        and not _holds_path(page, block.parent, main)
    ):
        block = block.parent
    end = block.last if block is not heading.context else container.last
    for piece in page.pieces[heading.index + 1 : end]:
        level = piece.context.level
        if piece.path == main or (
            block is heading.context and level and level <= heading.context.level
        ):
            return
        yield piece


def _holds_path(page: Page, context: Context, path: str) -> bool:
    return any(piece.path == path for piece in page.pieces[context.first : context.last])


def _link_blocks(page: Page, container: Context, body: range, main: str) -> Iterator[Piece]:
    """Yield the pieces of lists, and of lines by themselves, that are links and little else.

    Amid the article's own text a linked heading and an item of a list stay.
    """
    for context, pieces in _inner_contexts(page, container):
        amid = context.first in body and context.last - 1 in body
        if amid and (context.level or context.item is not None):
            continue
        if _leads_elsewhere(pieces, main) and data_table(context) is None:
            yield from pieces


def _leads_elsewhere(pieces: list[Piece], main: str) -> bool:
    size = sum(len(piece.text) for piece in pieces)
    linked = sum(len(piece.text) * piece.links for piece in pieces)
    if linked <= _LINKED * size or any(map(is_file_line, pieces)):
        return False
    return linked > _ALL_LINKED * size or not any(
        piece.path == main and reads_like_a_sentence(piece.text) for piece in pieces
    )


def _teasers(page: Page, container: Context, body: range) -> Iterator[Piece]:
    """Yield the pieces of blocks of one build around the article, each a headline with a text."""
    cards: dict[str, list[list[Piece]]] = {}
    for context, pieces in _inner_contexts(page, container):
        around = context.last <= body.start or context.first >= body.stop
        if around and _is_card(pieces) and data_table(context) is None:
            cards.setdefault(context.path, []).append(pieces)
    for alike in cards.values():
        if len(alike) > 1:
            for pieces in alike:
                yield from pieces


def _is_card(pieces: list[Piece]) -> bool:
    if sum(len(piece.text) for piece in pieces) > _MAX_TEASER:
        return False
    if all(piece.context.item is not None and not piece.context.level for piece in pieces):
        return False
    headlines = [piece for piece in pieces if piece.links > 0.5]
    return any(len(piece.text) >= _LEAST_HEADLINE for piece in headlines) and len(headlines) < len(
        pieces
    )


def trimmed(page: Page, undecided: list[int]) -> dict[int, str]:
    """Give the rules of short lines before the first running text and behind the last."""
    texts = [place for place, index in enumerate(undecided) if _is_running(page.pieces[index])]
    if not texts:
        return {}
    main = _main_path(page.pieces[index] for index in undecided)
    found: dict[int, str] = {}
    for place, index in enumerate(undecided):
        piece = page.pieces[index]
        if piece.kind != "text" or (place and page.pieces[undecided[place - 1]].kind != "text"):
            continue
        if may_be_signature(piece) or names_itself(piece) or piece.path == main:
            continue
        if place < texts[0] and piece.context.level == 1:
            # The title once more, with the line above it.
            found[index] = "web:headline"
        elif place < texts[0] and not (reads_like_a_sentence(piece.text) and piece.links < 0.5):
            found[index] = "web:before-text"
        elif place > texts[-1] and not _belongs(piece, page.pieces[undecided[texts[-1]]]):
            found[index] = "web:behind-text"
    return found | _empty_headings(page, undecided, found)


def _empty_headings(page: Page, undecided: list[int], left_out: dict[int, str]) -> dict[int, str]:
    """Give the rule of headings under which everything was taken out."""
    found: dict[int, str] = {}
    kept = [index for index in undecided if index not in left_out]
    for place, index in enumerate(kept):
        level = page.pieces[index].context.level
        if not level:
            continue
        after = kept[place + 1] if place + 1 < len(kept) else -1
        if after < 0 or (after > index + 1 and 0 < page.pieces[after].context.level <= level):
            found[index] = "web:empty-heading"
    return found


def _is_running(piece: Piece) -> bool:
    return (
        piece.kind == "text"
        and reads_like_a_sentence(piece.text)
        and piece.links < 0.5
        and not piece.context.level
    )


def _belongs(piece: Piece, last: Piece) -> bool:
    """Tell a line of the list, table or quote that the last running text stands in."""
    for name in ("list", "table", "quote", "figure"):
        owner = getattr(piece.context, name)
        if owner is not None and owner is getattr(last.context, name):
            return True
    return piece.context.list is not None or piece.context.table is not None
