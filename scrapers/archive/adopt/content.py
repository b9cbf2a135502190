"""What a file is, by what is in it; its name only where the content does not tell."""

from __future__ import annotations

import mimetypes
import re

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|h[1-6]|center|font)\b", re.I
)
_OFFICE = frozenset({"application/vnd.ms-excel", "application/msword"})
# Office programs save "as web page" and keep the ending; a page of the portal leads on to others.
_LEADS_ON = re.compile(rb"<(?:a|form|script|iframe)\b", re.I)
_XML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml", re.I)
_NAMED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webp": "image/webp",
}


def content_type_of(head: bytes, name: str) -> str:
    """Name the media type of a file by its first bytes, then by its name."""
    stem = name.partition("?")[0].lower()
    named = _NAMED.get("." + stem.rpartition(".")[2]) or mimetypes.guess_type(stem)[0] or ""
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return named if kind == "application/msword" and named else kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"PK\x03\x04":
        return named if named.startswith("application/") else "application/zip"
    if named in ("text/css", "text/javascript", "application/json"):
        return named
    if _XML.match(head) and b"<html" not in head[:2048].lower():
        return "image/svg+xml" if b"<svg" in head[:2048].lower() else "application/xml"
    if _MARKUP.search(head[:8192]):
        return named if named in _OFFICE and not _LEADS_ON.search(head) else "text/html"
    if named and named != "text/html":
        return named
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return not head
    control = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    return control < len(head) / 100
