"""Read one WARC record strictly: what is cut short or altered is never taken as whole.

warcio hands out a torn last record as if it were complete, so what decides over "whole" is ours:
the gzip member must end (its checksum is then verified), hold exactly one record of the length that
it states, and match its digests.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from scrapers.archive.record import DigestError, TornRecordError

_CHUNK = 64 * 1024
_MAX_HEAD = 256 * 1024
_MAGIC = b"\x1f\x8b\x08"
_END = b"\r\n\r\n"


class Member:
    """One record, read front to back: ``headers`` at once, the block by `read`, then `finish`.

    Raises TornRecordError or DigestError as soon as something is wrong.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.offset = offset
        self._file = file
        file.seek(offset)
        self._inflater = zlib.decompressobj(wbits=31)
        self._tail = b""
        self._buffer = b""
        self._consumed = 0
        self.head = self._read_until(_END, limit=_MAX_HEAD)
        """The record's own, as it is written, without the empty line."""
        self.headers = _parse_head(self.head)
        try:
            self.length = int(self.headers["content-length"])
        except (KeyError, ValueError) as error:
            raise TornRecordError("a record without a length") from error
        self._left = self.length
        self._block = _digester(self.headers.get("warc-block-digest", ""))
        self._payload = None
        if self.type != "revisit":  # a revisit carries the digest of a payload that is elsewhere
            self._payload = _digester(self.headers.get("warc-payload-digest", ""))
        self.http_head = b""
        if self.headers.get("content-type", "").startswith("application/http"):
            self.http_head = self._read_http_head()

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "")

    @property
    def payload_length(self) -> int:
        return self.length - len(self.http_head)

    def read(self, size: int = _CHUNK) -> bytes:
        """Read on in the block (after the HTTP head, if any); ``b""`` at its end."""
        data = self._read_block(size)
        if self._payload:
            self._payload[0].update(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        while data := self.read():
            yield data

    def finish(self) -> int:
        """Read to the end, verify everything, and return where the next record begins."""
        for _ in self.chunks():
            pass
        rest = self._read_more(len(_END) + 1)
        if rest != _END:
            raise TornRecordError("a record does not end where it says")
        if not self._inflater.eof:
            raise TornRecordError("a gzip member without an end")
        for digest in (self._block, self._payload):
            if digest and digest[0].digest() != digest[1]:
                raise DigestError("a digest does not match")
        return self.offset + self._consumed - len(self._inflater.unused_data)

    def _read_http_head(self) -> bytes:
        head = b""
        while _END not in head and self._left:
            head += self._read_block(min(_CHUNK, self._left))
            if len(head) > _MAX_HEAD:
                raise TornRecordError("an HTTP head without an end")
        cut = head.find(_END)
        if cut < 0:
            return head
        self._buffer = head[cut + len(_END) :] + self._buffer
        self._left += len(head) - cut - len(_END)
        if self._block:
            self._block = _digester(self.headers["warc-block-digest"])
            if self._block:
                self._block[0].update(head[: cut + len(_END)])
        return head[: cut + len(_END)]

    def _read_block(self, size: int) -> bytes:
        data = self._read_more(min(size, self._left))
        if len(data) < min(size, self._left):
            raise TornRecordError("a record ends before its end")
        self._left -= len(data)
        if self._block:
            self._block[0].update(data)
        return data

    def _read_until(self, mark: bytes, *, limit: int) -> bytes:
        while mark not in self._buffer:
            if len(self._buffer) > limit or not self._inflate():
                raise TornRecordError("no record begins here")
        head, _, self._buffer = self._buffer.partition(mark)
        return head

    def _read_more(self, size: int) -> bytes:
        while len(self._buffer) < size and self._inflate():
            pass
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _inflate(self) -> bool:
        """Inflate some more into the buffer; False at the end of the member or the file."""
        if self._inflater.eof:
            return False
        if not self._tail:
            self._tail = self._file.read(_CHUNK)
            self._consumed += len(self._tail)
        try:
            data = self._inflater.decompress(self._tail, _CHUNK)
        except zlib.error as error:
            raise TornRecordError(f"no gzip member: {error}") from error
        more = bool(self._tail)
        self._tail = self._inflater.unconsumed_tail
        self._buffer += data
        return more


def find_member(file: BinaryIO, offset: int) -> int:
    """Find the next place from ``offset`` on where a gzip member may begin; -1 if there is none."""
    file.seek(offset)
    before = b""
    while chunk := file.read(_CHUNK):
        window = before + chunk
        found = window.find(_MAGIC)
        if found >= 0:
            return offset - len(before) + found
        offset += len(chunk)
        before = window[-2:]
    return -1


def _parse_head(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")
    if not lines[0].startswith("WARC/1."):
        raise TornRecordError("no WARC record")
    pairs = (line.partition(":") for line in lines[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _digester(digest: str) -> tuple[hashlib._Hash, bytes] | None:
    """Make a hash and the value it must reach, from ``sha256:<hex>`` or ``sha1:<base32>``."""
    algorithm, _, value = digest.partition(":")
    if not value:
        return None
    try:
        digester = hashlib.new(algorithm)
        if len(value) == digester.digest_size * 2:
            return digester, bytes.fromhex(value)
        return digester, base64.b32decode(value)
    except ValueError as error:
        raise TornRecordError(f"unreadable digest {digest!r}") from error
