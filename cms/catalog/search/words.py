"""Text as words to search by: folded, and exact but for case and the place of the tone mark."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from ingest.address import loose_key
from ingest.text import fold

WORD = re.compile(r"[^\W_²³¹¼½¾]+")
"""Letters and digits; without those that PostgreSQL takes for neither."""
MAX_WORD = 60
MAX_SEARCHED = 200_000
"""Characters of one field; a tsvector holds 1 MB."""

TONES = {"\u0300": "α", "\u0301": "β", "\u0309": "γ", "\u0303": "δ", "\u0323": "ε"}
"""Grave, acute, hook, tilde, dot: each a letter that no Vietnamese word has and that every
database takes for a letter."""


def folded_words(text: str) -> list[str]:
    """Split into words without marks and case: "Số 436/QĐ-UBND" is so, 436, qd, ubnd."""
    return [word[:MAX_WORD] for word in WORD.findall(fold(text[:MAX_SEARCHED]))]


def exact_words(text: str) -> list[str]:
    """Split into the same words as `folded_words`, with their marks.

    The tone stands at the end of the word as a letter of its own, so that "hòa" and "hoà" are one.
    """
    plain = unicodedata.normalize("NFC", text[:MAX_SEARCHED].lower())
    return [_toned(word)[:MAX_WORD] for word in WORD.findall(plain)]


def folded_key(text: str) -> str:
    """Return a filter value's form in `Facet`: "Bầu cử", "bau-cu" and "BẦU CỬ" are one."""
    return " ".join(folded_words(text[:1000]))[:255]


def number_key(number: str) -> str:
    """Return a document number's form in `Facet`: "436/QĐ-UBND" is ``436/qd-ubnd``."""
    return "".join(fold(number[:1000]).split())[:255]


def address_key(url: str) -> str:
    """Return an old address's form in `Facet`: all its variants are one; "" if it is none."""
    try:
        loose = loose_key(url)
    except ValueError:
        return ""
    return hashlib.blake2b(loose.encode(), digest_size=16).hexdigest()


# A portal writes with some thousand syllables, each of them again and again.
@lru_cache(maxsize=20_000)
def _toned(word: str) -> str:
    if word.isascii():
        return word
    tone = ""
    kept = []
    for letter in unicodedata.normalize("NFD", word):
        if letter in TONES:
            tone = TONES[letter]
        else:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)) + tone
