"""From the bytes of a page to its text, with the reason for the charset that was taken."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 1 << 16
_NON_ASCII = re.compile(rb"[\x80-\xff]")
# Stands for nothing in a real page, or hides bytes: such a declaration says nothing.
_IGNORED = frozenset({"ascii", "utf-7", "undefined", "idna", "punycode", "unicode_escape"})
# Share of the multi-byte sequences that may be broken in a page that is UTF-8 all the same
# (a cut byte, a quotation mark pasted from elsewhere). One part of TCVN3 in UTF-8 is far above.
_BROKEN_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and how it was read."""

    text: str
    charset: str
    """Python's name of the charset."""
    evidence: str
    """``bom``, ``bytes``, ``header``, ``meta``, ``statistics`` or ``default``; what was declared
    otherwise follows after a semicolon."""
    doubtful: bool
    """True if a byte could not be read as the charset says, or nothing spoke for the charset."""


def decode_body(body: bytes, *, content_type: str = "") -> Decoded:
    """Decode a response body; ``content_type`` is the header's value.

    What the bytes prove comes first (a mark at the beginning, valid UTF-8), then header, then meta,
    then statistics. A byte that the charset cannot have is kept as what Windows-1252 shows for it,
    and makes the result doubtful.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return _decode(body[len(bom) :], charset, evidence="bom")
    wide = _wide_charset(body)
    if wide:
        return _decode(body, wide, evidence="bytes")
    header = _known(http_content_type_encoding(content_type))
    meta = _known(html_body_declared_encoding(body))
    declared = header or meta
    if declared.startswith("iso2022") and b"\x1b" in body:
        return _decode(body, declared, evidence="header" if header else "meta")
    if not _NON_ASCII.search(body):
        return Decoded(body.decode("ascii"), declared or "utf-8", "bytes", doubtful=False)
    contradiction = f"; declared {declared}" if declared not in ("", "utf-8") else ""
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "bytes" + contradiction, doubtful=False)
    except UnicodeDecodeError as error:
        if _broken_share(body) <= _BROKEN_SHARE or error.start >= len(body) - 3:
            return _decode(body, "utf-8", evidence="bytes" + contradiction)
    return _decode_single_byte(body, header=header, meta=meta)


def _known(charset: str | None) -> str:
    return "" if charset is None or charset in _IGNORED else charset


def _wide_charset(body: bytes) -> str:
    """Recognise UTF-16 without a mark: in markup every second byte is NUL."""
    sample = body[:1024]
    if len(sample) < 8 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _broken_share(body: bytes) -> float:
    whole = _SEQUENCE.findall(body)
    high = len(_NON_ASCII.findall(body))
    broken = high - sum(map(len, whole))
    return broken / max(1, broken + len(whole))


def _decode_single_byte(body: bytes, *, header: str, meta: str) -> Decoded:
    declared, evidence = (header, "header") if header else (meta, "meta")
    if declared not in ("", "utf-8", "cp1252", "cp1258"):
        decoded = _decode(body, declared, evidence=evidence)
        if not decoded.doubtful:
            return decoded
    contradiction = f"; declared {declared}" if declared else ""
    if _looks_like_1258(body):
        return _decode(
            body,
            "cp1258",
            evidence=evidence if declared == "cp1258" else "statistics" + contradiction,
        )
    if declared in ("cp1252", "cp1258"):
        return _decode(body, "cp1252", evidence=evidence)
    if declared not in ("", "utf-8"):
        return _decode(body, declared, evidence=evidence)
    guess = "cp1251" if _looks_like_1251(body) else "cp1252"
    decoded = _decode(body, guess, evidence="default" + contradiction)
    return Decoded(decoded.text, guess, decoded.evidence, doubtful=True)


def _decode(body: bytes, charset: str, *, evidence: str) -> Decoded:
    if charset == "cp1252":
        return Decoded(_decode_1252(body), charset, evidence, doubtful=False)
    try:
        text, doubtful = body.decode(charset), False
    except UnicodeDecodeError:
        text, doubtful = body.decode(charset, errors="windows-1252-bytes"), True
    if charset == "cp1258":
        text = unicodedata.normalize("NFC", text)
    return Decoded(text, charset, evidence, doubtful=doubtful)


def _read_bytes_as_1252(error: UnicodeError) -> tuple[str, int]:
    """Keep undecodable bytes readable; a NUL or cut wide unit becomes U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return "\ufffd", error.end
    return _decode_1252(error.object[error.start : error.end]), error.end


codecs.register_error("windows-1252-bytes", _read_bytes_as_1252)


def _decode_1252(body: bytes) -> str:
    """Read Windows-1252; its five unassigned bytes are controls: legacy fonts lose no letter."""
    return body.decode("cp1252", errors="latin-1-bytes")


def _read_bytes_as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-bytes", _read_bytes_as_latin_1)

# --- statistics ---------------------------------------------------------------------------------

# Windows-1258 writes a tone as a byte of its own after the vowel.
_VOWEL_TONE = re.compile(
    rb"[AEIOUYaeiouy\xc2\xca\xd4\xe2\xea\xf4\xc3\xe3\xd5\xf5\xdd\xfd][\xcc\xd2\xde\xec\xf2]"
)
_TONE = re.compile(rb"[\xcc\xd2\xde\xec\xf2]")
_OWN_1258 = re.compile(rb"[\xf0\xfd\xf5\xe3\xd0\xdd\xd5\xc3]")
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff]{3,}")


def _looks_like_1258(body: bytes) -> bool:
    sample = body if len(body) <= 4 * _SAMPLE_BYTES else body[: 4 * _SAMPLE_BYTES]
    tones = _TONE.findall(sample)
    if len(tones) < 5 or len(set(tones)) < 3:
        return False
    after_vowels = len(_VOWEL_TONE.findall(sample))
    return after_vowels >= 0.9 * len(tones) and len(_OWN_1258.findall(sample)) >= 3


def _looks_like_1251(body: bytes) -> bool:
    sample = body[: 4 * _SAMPLE_BYTES]
    high = len(_NON_ASCII.findall(sample))
    return high > 50 and sum(map(len, _CYRILLIC_RUN.findall(sample))) > 0.7 * high
