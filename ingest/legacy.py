"""Vietnamese in legacy font encodings: TCVN3 (ABC fonts), VNI, and VIQR on request.

Text in these encodings looks like Windows-1252 text with odd letters; which encoding it is can only
be told from the text itself or from the font. It must be decided before any clean-up: ư is a soft
hyphen in TCVN3, ã a middle dot, à a micro sign. The tables in ``ingest/encodings`` hold what the
public standards say (TCVN 5712:1993 as ABC fonts have it; VNI for Windows; RFC 1456 for VIQR).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from ingest.syllable import is_syllable
from ingest.text import VIETNAMESE_LETTER


@dataclass(frozen=True, slots=True)
class LegacyText:
    """A block's text in Unicode."""

    text: str
    encoding: str
    """``tcvn3``, ``vni``, or "" if the text was left as it is."""
    letters_lost: bool = False
    """True if a soft hyphen (the TCVN3 letter ư) was stripped before the text came to us: what is
    left ("chơng trình") needs a person."""


_FOLDER = Path(__file__).parent / "encodings"


@cache
def _table(name: str) -> dict[str, str]:
    """Read ``encodings/<name>.tsv``: what is seen, a tab, the letter."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {_seen(seen): letter for seen, letter in pairs}


def _seen(cell: str) -> str:
    return cell.replace("U+00AD", "\u00ad")


# --- which encoding -----------------------------------------------------------------------------

# Signs that no language writes inside a word, and that TCVN3 has for letters; and a Latin-1 capital
# straight after a small letter ("ViÖt").
_SIGNS = "\u00a1-\u00ae\u00b5-\u00b9\u00bb-\u00be\u03bc\u2219\u2022\u30fb"
_LETTERS = "A-Za-z\u00c0-\u00ff"
_TCVN3_SIGN = re.compile(
    f"[{_SIGNS}\u00c6-\u00de\u00f7](?:(?<=[a-z][\u00c6-\u00de\u00f7])|(?<=[{_LETTERS}][{_SIGNS}])"
    f"|(?<=[{_SIGNS}])(?=[{_LETTERS}]))"
)
_VNI_PAIR = re.compile(
    "[AaEeOoUuYy\u00d4\u00f4\u00d6\u00f6][\u00c0-\u00c5\u00c8-\u00cb\u00cf\u00d5\u00d8-\u00dc"
    "\u00e0-\u00e5\u00e8-\u00eb\u00ef\u00f5\u00f8-\u00fc]"
)
# What both encodings have for letters and no Vietnamese word in Unicode has: a quick look first.
_NOT_IN_UNICODE_VIETNAMESE = re.compile(
    "[\u00a1-\u00be\u00c4-\u00c6\u00cb\u00ce\u00cf\u00d1\u00d6\u00d8\u00db\u00dc"
    "\u00e4-\u00e6\u00eb\u00ee\u00ef\u00f1\u00f6\u00f8\u00fb\u00fc\u03bc]"
)
_LATIN_1_LETTER = re.compile("[\u00a1-\u00ff\u03bc\u2219\u30fb]")
# A word as typed: letters and the signs that stand for letters.
_WORD = re.compile("[A-Za-z\u00a1-\u00be\u00c0-\u00ff\u03bc\u2219\u2022\u30fb]+")
_VARIANTS = re.compile("(?<=[A-Za-z\u00a1-\u00ff])[\u03bc\u2219\u2022\u30fb]")
_VARIANT_OF = {"\u03bc": "\u00b5", "\u2219": "\u00b7", "\u2022": "\u00b7", "\u30fb": "\u00b7"}
_SIGNS_BY_THEMSELVES = frozenset(
    "\u00a1\u00a7\u00a9\u00ab\u00ac\u00ad\u00ae\u00b6\u00b7\u00bb\u00bc\u00bd\u00be\u2022\u2219\u30fb"
)
# Rhymes that exist only where ư was lost: ươ lost its first letter.
_LOST_HORN = re.compile("\u01a1(?:ng|c)|[\u1edb\u1edd\u1edf\u1ee1\u1ee3](?:ng|c)", re.IGNORECASE)

# Swept on 155 lines of Vietnamese turned into the encodings, the lines to be left alone, and the
# pages of other languages: below these a French or German line can slip through, above them lines
# with many figures and names are missed.
_MIN_SIGNS = 3
_MIN_CHANGED = 3
_MIN_MIXED = 3
_MIN_CHANGED_SHARE = {"tcvn3": 0.08, "vni": 0.15}
_MIN_VALID = 0.85


def decode_legacy(text: str, *, hint: str = "", certain: bool = False) -> LegacyText:
    """Decode one block if it is written in TCVN3 or VNI, else hand it back as it is.

    ``hint`` is what the markup or the neighbours say: a font's name (".VnTime", "VNI-Times") or an
    encoding ("tcvn3", "vni"); it lowers what the text itself must show, but a text that makes good
    Vietnamese as it stands is never touched, unless the hint is ``certain``: its font, beside other
    texts that proved the font right ("Anh Phóc" is "Anh Phúc"). All-capitals fonts (".VnTimeH")
    give capitals.
    """
    if text.isascii():
        return LegacyText(_raise_case(text, hint), "")
    if not _LATIN_1_LETTER.search(text):
        return LegacyText(text, "")
    hinted = hinted_encoding(hint)
    mixed = VIETNAMESE_LETTER.search(text) is not None
    if mixed and not _NOT_IN_UNICODE_VIETNAMESE.search(text):
        return LegacyText(text, "")
    for encoding in (hinted,) if hinted and not mixed else ("tcvn3", "vni"):
        if (mixed or not hinted) and not _shows_signs(text, encoding):
            continue
        decoded = _decode_words(text, encoding, mixed=mixed, hinted=bool(hinted), certain=certain)
        if decoded:
            lost = encoding == "tcvn3" and bool(_LOST_HORN.search(decoded))
            raised = _raise_case(decoded, hint, written=text)
            return LegacyText(
                _raise_names(raised) if encoding == "tcvn3" else raised, encoding, lost
            )
    return LegacyText(text, "")


def hinted_encoding(hint: str) -> str:
    """Name the encoding of a font: ``tcvn3`` for ".VnTime", ``vni`` for "VNI-Times", else ""."""
    name = hint.strip().strip("'\"").lower()
    if name == "tcvn3" or name.startswith(".vn"):
        return "tcvn3"
    if name == "vni" or name.startswith("vni-"):
        return "vni"
    return ""


def _shows_signs(text: str, encoding: str) -> bool:
    pattern = _TCVN3_SIGN if encoding == "tcvn3" else _VNI_PAIR
    return len(list(islice(pattern.finditer(text), _MIN_SIGNS))) == _MIN_SIGNS


def _decode_words(text: str, encoding: str, *, mixed: bool, hinted: bool, certain: bool) -> str:
    """Decode the words of a text if they become Vietnamese, and were not before; "" if not.

    In a ``mixed`` text, with Unicode letters beside, only the words that gain are decoded.
    """
    words = _WORD.findall(text)
    decoded = {word: _decode(word, encoding) for word in words}
    changed = [word for word in words if decoded[word] != word]
    least = 1 if hinted else _MIN_CHANGED
    if len(changed) < least or len(changed) < _MIN_CHANGED_SHARE[encoding] * len(words):
        return ""
    before = sum(map(is_syllable, changed))
    gains = {word for word in changed if _is_word(decoded[word]) and not is_syllable(word)}
    after = sum(_is_word(decoded[word]) for word in changed)
    if mixed:
        # Unicode words with Latin-1 letters only ("thành") are valid before and stay.
        enough = sum(word in gains for word in changed) >= _MIN_MIXED
        return _WORD.sub(lambda m: decoded[m[0]] if m[0] in gains else m[0], text) if enough else ""
    if hinted:
        better = (certain or after > before) and after >= 0.6 * len(changed)
    else:
        better = after >= _MIN_VALID * len(changed) and after - before > 0.2 * len(changed)
    return _WORD.sub(lambda match: decoded[match[0]], text) if better else ""


def _is_word(decoded: str) -> bool:
    return is_syllable(decoded) or _LOST_HORN.search(decoded) is not None


def _decode(word: str, encoding: str) -> str:
    if encoding == "tcvn3":
        # A sign by itself is what it looks like: a bullet, a section, a quotation mark.
        if word in _SIGNS_BY_THEMSELVES:
            return word
        word = _VARIANTS.sub(lambda match: _VARIANT_OF[match[0]], word)
        return word.translate(_tcvn3_letters())
    letters, spelling = _vni_letters()
    return spelling.sub(lambda match: letters[match[0]], word)


@cache
def _tcvn3_letters() -> dict[int, str]:
    return {ord(seen): letter for seen, letter in _table("tcvn3").items()}


@cache
def _vni_letters() -> tuple[dict[str, str], re.Pattern[str]]:
    """Give the VNI letters by spelling, and what finds a spelling, the longer first.

    Case is the vowel's: typists mixed capital vowels with small marks.
    """
    letters = dict(_table("vni"))
    for seen, letter in _table("vni").items():
        if len(seen) == 2:
            letters.setdefault(seen[0] + seen[1].swapcase(), letter)
    longest_first = sorted(letters, key=len, reverse=True)
    return letters, re.compile("|".join(map(re.escape, longest_first)))


def _raise_case(decoded: str, hint: str, *, written: str = "") -> str:
    """Give capitals where the font had only capitals, or all other letters are capitals."""
    name = hint.strip().strip("'\"").lower()
    if name.startswith(".vn") and name.endswith("h") and len(name) > 4:
        return decoded.upper()
    plain = [letter for letter in written if letter.isascii() and letter.isalpha()]
    if len(plain) >= 6 and all(map(str.isupper, plain)):
        return decoded.upper()
    return decoded


_INITIALS = re.compile(r"(?<!\w)[^\W\d_]")


def _raise_names(decoded: str) -> str:
    """Give a line of names its capitals: TCVN3 has no code for capitals with a tone ("ánh")."""
    initials = _INITIALS.findall(decoded)
    small = [letter for letter in initials if letter.islower()]
    if not 0 < len(small) < len(initials) / 2 or any(map(str.isascii, small)):
        return decoded
    return _INITIALS.sub(lambda match: match[0].upper(), decoded)


# --- VIQR ---------------------------------------------------------------------------------------

_VIQR = re.compile(r"\\(.)|(DD|Dd|dd)|([AEIOUYaeiouy])([\^(+]?)([`'?~.]?)")
_VIQR_MARK = {
    "^": "\u0302", "(": "\u0306", "+": "\u031b",
    "`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323",
}  # fmt: skip
_VIQR_SHAPES = {"^": "AEOaeo", "(": "Aa", "+": "OUou"}


def decode_viqr(text: str) -> str:
    """Decode VIQR (RFC 1456): seven-bit spellings such as "Vie^.t", a backslash before a sign that
    is itself. Never call it on a guess: VIQR looks like ordinary punctuation.
    """
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text))


def _viqr_letter(match: re.Match[str]) -> str:
    escaped, barred, vowel, shape, tone = match.groups()
    if escaped is not None:
        return str(escaped)
    if barred is not None:
        return "\u0111" if barred == "dd" else "\u0110"
    if shape and vowel not in _VIQR_SHAPES[shape]:
        return str(match[0])
    return vowel + "".join(_VIQR_MARK[mark] for mark in shape + tone)
