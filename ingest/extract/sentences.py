"""Tell running text from labels by its form."""

from __future__ import annotations

_SENTENCE_CHARS = 40
_LONG_CHARS = 80
_SENTENCE_ENDS = tuple('.!?:;…"”»)')


def reads_like_a_sentence(text: str) -> bool:
    """Tell running text from labels and headings."""
    size = len(text)
    return size >= _LONG_CHARS or (size >= _SENTENCE_CHARS and text.endswith(_SENTENCE_ENDS))
