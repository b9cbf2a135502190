"""Vietnamese dictionary order, which no database of ours has (glibc's ``vi_VN`` is wrong).

Letters a ă â b c d đ e ê … o ô ơ … u ư …; the tone counts only where the letters are equal
(ngang, huyền, hỏi, ngã, sắc, nặng); case last.
"""

from __future__ import annotations

import unicodedata

MAX_KEY = 200
ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS = {letter: rank for rank, letter in enumerate(ALPHABET, start=3)}
WORD_GAP, OTHER = 1, len(ALPHABET) + 3
TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}


def title_key(text: str) -> bytes:
    """Return bytes that sort as the titles do in a dictionary."""
    letters, tones, cases = bytearray(), bytearray(), bytearray()
    for mark in unicodedata.normalize("NFC", text.strip()[:MAX_KEY]):
        base, tone = _without_tone(mark.lower())
        rank = RANKS.get(base)
        if rank is None and base.isalpha():
            letters += bytes([OTHER]) + base.encode()
        elif rank is not None:
            letters.append(rank)
        elif letters and letters[-1] != WORD_GAP:
            letters.append(WORD_GAP)
        tones.append(tone)
        cases.append(2 if mark.isupper() else 1)
    return (bytes(letters) + b"\0" + bytes(tones) + b"\0" + bytes(cases))[:MAX_KEY]


def _without_tone(letter: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", letter)
    for mark, rank in TONES.items():
        if mark in decomposed:
            return unicodedata.normalize("NFC", decomposed.replace(mark, "")), rank
    return letter, 1
