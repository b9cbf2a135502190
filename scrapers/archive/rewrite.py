"""Take payloads out of a closed segment: the one write to an archive that is not an append.

Each record that is rewritten keeps its place and its length: the gzip member is filled up with a
comment, which every reader passes over (RFC 1952, FCOMMENT). So no other record moves.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from scrapers.archive.member import Member
from scrapers.archive.record import ArchiveError

_END = b"\r\n\r\n"
_HEADER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x02\xff"
"""Deflate, a comment follows, no time, best compression, system unknown."""
_TRAILER_BYTES = 8
_LENGTH = "content-length"


def rewrite(
    root: Path | str, segment: str, offsets: Iterable[int], change: Callable[[bytes], bytes]
) -> dict[int, tuple[str, int]]:
    """Put ``change(payload)`` for the payloads at these offsets; give digest and length of each.

    The texts of the links that such a page named go, too; the addresses stay. The file is replaced
    at once, whole. Raises ArchiveError where a new payload does not fit into the old one's place.
    """
    path = Path(root) / segment
    copy = path.with_name(path.name + ".rewrite")
    shutil.copyfile(path, copy)
    new: dict[int, tuple[str, int]] = {}
    try:
        with copy.open("r+b") as file:
            for offset in offsets:
                new[offset] = _rewrite_fetch(file, offset, change)
            file.flush()
            os.fsync(file.fileno())
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)
    return new


def _rewrite_fetch(
    file: BinaryIO, offset: int, change: Callable[[bytes], bytes]
) -> tuple[str, int]:
    member = Member(file, offset)
    if member.type != "response":
        raise ArchiveError(f"no response begins at {offset}")
    head = member.http_head
    payload = b"".join(member.chunks())
    end = member.finish()
    new = change(payload)
    digest = "sha256:" + hashlib.sha256(new).hexdigest()
    block = _with_header(head, "Content-Length", str(len(new))) + new
    _put(file, offset, end, member.headers, block, payload_digest=digest)
    _rewrite_note(file, end)
    return digest, len(new)


def _rewrite_note(file: BinaryIO, offset: int) -> None:
    """Take the texts of links out of the metadata record that seals a fetch."""
    file.seek(0, 2)
    if offset >= file.tell():
        return
    member = Member(file, offset)
    if member.type != "metadata":
        return
    note = json.loads(b"".join(member.chunks()).decode("utf-8", "surrogatepass"))
    end = member.finish()
    links = note.get("links", ())
    if not any("text" in link for link in links):
        return
    for link in links:
        link.pop("text", None)
    block = json.dumps(note, ensure_ascii=False, separators=(",", ":"))
    _put(file, offset, end, member.headers, block.encode("utf-8", "surrogatepass"))


def _put(
    file: BinaryIO,
    start: int,
    end: int,
    headers: dict[str, str],
    block: bytes,
    *,
    payload_digest: str = "",
) -> None:
    fresh = {**headers, _LENGTH: str(len(block))}
    if "warc-block-digest" in fresh:
        fresh["warc-block-digest"] = _digest_as(headers["warc-block-digest"], block)
    if payload_digest:
        fresh["warc-payload-digest"] = payload_digest
    lines = "".join(f"{name}: {value}\r\n" for name, value in fresh.items())
    record = f"WARC/1.1\r\n{lines}\r\n".encode() + block + _END
    file.seek(start)
    file.write(_member(record, length=end - start))


def _digest_as(old: str, data: bytes) -> str:
    """Hash data in the form of another digest: a longer one would not fit into its place."""
    algorithm, _, value = old.partition(":")
    digester = hashlib.new(algorithm, data)
    if len(value) == digester.digest_size * 2:
        return f"{algorithm}:{digester.hexdigest()}"
    return f"{algorithm}:{base64.b32encode(digester.digest()).decode()}"


def _member(record: bytes, *, length: int) -> bytes:
    """Make a gzip member of exactly this length."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflater.compress(record) + deflater.flush()
    room = length - len(_HEADER) - 1 - len(body) - _TRAILER_BYTES
    if room < 0:
        raise ArchiveError(f"the new record is {-room} bytes longer than the old one")
    trailer = struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF)
    return _HEADER + b" " * room + b"\x00" + body + trailer


def _with_header(head: bytes, name: str, value: str) -> bytes:
    """Set one header of an HTTP head."""
    lines = head.removesuffix(_END).split(b"\r\n")
    prefix = name.lower().encode() + b":"
    kept = [line for line in lines if not line.lower().startswith(prefix)]
    return b"\r\n".join([*kept, f"{name}: {value}".encode()]) + _END
