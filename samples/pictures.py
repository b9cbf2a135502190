"""Drawn pictures as PNG and JPEG bytes, made with the standard library only."""

import struct
import zlib
from functools import lru_cache

from samples.dice import Dice
from samples.drawing import Landscape
from samples.jpeg import encode_jpeg

# Above this width a picture counts as large: noise is laid over it, as a camera's sensor does,
# which makes a PNG of some hundred kilobytes.
LARGE = 1200


@lru_cache(maxsize=256)
def picture_bytes(key: str, *, path: str, width: int, height: int) -> bytes:
    """Give the picture in the format that the path's ending names."""
    if path.lower().endswith((".jpg", ".jpeg")) and width < LARGE:
        return encode_jpeg(Landscape(key, width=width, height=height).rows(), width=width)
    rows = Landscape(key, width=width, height=height).rows()
    return encode_png(_noisy(rows, key) if width >= LARGE else rows, width=width)


def _noisy(rows: list[bytes], key: str) -> list[bytes]:
    dice = Dice("noise", key)
    grain = bytes(dice.number(0, 3) for _ in range(4099))
    length = len(rows[0])
    strip = grain * (length // len(grain) + 2)
    noisy = []
    for y, row in enumerate(rows):
        start = y * 37 % len(grain)
        mixed = int.from_bytes(row, "big") ^ int.from_bytes(strip[start : start + length], "big")
        noisy.append(mixed.to_bytes(length, "big"))
    return noisy


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def encode_png(rows: list[bytes], *, width: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks
