"""Build the blocks of a body from its pieces: lists, tables, pictures with captions, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.block_id import BlockIds
from ingest.byline import parse_name, parse_source
from ingest.extract.markup import has_markup, inline_html, list_html, table_html
from ingest.extract.tables import data_table, table_rows
from ingest.page import Context, Page, Piece
from ingest.text import fold
from ingest.types import Block
from ingest.vocabulary import BlockKind

_MAX_CAPTION = 300
_MAX_CENTERED = 200
# Lines of one element from which on it is a poem, no caption.
_LEAST_VERSES = 3
# Who wrote the text is no caption, even under the last picture; who took the picture is one.
_SIGNED = re.compile(
    r"(?:tin|bài|tác giả|người viết|(?:người )?thực hiện)\b[^:]{0,20}:"
    r"|(?:p\.?v|ctv|btv)\b\.?:?\s",
    re.IGNORECASE,
)
# Paragraphs before a name under the last picture among which another may sign.
_SIGNED_REACH = 6
_CAPTION_NAME = re.compile(r"caption|chu-?thich|desc|note", re.IGNORECASE)
# Alternative texts that an editor program wrote, not a person.
_EMPTY_ALT = re.compile(
    r"upload|image(?: (?:advertisement|banner))?|ảnh|hình(?: ảnh)?|img[\w-]*|dsc[\w-]*|banner|"
    r"untitled|no image|\d+|[\w-]+\.(?:jpe?g|png|gif|bmp|webp)",
    re.IGNORECASE,
)


class Made:
    """A block under construction, with the pieces it came from."""

    __slots__ = ("alt", "caption", "html", "kind", "level", "pieces", "src", "text")

    def __init__(self, kind: BlockKind, pieces: Sequence[Piece], text: str = "") -> None:
        self.kind = kind
        self.pieces = pieces
        self.text = text
        self.html = ""
        self.src = ""
        self.alt = ""
        self.caption = ""
        self.level = 0


def make_blocks(page: Page, indexes: Sequence[int]) -> list[Made]:
    """Group pieces into blocks, in reading order; captions go to their pictures."""
    pieces = [page.pieces[index] for index in indexes]
    return _with_captions([made for group in _groups(pieces) for made in _block(group, page)])


def _groups(pieces: list[Piece]) -> Iterator[tuple[Context | None, str, list[Piece]]]:
    """Part the pieces into runs that make one block each: a table, a list, a single piece."""
    keyed = [(*_owner(piece), piece) for piece in pieces]
    for (_, kind), group in groupby(keyed, key=lambda item: (id(item[0]), item[1])):
        members = list(group)
        if kind in ("table", "list"):
            yield members[0][0], kind, [piece for _, _, piece in members]
        else:
            for _, _, piece in members:
                yield None, kind, [piece]


def _owner(piece: Piece) -> tuple[Context | None, str]:
    context = piece.context
    if table := data_table(context):
        return table, "table"
    if piece.kind == "text" and context.list is not None and context.item is not None:
        return context.list, "list"
    return None, piece.kind


def _block(group: tuple[Context | None, str, list[Piece]], page: Page) -> Iterator[Made]:
    owner, kind, pieces = group
    if kind == "table" and owner is not None:
        yield from _table(pieces, page)
    elif kind == "list" and owner is not None:
        made = Made(BlockKind.LIST, pieces)
        items = _items(pieces)
        made.text = "\n".join(" ".join(piece.text for piece in item) for item in items)
        made.html = list_html(items, ordered=owner.tag == "ol", base=page.base)
        yield made
    elif kind == "text":
        yield _text_block(pieces[0], page)
    else:
        yield _object_block(pieces[0])


def _items(pieces: list[Piece]) -> list[list[Piece]]:
    return [list(item) for _, item in groupby(pieces, key=lambda piece: id(piece.context.item))]


def _table(pieces: list[Piece], page: Page) -> Iterator[Made]:
    texts = [piece for piece in pieces if piece.kind == "text"]
    if texts:
        made = Made(BlockKind.TABLE, texts)
        rows = table_rows(texts)
        made.text = "\n".join(
            "\t".join(" ".join(piece.text for piece in cell) for cell in row) for row in rows
        )
        made.html = table_html(rows, base=page.base)
        yield made
    for piece in pieces:
        if piece.kind != "text":
            yield _object_block(piece)


def _text_block(piece: Piece, page: Page) -> Made:
    context = piece.context
    if context.level:
        made = Made(BlockKind.HEADING, [piece], piece.text)
        made.level = max(2, context.level)
        return made
    kind = BlockKind.QUOTE if context.quote is not None else BlockKind.PARAGRAPH
    made = Made(kind, [piece], piece.text)
    if has_markup(piece):
        made.html = inline_html(piece, base=page.base)
    return made


def _object_block(piece: Piece) -> Made:
    made = Made(BlockKind.IMAGE if piece.kind == "image" else BlockKind.EMBED, [piece])
    made.src = piece.src
    made.alt = "" if _EMPTY_ALT.fullmatch(piece.alt) else piece.alt
    return made


# --- captions -----------------------------------------------------------------------------------


def _with_captions(blocks: list[Made]) -> list[Made]:
    """Hand paragraphs that are captions over to the picture before them."""
    found: list[Made] = []
    for made in blocks:
        picture = _picture_before(found)
        signs = made is blocks[-1] and _is_first_name(found, made)
        if (
            picture is not None
            and made.kind is BlockKind.PARAGRAPH
            and _is_caption(made, picture, signs=signs)
        ):
            picture.caption = f"{picture.caption} {made.text}".strip()
        else:
            found.append(made)
    return found


def _is_first_name(before: list[Made], made: Made) -> bool:
    """Tell a bare name where no line before it signs."""
    lines = [other.text for other in before if other.kind is BlockKind.PARAGRAPH]
    return bool(lines and parse_name(made.text)) and not any(
        parse_name(text) or parse_source(text) for text in lines[-_SIGNED_REACH:]
    )


def _picture_before(found: list[Made]) -> Made | None:
    if found and found[-1].kind in (BlockKind.IMAGE, BlockKind.EMBED):
        return found[-1]
    return None


def _is_caption(made: Made, picture: Made, *, signs: bool) -> bool:
    """Tell a picture's caption. ``signs`` says that nothing but its look speaks against a signature
    under the last picture.
    """
    text, image = made.pieces[0], picture.pieces[0]
    context = text.context
    if len(made.text) > _MAX_CAPTION:
        return False
    if context.figure is not None and context.figure is image.context.figure:
        return True
    if context.align == "right" or _signs(made.text):
        return False
    if _same_picture_table(context, image.context):
        return True
    if picture.caption:
        return False
    if text.soft and context is image.context:
        return len(made.text) <= _MAX_CENTERED
    if _CAPTION_NAME.search(context.path.rpartition(">")[2]) or context.tag == "figcaption":
        return True
    if image.alt and fold(image.alt) == fold(made.text):
        return True
    if context.last - context.first >= _LEAST_VERSES:
        return False
    italic = all(run.look & 2 for run in text.runs if run.text.strip())
    centered = context.align == "center" and image.context.align in ("center", "")
    return (centered or (italic and not signs)) and len(made.text) <= _MAX_CENTERED


def _signs(text: str) -> bool:
    """Tell who wrote, with the key word or office, and who wrote first, from a caption."""
    name = parse_name(text)
    office = bool(name) and text.startswith(f"{name} ")
    return office or bool(_SIGNED.match(text) or parse_source(text))


def _same_picture_table(text: Context, image: Context) -> bool:
    """A small table of one column: the picture in a row, its caption in the next."""
    return text.table is not None and text.table is image.table and _is_picture_table(text.table)


def _is_picture_table(table: Context) -> bool:
    element = table.element
    images = len(element.findall(".//img"))
    if not 0 < images <= 4 or element.find(".//table") is not None:
        return False
    if table.last - table.first > 2 * images + 1:
        return False
    size = sum(len(text.strip()) for text in element.itertext())
    return size <= _MAX_CAPTION * images and len(element.findall(".//tr")) <= 2 * images + 1


def finish_blocks(blocks: Sequence[Made]) -> tuple[Block, ...]:
    """Give each block an id that stays while its text (or address) stays."""
    ids = BlockIds()
    found = []
    for made in blocks:
        found.append(
            Block(
                id=ids.next(made.kind, made.src or fold(made.text)),
                kind=made.kind,
                text=made.text,
                html=made.html,
                src=made.src,
                alt=made.alt,
                caption=made.caption,
                level=made.level,
            )
        )
    return tuple(found)
