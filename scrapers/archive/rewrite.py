"""Take payloads out of a closed segment: the one write to an archive that is not an append.

Each record that is rewritten keeps its place and its length: the gzip member is filled up with a
comment, which every reader passes over (RFC 1952, FCOMMENT). So no other record moves.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from scrapers.archive.member import Member
from scrapers.archive.record import ArchiveError
from scrapers.archive.store import store_of

_END = b"\r\n\r\n"
_HEADER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x02\xff"
"""Deflate, a comment follows, no time, best compression, system unknown."""
_TRAILER_BYTES = 8


def rewrite(
    root: Path | str, segment: str, offsets: Iterable[int], change: Callable[[bytes], bytes]
) -> dict[int, tuple[str, int]]:
    """Put ``change(payload)`` for the payloads at these offsets; give digest and length of each.

    The texts of the links that such a page named go, too; the addresses stay. The file is replaced
    at once, whole. Raises ArchiveError where a new payload does not fit into the old one's place.
    """
    store = store_of(root)
    copy = store.check_out(segment)
    new: dict[int, tuple[str, int]] = {}
    try:
        with copy.open("r+b") as file:
            for offset in offsets:
                new[offset] = _rewrite_fetch(file, offset, change)
            file.flush()
            os.fsync(file.fileno())
        store.replace(segment, copy)
    finally:
        copy.unlink(missing_ok=True)
    return new


def _rewrite_fetch(
    file: BinaryIO, offset: int, change: Callable[[bytes], bytes]
) -> tuple[str, int]:
    member = Member(file, offset)
    if member.type != "response":
        raise ArchiveError(f"no response begins at {offset}")
    head = member.http_head.removesuffix(_END)
    payload = b"".join(member.chunks())
    end = member.finish()
    new = change(payload)
    digest = "sha256:" + hashlib.sha256(new).hexdigest()
    block = _with_header(head, "Content-Length", str(len(new))) + _END + new
    _put(file, member, end, block, payload=new)
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
    text = json.dumps(note, ensure_ascii=False, separators=(",", ":"))
    block = text.encode("utf-8", "surrogatepass")
    _put(file, member, end, block, payload=block)


def _put(file: BinaryIO, member: Member, end: int, block: bytes, *, payload: bytes) -> None:
    """Write a record with another block in a record's place; its head stays as it was written."""
    head = _with_header(member.head, "Content-Length", str(len(block)))
    for name, data in (("WARC-Block-Digest", block), ("WARC-Payload-Digest", payload)):
        if old := member.headers.get(name.lower()):
            head = _with_header(head, name, _digest_as(old, data))
    file.seek(member.offset)
    file.write(_member(head + _END + block + _END, length=end - member.offset))


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
    """Set one header of a head that comes without its empty line."""
    lines = head.split(b"\r\n")
    prefix = name.lower().encode() + b":"
    fresh = f"{name}: {value}".encode()
    found = [rank for rank, line in enumerate(lines) if line.lower().startswith(prefix)]
    if not found:
        return b"\r\n".join([*lines, fresh])
    lines[found[0]] = fresh
    return b"\r\n".join(line for rank, line in enumerate(lines) if rank not in found[1:])
