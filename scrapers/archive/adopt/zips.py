"""Open ZIP files from strangers: no entry leads out, none grows without end."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from scrapers.archive.adopt.captured import AdoptError

MAX_ENTRIES = 500_000
MAX_TOTAL_BYTES = 64 * 1024**3
_MAX_RATIO = 200
"""Unpacked to packed, of the whole: HTML packs 10 to 1, the classical bombs 1,000 to 1 and more."""
_RATIO_FROM = 100 * 1024 * 1024
_CHUNK = 64 * 1024


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP after a look at its table of contents. Raises AdoptError for one that bites."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise AdoptError(f"{path.name}: no readable ZIP: {error}") from error
    with archive:
        _check(archive, path)
        yield archive


def read_limited(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: BinaryIO, *, limit_bytes: int
) -> int:
    """Unpack one entry, trusting not what the table says of its size. Raises AdoptError."""
    size = 0
    try:
        with archive.open(entry) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > min(limit_bytes, max(entry.file_size, _CHUNK)):
                    raise AdoptError(f"{entry.filename}: unpacks to more than it says")
                target.write(chunk)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise AdoptError(f"{entry.filename}: cannot be unpacked: {error}") from error
    return size


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise AdoptError(f"{path.name}: {len(entries)} entries; the limit is {MAX_ENTRIES}")
    total = packed = 0
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
            raise AdoptError(f"{path.name}: the entry {entry.filename!r} leads out of the archive")
        if entry.flag_bits & 1:
            raise AdoptError(f"{path.name}: is encrypted; unpack it first")
        total += entry.file_size
        packed += entry.compress_size
    if total > MAX_TOTAL_BYTES:
        raise AdoptError(f"{path.name}: unpacks to {total} bytes; the limit is {MAX_TOTAL_BYTES}")
    if total > _RATIO_FROM and total > packed * _MAX_RATIO:
        raise AdoptError(f"{path.name}: {packed} bytes unpack to {total}: a bomb")
