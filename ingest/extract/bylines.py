"""The signature of an article on a page: what the platform marks, what stands at the end or top."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.byline import (
    MAX_LENGTH,
    find_byline,
    is_full_name,
    parse_name,
    parse_source,
    stands_under_office,
)
from ingest.extract.blocks import Made
from ingest.extract.details import read_details, without_counter
from ingest.page import BOLD, ITALIC, Piece
from ingest.vocabulary import BlockKind

# The last blocks of a body among which a signature stands.
_REACH = 5
_KEY = re.compile(
    r"(?:tác giả|người (?:viết|đăng|thực hiện)|thực hiện|bài|tin|ảnh|by|von|par)\b", re.IGNORECASE
)
_PHOTOS = re.compile(r"\s*[-–—;]\s*(?:ảnh|video|clip)\s*:", re.IGNORECASE)
_TRADE = re.compile(r"(?:P\.?V|CTV|BTV)\.?:?\s+(?=[A-ZĐ]\w+\s+[A-ZĐ])")
_BYLINE_NAME = re.compile(
    r"author|byline|tac-?gia|nguoi-?(?:dang|viet)|writer|creator", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and on which pieces."""

    name: str = ""
    source_name: str = ""
    indexes: tuple[int, ...] = ()

    def joined(self, other: Signature) -> Signature:
        """Add what another place says; this one speaks first."""
        return Signature(
            self.name or other.name,
            self.source_name or other.source_name,
            self.indexes + tuple(i for i in other.indexes if i not in self.indexes),
        )


def find_signature(blocks: list[Made]) -> Signature:
    """Find the signature among the blocks of a body; its blocks are to be taken out."""
    lines = [made for made in blocks if made.kind is BlockKind.PARAGRAPH]
    byline = find_byline([_bare(made.text) for made in lines])
    if byline is not None and byline.name:
        return _signature(byline.name, byline.source_name, [lines[i] for i in byline.line_indexes])
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - _REACH), -1):
        made, before = lines[index], [made.text for made in lines[:index]]
        if parse_source(_bare(made.text)) or stands_under_office(before):
            continue
        if is_set_off(made.pieces[0]) and (name := parse_name(made.text)):
            own = [made]
            source = ""
            if byline is not None:
                source = byline.source_name
                own += [lines[i] for i in byline.line_indexes]
            return _signature(name, source, own)
    if byline is not None:
        return _signature("", byline.source_name, [lines[i] for i in byline.line_indexes])
    return Signature()


def find_signature_beside(
    lines: list[Piece], dates: tuple[int, ...], *, dated: frozenset[int], behind: int
) -> Signature:
    """Find the signature on lines before or behind the body.

    It is named by a key word or a class, or stands next to the date line (or where other pages have
    it: ``dated``), or first behind the body (from the index ``behind`` on). Before the body it may
    be a full name.
    """
    for piece in lines:
        beside = piece.index in dated or any(abs(piece.index - index) == 1 for index in dates)
        first = behind <= piece.index <= behind + 1
        name, source = read_details(piece.text, None, names_before=True)
        if source or name:
            return Signature(name, source, (piece.index,))
        if beside or first or _is_named(piece) or _KEY.match(piece.text):
            name = parse_name(piece.text)
            if name:
                return Signature(name, "", (piece.index,))
        if piece.index < behind and is_full_name(name := parse_name(piece.text)):
            return Signature(name, "", (piece.index,))
        if source := parse_source(_bare(piece.text)):
            return Signature("", source, (piece.index,))
    return Signature()


# A line of details; a longer text is none.
_MAX_LINE = 200


def names_itself(piece: Piece) -> bool:
    """Tell a line that says by a key word or a counter beside it that it signs."""
    if _KEY.match(piece.text):
        return True
    return len(piece.text) <= _MAX_LINE and any(read_details(piece.text, None, names_before=True))


def _is_named(piece: Piece) -> bool:
    if any(claim.role == "byline" for claim in piece.context.claims):
        return True
    last = piece.path.rpartition(">")[2]
    return bool(_BYLINE_NAME.search(last)) or piece.context.align == "right"


def _writer(name: str) -> str:
    """Leave out who took the photographs, and the initials of the trade before a name."""
    return _TRADE.sub("", _PHOTOS.split(name)[0])


def _signature(name: str, source: str, blocks: list[Made]) -> Signature:
    name = _writer(name)
    return Signature(name, source, tuple(piece.index for made in blocks for piece in made.pieces))


def _bare(text: str) -> str:
    """Take off a count of readers, and the brackets of a line that stands in them as a whole."""
    text = without_counter(text)
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        return text[1:-1].strip()
    return text


def may_be_signature(piece: Piece) -> bool:
    """Tell a line that may be a signature by its look and form: one author may sign most pages."""
    return len(piece.text) <= MAX_LENGTH and is_set_off(piece) and bool(parse_name(piece.text))


def is_set_off(piece: Piece) -> bool:
    """Tell a line that is set off as signatures are: to the right, or in bold or italics."""
    if piece.context.align == "right":
        return True
    return all(run.look & (BOLD | ITALIC) for run in piece.runs if run.text.strip())
