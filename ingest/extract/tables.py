"""Tell tables of data from tables of layout, and read the rows of the former."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml import etree

from ingest.page import Context, Piece

# A cell with more text than this holds an article, not a datum.
_MAX_CELL_CHARS = 1500


def data_table(context: Context) -> Context | None:
    """Find the table of data that a piece stands in; None in a layout table or none at all."""
    table = context.table
    if table is None:
        return None
    if table.is_data is None:
        table.is_data = _is_data(table.element)
    return table if table.is_data else None


def _is_data(table: etree._Element) -> bool:
    """Judge a table by its own shape: rows and columns of short cells, nothing nested."""
    if table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if len(rows) < 2 or sum(len(row) > 1 for row in rows) < 2:
        return False
    filled = images = 0
    for row in rows:
        for cell in row:
            size = sum(len(text.strip()) for text in cell.itertext())
            if size > _MAX_CELL_CHARS:
                return False
            filled += size > 0
            images += cell.find(".//img") is not None
    return filled >= 3 and images * 2 < filled


def table_rows(pieces: Sequence[Piece]) -> list[list[list[Piece]]]:
    """Part the pieces of a table into rows of cells. Cells without text are left out."""
    rows = groupby(pieces, key=lambda piece: _row_number(piece.context))
    return [
        [list(cell) for _, cell in groupby(row, key=lambda piece: id(piece.context.cell))]
        for _, row in rows
    ]


def _row_number(context: Context) -> int:
    cell = context.cell
    return cell.parent.number if cell is not None and cell.parent is not None else -1
