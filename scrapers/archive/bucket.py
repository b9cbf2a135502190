"""Segments in S3-compatible storage: written in a local folder, sent when closed, read in ranges.

The local copy goes when the one in the storage was read back and is the same. Where to reach the
storage, and by which key, boto3 reads from its own environment (``AWS_ENDPOINT_URL``, …).
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scrapers.archive.record import ArchiveError
from scrapers.archive.store import REWRITE, SUFFIX, Folder, highest

_BUFFER_BYTES = 256 * 1024
"""Read at once: a page's records fit into it mostly."""
_MISSING = frozenset({"404", "NoSuchKey"})
_TAKEN = frozenset({"412", "PreconditionFailed"})
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 5},
    # Other makes of storage do not know the sums that boto3 would send by itself.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class StorageError(OSError):
    """The storage cannot be reached, or refuses: it may recover."""


class Bucket:
    """Segments as objects under one prefix."""

    def __init__(self, address: str) -> None:
        """Take ``s3://bucket/prefix?spool=/folder``. Raises ArchiveError for another form."""
        parts = urlsplit(address)
        spool = parse_qs(parts.query).get("spool", [""])[0]
        if not parts.netloc or not spool:
            raise ArchiveError(f"{address!r}: expected s3://bucket/prefix?spool=/folder")
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._folder = Folder(spool)
        self._client = _client(os.getpid())

    @property
    def local(self) -> Folder:
        return self._folder

    def names(self, slug: str) -> tuple[str, ...]:
        self._folder.folder(slug)  # refuses what is no slug
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._key(f"{slug}/")
        )
        with _named_failures():
            found = sorted(
                (each["LastModified"], each["Key"].rpartition("/")[2])
                for page in pages
                for each in page.get("Contents", ())
                if each["Key"].endswith(SUFFIX)
            )
        return tuple(f"{slug}/{name}" for _, name in found)

    def open(self, name: str) -> BufferedReader:
        """Open a segment. Raises ArchiveError if it is missing, StorageError."""
        self._folder.path(name)  # refuses what leads out
        with _named_failures(name):
            head = self._client.head_object(Bucket=self._bucket, Key=self._key(name))
        ranges = _Ranges(self._client, self._bucket, self._key(name), int(head["ContentLength"]))
        return BufferedReader(ranges, _BUFFER_BYTES)

    def next_number(self, slug: str, crawl: str) -> int:
        sent = (name for name in self.names(slug) if name.startswith(f"{slug}/{crawl}-"))
        return max(self._folder.next_number(slug, crawl), highest(sent) + 1)

    def keep(self, name: str) -> None:
        path = self._folder.path(name)
        # A number is never used twice: what has this name is the same, or another's.
        self._send(path, name, IfNoneMatch="*")
        path.unlink()

    def unkept(self, slug: str) -> tuple[str, ...]:
        return self._folder.names(slug)

    def check_out(self, name: str) -> Path:
        copy = self._folder.path(name + REWRITE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with self.open(name) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return copy

    def replace(self, name: str, copy: Path) -> None:
        self._send(copy, name)

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _send(self, path: Path, name: str, **condition: str) -> None:
        """Send a file and read it back. Raises ArchiveError if something else is there then."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            file.seek(0)
            with _named_failures():
                try:
                    self._client.put_object(
                        Bucket=self._bucket,
                        Key=self._key(name),
                        Body=file,
                        ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                        **condition,
                    )
                except ClientError as error:
                    if _code(error) not in _TAKEN:
                        raise
        with self.open(name) as sent:
            found = hashlib.file_digest(sent, "sha256")
        if found.digest() != digest.digest():
            raise ArchiveError(f"{name}: the storage holds something else; kept as {path}")


class _Ranges(io.RawIOBase):
    """An object as a file that is read in pieces."""

    def __init__(self, client: Any, bucket: str, key: str, size: int) -> None:  # noqa: ANN401
        self._client, self._bucket, self._key, self._size = client, bucket, key, size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        with _named_failures(self._key):
            answer = self._client.get_object(
                Bucket=self._bucket, Key=self._key, Range=f"bytes={self._at}-{end - 1}"
            )
            data = answer["Body"].read()
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


@lru_cache(maxsize=1)
def _client(_process: int) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
    """Make a client; one a process, as connections do not survive a fork."""
    return boto3.client("s3", config=_CONFIG)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _named_failures(name: str = "") -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if name and _code(error) in _MISSING:
            raise ArchiveError(f"{name}: the segment is missing from the storage") from error
        raise StorageError(f"the storage refuses: {error}") from error
    except BotoCoreError as error:
        raise StorageError(f"the storage cannot be reached: {error}") from error
