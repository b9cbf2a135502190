"""A small baseline JPEG encoder (ITU T.81), enough for drawn pictures.

Blocks of one color need no cosine transform, and equal blocks are coded once: a drawn landscape
of 480 x 320 takes some tens of milliseconds.
"""

from functools import cache
from math import cos, pi, sqrt

ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)  # fmt: skip
QUANTUM = 12
# Table K.3: lengths of the codes for the difference of the mean values.
DC_COUNTS = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
DC_VALUES = bytes(range(12))
# Our own table for the rest: every symbol (run, size) has an 8-bit code, the all-ones code unused.
AC_SYMBOLS = (0x00, 0xF0, *(run << 4 | size for run in range(16) for size in range(1, 11)))
AC_COUNTS = bytes((0, 0, 0, 0, 0, 0, 0, len(AC_SYMBOLS), 0, 0, 0, 0, 0, 0, 0, 0))

Block = tuple[int, ...]
Bits = tuple[int, int]
"""Value and length."""


@cache
def _dc_codes() -> dict[int, Bits]:
    codes, code, place = {}, 0, 0
    for length, count in enumerate(DC_COUNTS, 1):
        for _ in range(count):
            codes[DC_VALUES[place]] = (code, length)
            code, place = code + 1, place + 1
        code <<= 1
    return codes


@cache
def _cosines() -> list[list[float]]:
    return [
        [(sqrt(0.125) if u == 0 else 0.5) * cos((2 * x + 1) * u * pi / 16) for x in range(8)]
        for u in range(8)
    ]


def _transform(block: Block) -> list[int]:
    """Give the 64 quantised coefficients in zigzag order."""
    if len(set(block)) == 1:
        return [round((block[0] - 128) * 8 / QUANTUM)] + [0] * 63
    table = _cosines()
    rows = [
        [sum((block[8 * y + x] - 128) * table[u][x] for x in range(8)) for u in range(8)]
        for y in range(8)
    ]
    grid = [sum(rows[y][u] * table[v][y] for y in range(8)) for v in range(8) for u in range(8)]
    return [round(grid[place] / QUANTUM) for place in ZIGZAG]


def _amplitude(value: int) -> Bits:
    size = abs(value).bit_length()
    return (value if value > 0 else value + (1 << size) - 1, size)


def _ac_bits(coefficients: list[int]) -> list[Bits]:
    bits: list[Bits] = []
    run = 0
    last = max((n for n, value in enumerate(coefficients) if value), default=0)
    for value in coefficients[1 : last + 1]:
        if not value:
            run += 1
            continue
        while run > 15:
            bits.append((AC_SYMBOLS.index(0xF0), 8))
            run -= 16
        amount, size = _amplitude(value)
        bits += [(AC_SYMBOLS.index(run << 4 | size), 8), (amount, size)]
        run = 0
    if last < 63:
        bits.append((AC_SYMBOLS.index(0x00), 8))
    return bits


@cache
def _coded(block: Block) -> tuple[int, tuple[Bits, ...]]:
    coefficients = _transform(block)
    return coefficients[0], tuple(_ac_bits(coefficients))


class _Writer:
    def __init__(self) -> None:
        self._bits: list[str] = []

    def put(self, value: int, length: int) -> None:
        if length:
            self._bits.append(f"{value:0{length}b}")

    def data(self) -> bytes:
        text = "".join(self._bits)
        text += "1" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")


def _planes(rows: list[bytes], width: int) -> list[list[list[int]]]:
    """Give brightness and the two colors, each filled up to whole blocks."""
    planes: list[list[list[int]]] = [[], [], []]
    wide, high = -(-width // 8) * 8, -(-len(rows) // 8) * 8
    known: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row in rows:
        pixels = list(zip(row[0::3], row[1::3], row[2::3], strict=True))
        known |= {pixel: _ycc(*pixel) for pixel in set(pixels) - known.keys()}
        lines = zip(*(known[pixel] for pixel in pixels), strict=True)
        for plane, line in zip(planes, lines, strict=True):
            plane.append([*line, *[line[-1]] * (wide - width)])
    for plane in planes:
        plane += [plane[-1]] * (high - len(rows))
    return planes


def _ycc(red: int, green: int, blue: int) -> tuple[int, int, int]:
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    values = light, 128 + 0.564 * (blue - light), 128 + 0.713 * (red - light)
    y, cb, cr = (min(255, max(0, round(value))) for value in values)
    return y, cb, cr


def encode_jpeg(rows: list[bytes], *, width: int) -> bytes:
    """Code rows of RGB bytes, all of `width` pixels."""
    planes = _planes(rows, width)
    writer, means = _Writer(), [0, 0, 0]
    for top in range(0, len(planes[0]), 8):
        for left in range(0, len(planes[0][0]), 8):
            for number, plane in enumerate(planes):
                block = tuple(v for line in plane[top : top + 8] for v in line[left : left + 8])
                mean, rest = _coded(block)
                amount, size = _amplitude(mean - means[number])
                writer.put(*_dc_codes()[size])
                writer.put(amount, size)
                means[number] = mean
                for value, length in rest:
                    writer.put(value, length)
    return _file(writer.data(), width=width, height=len(rows))


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


def _file(scan: bytes, *, width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    parts = b"".join(bytes((number, 0x11, 0)) for number in (1, 2, 3))
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + _segment(0xDB, b"\0" + bytes([QUANTUM]) * 64)
        + _segment(0xC0, b"\x08" + size + b"\x03" + parts)
        + _segment(0xC4, b"\x00" + DC_COUNTS + DC_VALUES)
        + _segment(0xC4, b"\x10" + AC_COUNTS + bytes(AC_SYMBOLS))
        + _segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )
