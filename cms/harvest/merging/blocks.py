"""Merging the value of one block, item of a list included."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from ingest.types import Block
from ingest.vocabulary import BlockKind

from .inline import Token, is_balanced, parse_html, parse_text, to_html, to_text
from .plain import plain
from .words import merge_words

MEDIA = frozenset({BlockKind.IMAGE, BlockKind.FILE, BlockKind.EMBED})
WORDS = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.HEADING})
"""Kinds that can turn into each other while their words are merged."""
_LIST = re.compile(r"<(ul|ol)>(.*)</\1>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_KEY = re.compile(r' data-block-key="[^"]*"')

Value = TypeVar("Value")
ItemMerge = Callable[[Sequence[Block], Sequence[Block], Sequence[Block]], tuple[list[Block], bool]]
"""Merges the items of a list as a body's blocks are; tells whether there is a conflict."""


class Disagreement(Exception):  # noqa: N818 - not an error: the outcome of one block
    """Both sides changed the block in different ways."""


def tokens_of(block: Block) -> tuple[Token, ...]:
    """Read the words of a block with their markup."""
    return parse_html(block.html) if block.html else parse_text(block.text)


def content(block: Block) -> Hashable:
    """What a reader sees of a block; equal for two that differ in spelling or id only."""
    words: Hashable = tokens_of(block)
    if block.kind is BlockKind.LIST and not block.html:
        words = tuple(parse_text(line) for line in block.text.split("\n"))
    elif block.kind is BlockKind.LIST and (items := items_of(block)) is not None:
        tag, rows = items
        words = tuple(tokens_of(item) for item in rows) if tag == "ul" else (tag, words)
    return (block.kind, words, block.src, plain(block.alt), plain(block.caption), block.level)


def items_of(block: Block) -> tuple[str, list[Block]] | None:
    """Take a plain list apart: its tag and its items; ``None`` if it is more than a list."""
    if not block.html:
        lines = [line for line in block.text.split("\n") if line.strip()]
        return "ul", [_item(number, text=line) for number, line in enumerate(lines)]
    found = _LIST.fullmatch(_KEY.sub("", block.html).strip())
    if not found or re.search(r"<[uo]l|<p[ >]", found[2]):
        return None
    rows = _ITEM.findall(found[2])
    return found[1], [
        _item(number, html=row, text=to_text(parse_html(row))) for number, row in enumerate(rows)
    ]


def _item(number: int, *, text: str, html: str = "") -> Block:
    # Items have no names of their own: the number of one side says nothing to the other.
    return Block(id=f"item:{number}", kind=BlockKind.PARAGRAPH, text=text, html=html)


def merge_block(base: Block, ours: Block, theirs: Block, *, merge_items: ItemMerge) -> Block:
    """Merge one block that all three have; ours' id. Raises Disagreement."""
    if content(ours) == content(theirs) or content(theirs) == content(base):
        return ours
    if content(ours) == content(base):
        return replace(theirs, id=ours.id)
    sides = (base, ours, theirs)
    kinds = {block.kind for block in sides}
    if kinds <= MEDIA and len(kinds) == 1:
        return _merge_media(*sides)
    if kinds == {BlockKind.LIST}:
        return _merge_list(*sides, merge_items=merge_items)
    if kinds == {BlockKind.TABLE}:
        return _merge_table(*sides)
    if kinds <= WORDS:
        return _merge_words(*sides)
    raise Disagreement


def chosen(base: Value, ours: Value, theirs: Value, *, key: Callable[[Value], Hashable]) -> Value:
    """Pick the value of the side that changed it. Raises Disagreement if both did differently."""
    if key(theirs) in (key(base), key(ours)):
        return ours
    if key(ours) == key(base):
        return theirs
    raise Disagreement


def _merge_media(base: Block, ours: Block, theirs: Block) -> Block:
    """Attributes for themselves; but they describe what ``src`` names."""
    said = [
        (plain(block.alt), plain(block.caption), plain(block.text))
        for block in (base, ours, theirs)
    ]
    replaced = (ours.src != base.src, theirs.src != base.src)
    if replaced == (True, False) and said[2] != said[0] and said[2] != said[1]:
        raise Disagreement
    if replaced == (False, True) and said[1] != said[0] and said[1] != said[2]:
        raise Disagreement
    return replace(
        ours,
        src=chosen(base.src, ours.src, theirs.src, key=str),
        alt=chosen(base.alt, ours.alt, theirs.alt, key=plain),
        caption=chosen(base.caption, ours.caption, theirs.caption, key=plain),
        text=chosen(base.text, ours.text, theirs.text, key=plain),
    )


def _merge_table(base: Block, ours: Block, theirs: Block) -> Block:
    """Figures hang together, so the cells are one value; the caption is another."""
    sides = (base, ours, theirs)
    cells = chosen(*sides, key=lambda block: (tokens_of(block), plain(block.text)))
    caption = chosen(*(block.caption for block in sides), key=plain)
    return replace(ours, html=cells.html, text=cells.text, caption=caption)


def _merge_list(base: Block, ours: Block, theirs: Block, *, merge_items: ItemMerge) -> Block:
    parts = [items_of(block) for block in (base, ours, theirs)]
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return _merge_words(base, ours, theirs)
    tag = chosen(parts[0][0], parts[1][0], parts[2][0], key=str)
    rows, in_conflict = merge_items(parts[0][1], parts[1][1], parts[2][1])
    if in_conflict:
        raise Disagreement
    html = ""
    if ours.html or theirs.html:
        inner = "".join(f"<li>{to_html(tokens_of(row), wrapped=False)}</li>" for row in rows)
        html = f"<{tag}>{inner}</{tag}>"
    return replace(ours, text="\n".join(row.text for row in rows), html=html)


def _merge_words(base: Block, ours: Block, theirs: Block) -> Block:
    sides = (base, ours, theirs)
    merged = merge_words(*(tokens_of(block) for block in sides))
    if merged is None or not is_balanced(merged):
        raise Disagreement
    marked = ours if ours.html else theirs
    html = to_html(merged, wrapped=marked.html.startswith("<p")) if marked.html else ""
    return replace(
        ours,
        kind=chosen(*(block.kind for block in sides), key=str),
        level=chosen(*(block.level for block in sides), key=int),
        html=html,
        text=to_text(merged),
    )
