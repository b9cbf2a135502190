"""Văn bản: fields from a table of labels, and one item a row from a table of documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from ingest.dates import find_date
from ingest.extract.files import find_files
from ingest.extract.tables import data_table, table_rows
from ingest.page import Context, Page, Piece
from ingest.page.elements import absolute
from ingest.text import fold
from ingest.types import DocumentFields, FileRef
from ingest.vocabulary import Precision

# What portals print before a field, folded.
_LABELS = {
    "number": (
        "so/ky hieu", "so ky hieu", "so, ky hieu", "so hieu", "so van ban", "so hieu van ban",
        "ky hieu", "so/ ky hieu", "so /ky hieu", "so - ky hieu", "so vb", "so kh", "so hieu vb",
        "so van ban/ky hieu", "so, ky hieu van ban", "so ky hieu van ban",
    ),
    "document_type": ("loai van ban", "hinh thuc van ban", "the loai", "loai vb", "hinh thuc"),
    "issuing_body": (
        "co quan ban hanh", "don vi ban hanh", "noi ban hanh", "co quan/don vi ban hanh",
        "co quan, don vi ban hanh", "co quan bh",
    ),
    "signer": ("nguoi ky", "nguoi ky duyet", "nguoi ky van ban", "nguoi ki"),
    "issued_on": (
        "ngay ban hanh", "ngay van ban", "ngay ky", "ngay thang", "ngay bh", "thoi gian ban hanh",
    ),
    "effective_on": ("ngay co hieu luc", "ngay hieu luc", "hieu luc tu", "co hieu luc tu"),
    "abstract": (
        "trich yeu", "trich yeu noi dung", "noi dung trich yeu", "ten van ban", "trich yeu van ban",
        "noi dung", "tieu de", "ve viec", "mo ta",
    ),
    "": (
        "linh vuc", "tinh trang", "tinh trang hieu luc", "trang thai", "ngay het hieu luc",
        "chuc vu", "chuc danh", "tep dinh kem", "file dinh kem", "tai lieu kem theo", "tai ve",
        "tai lieu dinh kem", "van ban dinh kem", "luot xem", "luot tai", "stt", "tt", "file",
        "van ban", "download", "nguon", "toan van", "noi dung van ban", "xem", "ghi chu",
    ),
}  # fmt: skip
_FIELD_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_STRONG = frozenset({"number", "issued_on", "issuing_body", "document_type", "signer"})
_LEAST_FIELDS = 3
_MAX_LABEL = 40
# Running texts beside a table of documents, above which the page is an article about them.
_MAX_SENTENCES = 2


@dataclass(slots=True, kw_only=True)
class FoundDocument:
    """Fields of one document, and the pieces that held them."""

    fields: DocumentFields
    indexes: tuple[int, ...]
    files: tuple[FileRef, ...] = ()
    title: str = ""
    href: str = ""
    """Where its own page is, as written; "" if the row is all there is."""


@dataclass(slots=True)
class _Values:
    texts: dict[str, str] = field(default_factory=dict)
    indexes: list[int] = field(default_factory=list)

    def add(self, name: str, text: str) -> None:
        if name and text and name not in self.texts:
            self.texts[name] = text


def find_document(page: Page, pieces: Sequence[Piece], zone: ZoneInfo) -> FoundDocument | None:
    """Read the labelled fields of a document's page; None if there are fewer than three."""
    values = _labelled(pieces)
    strong = _STRONG & values.texts.keys()
    if len(values.texts) < _LEAST_FIELDS or len(strong) < 2:
        return None
    held = set(values.indexes)
    return FoundDocument(
        fields=_fields(values.texts, zone),
        indexes=tuple(values.indexes),
        files=find_files(page, [piece for piece in pieces if piece.index in held]),
    )


def _labelled(pieces: Sequence[Piece]) -> _Values:
    values = _Values()
    name: str | None = None
    label: Piece | None = None
    for piece in pieces:
        if piece.kind != "text":
            continue
        found = _split_label(piece.text)
        if found is not None:
            name, rest = found
            label = None if rest else piece
            values.indexes.append(piece.index)
            values.add(name, rest)
            name = None if rest else name
        elif name is not None and label is not None and _belongs(label, piece):
            values.indexes.append(piece.index)
            values.add(name, piece.text)
            name = name if piece.context.cell is not None else None
        else:
            name = None
    return values


