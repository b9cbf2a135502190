"""The text of one block: from what the parser gives to what a draft carries.

Order: entities, mojibake, NFC, the letter Đ, controls, zero-width signs and soft hyphens, spaces.
Legacy fonts (`ingest.legacy`) are decoded before any of this: TCVN3 writes ư as a soft hyphen.
"""

from __future__ import annotations

import html
import re
import unicodedata

# Only entities with their semicolon: a bare "&copy=2" in printed text is an address, not a sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NESTED_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#38|#[xX]26);)+")
_MAX_UNESCAPES = 8
_MAX_PASSES = 8

# A lead byte of UTF-8 shown in Latin-1 or Windows-1252, then what a continuation byte shows as.
_MOJIBAKE_PAIR = (
    "[\u00c2-\u00c6\u00cc\u00cd\u00e1-\u00e4\u00ef]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_MOJIBAKE = re.compile(_MOJIBAKE_PAIR + "|[\u0080-\u009f]")

# Letters that hardly a language but Vietnamese writes, and no legacy encoding shows.
VIETNAMESE_LETTER = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
# Eth and African D stand for Đ in old pages; "QÐ-UBND" carries no other Vietnamese letter.
_FALSE_D = re.compile("[\u00d0\u00f0\u0189\u0256]")
_FALSE_D_ABBREVIATION = re.compile(
    r"\b(?:Q\u00d0|N\u00d0|H\u00d0|C\u00d0|T\u00d0|B\u00d0)[\s./-]|\bH\u00d0ND\b"
)
_FALSE_D_MAP = {0x00D0: "\u0110", 0x0189: "\u0110", 0x00F0: "\u0111", 0x0256: "\u0111"}

# Controls (but tab, line feed and carriage return, which are spaces), lone surrogates, private-use
# bullets of Word's Symbol font are kept; zero-width and bidirectional signs go.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ZERO_WIDTH = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
# Joiners carry meaning in Arabic and Indic scripts and in emoji: they go elsewhere only.
_JOINER = re.compile(
    "(?:^|(?<=[^\u0590-\u109f\u1780-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\u200c\u200d]))"
    "[\u200c\u200d]+"
)
# Anything that clean_text may change besides white space.
_SUSPECT = re.compile(
    "[&\x00-\x08\x0e-\x1b\x7f-\x9f\u00ad\u00d0\u00f0\u0189\u0256\u0300-\u036f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]|" + _MOJIBAKE_PAIR
)


def clean_text(raw: str) -> str:
    """Bring a text to NFC with single spaces; tone marks, quotes and dashes stay as written.

    Works on text whose markup is gone. Legacy fonts are not decoded here: `ingest.legacy` comes
    before. Cleaning twice is cleaning once.
    """
    text = raw
    # One step can lay bare what the next repairs; three are more than any real text took. Spaces
    # come last: the second half of a garbled à shows as a no-break space.
    for _ in range(_MAX_PASSES):
        if (text.isascii() and "&" not in text and not _CONTROL.search(text)) or not (
            _SUSPECT.search(text)
        ):
            break
        cleaned = " ".join(_clean_suspect(text).split())
        if cleaned == text:
            break
        text = cleaned
    text = " ".join(text.split())
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _clean_suspect(text: str) -> str:
    text = repair_mojibake(unescape(text))
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    text = unicodedata.normalize("NFC", text)
    if _FALSE_D.search(text) and (
        VIETNAMESE_LETTER.search(text) or _FALSE_D_ABBREVIATION.search(text)
    ):
        text = text.translate(_FALSE_D_MAP)
    return _JOINER.sub("", _ZERO_WIDTH.sub("", text))


def unescape(text: str) -> str:
    """Replace entities, also those that were escaped twice ("&amp;agrave;")."""
    for _ in range(_MAX_UNESCAPES):
        if "&" not in text:
            break
        plain = _ENTITY.sub(lambda match: html.unescape(match[0]), _NESTED_AMPERSAND.sub("&", text))
        if plain == text:
            break
        text = plain
    return text


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 or Windows-1252, only where the evidence is clear."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy  # Here: its tables take a fifth of a process's start, and few pages need them.

    return ftfy.fix_encoding(text, config=ftfy.TextFixerConfig(replace_lossy_sequences=False))


# --- comparing ----------------------------------------------------------------------------------

_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Bring a text to the key by which it is searched and compared: no case, no marks, đ as d."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    plain = _MARKS.sub("", unicodedata.normalize("NFD", folded))
    for sign in "\u0111\u00f0\u0256":
        plain = plain.replace(sign, "d")
    return plain


def tokens(text: str) -> list[str]:
    """List the folded words of a text, in order: what accounting counts."""
    return _WORD.findall(fold(text))


# --- masking for templates ----------------------------------------------------------------------

# Longer blocks carry their figures as content (extraction method, step 3).
MASK_MAX_WORDS = 12
_WEEKDAY = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_MASKED_TIME = re.compile(
    r"\b\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b"
    r"|\bngày \d{1,2} tháng \d{1,2},?(?: năm)? \d{4}\b"
    r"|\b\d{1,2}\s?(?:[:h]|giờ)\s?\d{2}(?:[:'\u2032]\s?\d{2})?(?:\s?(?:am|pm|sa|ch)\b)?(?:\s?\(?gmt\s?[+-]\d+\)?)?"
)
_NUMBER = re.compile(r"\d+(?:[.,/ ]\d+)*")
_MASKED = re.compile(r"[^\W_]+|#")


def mask(text: str) -> str:
    """Reduce a short block to what stays the same from page to page.

    Dates and times become D, weekdays W, numbers nothing (``#`` if nothing else is left), and
    punctuation goes, so that a rating line with and without its figures is the same. A block of
    more than `MASK_MAX_WORDS` words keeps its figures.
    """
    text = unicodedata.normalize("NFC", " ".join(text.casefold().split()))
    if text.count(" ") >= MASK_MAX_WORDS:
        return text
    if any(map(str.isdigit, text)):
        text = _NUMBER.sub("#", _MASKED_TIME.sub(" D ", _WEEKDAY.sub("W", text)))
    else:
        text = _WEEKDAY.sub("W", text) if text.startswith(("th", "ch", "t", "c")) else text
    words = _MASKED.findall(text)
    kept = [word for word in words if word != "#"]
    return " ".join(kept or words[:1]) or text
