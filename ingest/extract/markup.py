"""Small, well-formed HTML from runs of text: safe by construction, no element is copied over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from ingest.page import BOLD, ITALIC, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Piece, Run
from ingest.page.elements import absolute
from ingest.text import clean_text

_TAGS = ((BOLD, "b"), (ITALIC, "i"), (UNDERLINE, "u"), (SUPERSCRIPT, "sup"), (SUBSCRIPT, "sub"))
_SAFE = ("http://", "https://", "mailto:", "tel:")


def has_markup(piece: Piece) -> bool:
    """Tell whether a piece has a look or a link that plain text would lose."""
    return any((run.look or run.href) and run.text.strip() for run in piece.runs)


def inline_html(piece: Piece, *, base: str) -> str:
    """Write a piece as a ``p`` element."""
    return f"<p>{_runs_html(piece.runs, base=base)}</p>"


def list_html(items: Iterable[Sequence[Piece]], *, ordered: bool, base: str) -> str:
    tag = "ol" if ordered else "ul"
    inner = "".join(
        f"<li>{' '.join(_runs_html(piece.runs, base=base) for piece in item)}</li>"
        for item in items
    )
    return f"<{tag}>{inner}</{tag}>"


def table_html(rows: Iterable[Iterable[Sequence[Piece]]], *, base: str) -> str:
    """Write the rows of a data table; spans are kept, widths and colours are not."""
    inner = "".join(
        f"<tr>{''.join(_cell_html(cell, base=base) for cell in row)}</tr>" for row in rows
    )
    return f"<table>{inner}</table>"


def _cell_html(cell: Sequence[Piece], *, base: str) -> str:
    context = cell[0].context.cell
    tag, spans = "td", ""
    if context is not None:
        tag = context.tag
        for name in ("colspan", "rowspan"):
            value = context.element.get(name, "")
            if value.isdecimal() and 1 < int(value) < 1000:
                spans += f' {name}="{int(value)}"'
    inner = "<br>".join(_runs_html(piece.runs, base=base) for piece in cell)
    return f"<{tag}{spans}>{inner}</{tag}>"


def _runs_html(runs: Iterable[Run], *, base: str) -> str:
    parts = []
    for (look, href), group in groupby(runs, key=lambda run: (run.look, run.href)):
        raw = "".join(run.text for run in group)
        text = clean_text(raw)
        lead = " " if raw[:1].isspace() else ""
        tail = " " if raw[-1:].isspace() and text else ""
        inner = escape(text, quote=False)
        if inner:
            for bit, tag in _TAGS:
                if look & bit:
                    inner = f"<{tag}>{inner}</{tag}>"
            address = absolute(base, href) if href else ""
            if address.lower().startswith(_SAFE):
                inner = f'<a href="{escape(address)}">{inner}</a>'
        parts.append(f"{lead}{inner}{tail}")
    return " ".join("".join(parts).split())
