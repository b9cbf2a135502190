"""A file from the archive, measured and checked before any library takes it: nothing is trusted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from django.conf import settings
from PIL import Image as PillowImage

from scrapers.archive import read_payload_to

from .models import SourceUrl

MAX_PIXELS = 60_000_000
IMAGE_FORMATS = {
    "JPEG": "jpg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "BMP": "bmp",
    "TIFF": "tiff",
}
REFUSED_TYPES = frozenset(
    {
        *(
            "text/html",
            "application/xhtml+xml",
            "application/x-dosexec",
            "application/x-msdownload",
        ),
        *("application/x-executable", "application/x-sharedlib", "application/x-sh"),
        *("application/x-msi", "application/java-archive"),
    }
)
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_HEAD_BYTES = 4096
_SHEET_BYTES = 256 * 1024
SHEET_TYPES = frozenset(
    {
        "application/vnd.ms-excel",
        "application/msexcel",
        "application/x-msexcel",
        "application/xls",
        "application/msword",
        "application/octet-stream",
    }
)


class InvalidFileError(ValueError):
    """Content that the library does not take; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A file's bytes, measured."""

    file: BinaryIO
    size_bytes: int
    sha256: str
    sha1: str
    """Wagtail's own ``file_hash``."""


def read_file(row: SourceUrl, file: BinaryIO) -> Payload:
    """Copy the archived bytes into ``file``. Raises ArchiveError, InvalidFileError for none."""
    size = read_payload_to(settings.ARCHIVE_URL, row.segment.name, row.offset, file)
    if size == 0:
        raise InvalidFileError("empty")
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    sha1 = hashlib.file_digest(file, "sha1").hexdigest()
    file.seek(0)
    return Payload(file=file, size_bytes=size, sha256=sha256, sha1=sha1)


def find_image(payload: Payload) -> tuple[str, int, int] | None:
    """Measure an image: suffix, width, height; ``None`` for what no image library shows safely.

    Raises InvalidFileError for one of too many pixels.
    """
    payload.file.seek(0)
    try:
        with PillowImage.open(payload.file, formats=list(IMAGE_FORMATS)) as image:
            width, height = image.size
            kind = image.format or ""
    except (OSError, SyntaxError, ValueError, PillowImage.DecompressionBombError):
        return None
    if width * height > MAX_PIXELS:
        raise InvalidFileError(f"{width} x {height} pixels are over the limit of {MAX_PIXELS}")
    return IMAGE_FORMATS[kind], width, height


def check_file(payload: Payload, *, media_type: str) -> None:
    """Raise InvalidFileError for a web page or a program in place of an attachment."""
    payload.file.seek(0)
    head = payload.file.read(_HEAD_BYTES)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_SIGNS):
        # Excel's "save as web page" is served as a sheet and holds one.
        rest = payload.file.read(_SHEET_BYTES)
        if media_type not in SHEET_TYPES or b"<table" not in (head + rest).lower():
            raise InvalidFileError("a web page where a file should be")
        return
    try:
        kind = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return  # unknown to the tables: kept, and served as an attachment only
    if kind in REFUSED_TYPES:
        raise InvalidFileError(f"content of type {kind}")
