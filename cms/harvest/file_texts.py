"""The text of PDF files, as far as they have any: read in a child process, within limits."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.batch import run_items

MAX_PAGES = 100
MAX_LETTERS = 200_000
MAX_BYTES = 64 * 1024**2
"""Larger files are scans, which have no text."""
PDF_SIGN = b"%PDF-"
_SIGN_WITHIN = 1024


def is_pdf(content: bytes) -> bool:
    """Tell a PDF by its content; some writers put a little before its sign."""
    return PDF_SIGN in content[:_SIGN_WITHIN]


def text_of_pdf(content: bytes) -> str:
    """Read the text, a line a line; "" where there is none, or the file breaks its reader."""
    return next(run_items(1, lambda _number: _read(content))) or ""


def _read(content: bytes) -> str:
    # Broken files are the rule; what the reader says of them is of no use to anybody.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    parts: list[str] = []
    left = MAX_LETTERS
    try:
        reader = PdfReader(io.BytesIO(content))
        for page in reader.pages[:MAX_PAGES]:
            parts.append(page.extract_text()[:left])
            left -= len(parts[-1])
            if left <= 0:
                break
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ):
        pass  # what was read until then counts
    return "\n".join(parts)
