"""The national frame vocabulary applied to the pieces of one page."""

from __future__ import annotations

from ingest.extract.container import Container
from ingest.extract.tables import data_table
from ingest.page import Page, Piece
from ingest.rules import load_rules
from ingest.template.signs import date_line_share

# Pieces around the article whose neighbours count for the rules.
_MARGIN = 4


def national_rules(page: Page, container: Container) -> list[str]:
    """Name the rule that each piece of the article (and around it) matches; "" for none."""
    found = [""] * len(page.pieces)
    first = max(0, container.context.first - _MARGIN)
    last = min(len(page.pieces), container.context.last + _MARGIN)
    pieces = [piece for piece in page.pieces[first:last] if _is_line(piece)]
    rules = load_rules()
    verdicts = rules.match_lines([piece.text for piece in pieces])
    for piece, rule in zip(pieces, verdicts, strict=True):
        if rule and (_is_link_or_date(piece) or rules.candidates(rules.split(piece.text)[0])):
            found[piece.index] = rule
    return found


def _is_line(piece: Piece) -> bool:
    return (
        piece.kind == "text"
        and not piece.context.hidden
        and (not piece.context.table or data_table(piece.context) is None)
    )


def _is_link_or_date(piece: Piece) -> bool:
    """Tell what a list under a frame heading is made of."""
    return piece.links > 0.5 or date_line_share(piece.text) > 0.5
