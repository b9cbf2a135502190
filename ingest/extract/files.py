"""Attachments: links to files by what their address ends in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from ingest.page import Page, Piece
from ingest.page.elements import absolute
from ingest.types import FileRef

_EXTENSION = re.compile(
    r"\.(?:pdf|docx?|dotx?|xlsx?|xlsm|pptx?|ppsx?|rtf|odt|ods|odp|zip|rar|7z|txt|csv|tiff?|mpp|dwg|epub)$",
    re.IGNORECASE,
)
# Liferay and SharePoint serve files from folders of their own.
_FOLDER = re.compile(r"^/documents/\d+/|/_layouts/.*download|/Attachments/", re.IGNORECASE)
_MAX_LABEL = 40
_ATTACHED = re.compile(r"đính kèm|kèm theo|tải (?:về|xuống)|download", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:tải (?:về|xuống|file|tệp)|xem (?:file|tệp)|download|file|tệp|tài liệu|văn bản)?\W*"
    r"(?:đính kèm|kèm theo)?\W*",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def is_file_address(address: str) -> bool:
    """Tell an attachment's address by its end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = unquote(parts.path)
    return bool(_EXTENSION.search(path) or _FOLDER.search(path)) or bool(
        _EXTENSION.search(unquote(parts.query))
    )


def find_files(page: Page, pieces: Iterable[Piece]) -> tuple[FileRef, ...]:
    """List the attachments that pieces link to, each once, in order."""
    found: dict[str, FileRef] = {}
    for piece in pieces:
        if piece.kind != "text" or not piece.links:
            continue
        for href, text in piece.hrefs():
            address = absolute(page.base, href)
            if address and is_file_address(address) and address not in found:
                name = text if not _LABEL.fullmatch(text) else ""
                found[address] = FileRef(src=address, name=name or _name(address))
    return tuple(found.values())


def is_file_line(piece: Piece) -> bool:
    """Tell a line that does nothing but offer files: links to files, with a label at most."""
    links = piece.hrefs()
    if not links or not all(is_file_address(href) for href, _ in links):
        return False
    rest = " ".join(" ".join([run.text for run in piece.runs if not run.href]).split())
    rest = rest.strip(" -–•|,;()[]")
    return not any(map(str.isalpha, rest)) or rest.endswith(":") or is_attachment_label(rest)


def is_attachment_label(text: str) -> bool:
    """Tell the line over a list of attachments."""
    return len(text) <= _MAX_LABEL and bool(_ATTACHED.search(text))


def _name(address: str) -> str:
    return unquote(urlsplit(address).path).rpartition("/")[2]
