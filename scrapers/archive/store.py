"""Where segments lie: in a local folder, or in S3-compatible storage behind one."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from scrapers.archive.record import ArchiveError

OPEN = ".open"
TORN = ".torn"
REWRITE = ".rewrite"
SUFFIX = ".warc.gz"
_NUMBER = re.compile(r"-(\d{5,})\.warc\.gz(?:\.open|\.torn)?$")
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")


class LockedError(ArchiveError):
    """Another process writes this portal's archive."""


class Store(Protocol):
    """What the archive needs of a storage. Names are relative: ``<slug>/<segment>``."""

    @property
    def local(self) -> Folder:
        """Where segments grow, and are locked."""

    def names(self, slug: str) -> tuple[str, ...]:
        """List the closed segments of a portal, in the order they were written."""

    def open(self, name: str) -> BufferedReader:
        """Open a closed segment for reading, seekable."""

    def next_number(self, slug: str, crawl: str) -> int:
        """Number for the crawl's next segment: above all it ever used, torn ones included."""

    def keep(self, name: str) -> None:
        """Take over a segment that was closed in the local folder. Raises OSError."""

    def unkept(self, slug: str) -> tuple[str, ...]:
        """List the segments that were closed, but not taken over."""

    def check_out(self, name: str) -> Path:
        """Copy a segment to a local file, to be changed and given to `replace`."""

    def replace(self, name: str, copy: Path) -> None:
        """Put a changed copy in a segment's place, at once and whole."""


def store_of(root: Path | str) -> Store:
    """Choose the storage by its address: ``s3://bucket/prefix?spool=/folder``, or a folder."""
    if str(root).startswith("s3://"):
        from scrapers.archive.bucket import Bucket  # boto3 is loaded only where it is used

        return Bucket(str(root))
    return Folder(root)


class Folder:
    """Segments as files under one root folder."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    @property
    def local(self) -> Folder:
        return self

    def folder(self, slug: str) -> Path:
        if not _SLUG.fullmatch(slug):
            raise ArchiveError(
                f"{slug!r} is no portal slug: lower-case letters, digits and hyphens"
            )
        return self.root / slug

    def names(self, slug: str) -> tuple[str, ...]:
        found = self.folder(slug).glob(f"*{SUFFIX}")
        ordered = sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
        return tuple(f"{slug}/{path.name}" for path in ordered)

    def leftovers(self, slug: str) -> tuple[Path, ...]:
        """List the files of a writer that did not live to close them."""
        return tuple(sorted(self.folder(slug).glob(f"*{SUFFIX}{OPEN}")))

    def path(self, name: str) -> Path:
        """Place of a segment. Raises ArchiveError if the name leads out of the root."""
        path = self.root / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise ArchiveError(f"{name!r} is no segment of this archive")
        return path

    def open(self, name: str) -> BufferedReader:
        try:
            return self.path(name).open("rb")
        except FileNotFoundError as error:
            raise ArchiveError(f"{name}: the segment is missing from {self.root}") from error

    def next_number(self, slug: str, crawl: str) -> int:
        return highest(path.name for path in self.folder(slug).glob(f"{crawl}-*")) + 1

    def keep(self, name: str) -> None:
        """Do nothing: it is here."""

    def unkept(self, slug: str) -> tuple[str, ...]:
        return ()

    def check_out(self, name: str) -> Path:
        path = self.path(name)
        return Path(shutil.copyfile(path, path.with_name(path.name + REWRITE)))

    def replace(self, name: str, copy: Path) -> None:
        copy.replace(self.path(name))

    @contextmanager
    def lock(self, slug: str) -> Iterator[None]:
        """Hold the one right to write this portal's archive; it ends with the process.

        Raises LockedError at once if another process has it.
        """
        folder = self.folder(slug)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LockedError(f"{slug}: another crawl of this portal is running") from error
            yield


def highest(names: Iterable[str]) -> int:
    """Find the highest number among segments' names; 0 if there is none."""
    return max((int(match[1]) for name in names if (match := _NUMBER.search(name))), default=0)


def publish(file: BinaryIO, path: Path, final: Path) -> None:
    """Make a written file durable under its final name: fsync, rename, fsync of the folder."""
    file.flush()
    os.fsync(file.fileno())
    path.rename(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
