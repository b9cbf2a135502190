"""When two texts are the same text."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, byte order mark, soft hyphen: seen by nobody.
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")

_AROUND = ".,;:!?…\"'“”‘’()[]{}«»-–—*/%"


def plain(text: str) -> str:
    """Bring a text to the form in which texts are compared: NFC, single spaces, nothing unseen.

    Case, punctuation and the placement of tone marks stay: they are differences.
    """
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def folded_words(text: str) -> list[str]:
    """Split into words for judging likeness: no case, no punctuation around words."""
    words = (word.strip(_AROUND) for word in plain(text).casefold().split())
    return [word for word in words if word]
