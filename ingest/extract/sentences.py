"""Tell running text from labels by its form."""

from __future__ import annotations

import re

_SENTENCE_CHARS = 40
_LONG_CHARS = 80
_SENTENCE_ENDS = tuple('.!?:;…"”»)。！？：；」』）؟।')
# A sign of these scripts says as much as three letters of another.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def reads_like_a_sentence(text: str) -> bool:
    """Tell running text from labels and headings."""
    size = len(text)
    if not text.isascii():
        size += 2 * len(_DENSE.findall(text))
    return size >= _LONG_CHARS or (size >= _SENTENCE_CHARS and text.endswith(_SENTENCE_ENDS))