def _split_label(text: str) -> tuple[str, str] | None:
    """Read "Ngày ban hành: 14/01/2009", or a label alone; None if it is neither."""
    before, colon, after = text.partition(":")
    if len(before) > _MAX_LABEL:
        return None
    name = _FIELD_OF.get(fold(before).strip(" .-*"))
    if name is None or (not colon and after):
        return None
    return name, after.strip()


def _belongs(label: Piece, piece: Piece) -> bool:
    """Tell a value by its place: same row, or the next element."""
    first, second = label.context.cell, piece.context.cell
    if first is not None and second is not None:
        return first.parent is second.parent
    return piece.index - label.index <= 2


def _fields(texts: dict[str, str], zone: ZoneInfo) -> DocumentFields:
    return DocumentFields(
        number=texts.get("number", ""),
        document_type=texts.get("document_type", ""),
        issuing_body=texts.get("issuing_body", ""),
        signer=texts.get("signer", ""),
        issued_on=_day(texts.get("issued_on", ""), zone),
        effective_on=_day(texts.get("effective_on", ""), zone),
        abstract=texts.get("abstract", ""),
    )


def _day(text: str, zone: ZoneInfo) -> date | None:
    found = find_date(text, timezone=zone)
    if found is None or found.precision not in (Precision.DAY, Precision.MINUTE):
        return None
    return found.at.date()


# --- tables of documents ------------------------------------------------------------------------


def find_rows(page: Page, pieces: Sequence[Piece], zone: ZoneInfo) -> list[FoundDocument]:
    """Read every row of the tables whose head names at least two fields of a document."""
    found: list[FoundDocument] = []
    for rows in _tables(pieces):
        head, *body = rows
        names = [_FIELD_OF.get(fold(_text(cell)).strip(" .:-*")) for cell in head]
        if len({name for name in names if name} & (_STRONG | {"abstract"})) < 2:
            continue
        found.extend(_row(page, row, names, zone) for row in body if len(row) >= 2)
    return found


def are_all_there_is(rows: Sequence[FoundDocument], *, sentences: int) -> bool:
    """Tell a page that is a table of documents from an article that holds one."""
    leading = sum(bool(row.files or row.href) for row in rows)
    return bool(rows) and 2 * leading >= len(rows) and sentences <= _MAX_SENTENCES


def _tables(pieces: Sequence[Piece]) -> Iterator[list[list[list[Piece]]]]:
    by_table: dict[Context, list[Piece]] = {}
    for piece in pieces:
        table = data_table(piece.context) if piece.kind == "text" else None
        if table is not None:
            by_table.setdefault(table, []).append(piece)
    for held in by_table.values():
        rows = table_rows(held)
        if len(rows) > 1:
            yield rows


def _row(
    page: Page, row: list[list[Piece]], names: list[str | None], zone: ZoneInfo
) -> FoundDocument:
    texts: dict[str, str] = {}
    columns = {_column(cell): cell for cell in row}
    for column, name in enumerate(names):
        cell = columns.get(column)
        if name and cell:
            texts.setdefault(name, _text(cell))
    pieces = [piece for cell in row for piece in cell]
    files = find_files(page, pieces)
    known = {file.src for file in files}
    fields = _fields(texts, zone)
    return FoundDocument(
        fields=fields,
        indexes=tuple(piece.index for piece in pieces),
        files=files,
        title=_title(fields),
        href=_own_page(page, pieces, known),
    )


def _column(cell: list[Piece]) -> int:
    context = cell[0].context.cell
    if context is None:
        return -1
    element = context.element
    row = element.getparent()
    return row.index(element) if row is not None else 0


def _text(cell: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in cell)


def _title(fields: DocumentFields) -> str:
    named = f"{fields.document_type} số {fields.number}".strip() if fields.number else ""
    return fields.abstract or named


def _own_page(page: Page, pieces: Sequence[Piece], files: set[str]) -> str:
    for piece in pieces:
        for href, text in piece.hrefs():
            address = absolute(page.base, href)
            if text and address and address not in files and not href.startswith("#"):
                return address
    return ""
