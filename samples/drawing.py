"""A drawn landscape, row by row: sky, hills, fields, sometimes a river and a sun."""

from math import sin

from samples.dice import Dice

Row = bytes
Color = tuple[int, int, int]


def _mixed(first: Color, second: Color, share: float) -> Color:
    a, b = first, second
    return (
        int(a[0] + (b[0] - a[0]) * share),
        int(a[1] + (b[1] - a[1]) * share),
        int(a[2] + (b[2] - a[2]) * share),
    )


def _near(dice: Dice, color: Color, spread: int = 40) -> Color:
    red, green, blue = (min(255, max(0, part + dice.number(-spread, spread))) for part in color)
    return red, green, blue


class Landscape:
    """Rows of RGB bytes; the same key gives the same picture, another key another one."""

    def __init__(self, key: str, *, width: int, height: int) -> None:
        dice = Dice("landscape", key)
        self.width, self.height = width, height
        self._sky = _near(dice, (90, 150, 220)), _near(dice, (220, 232, 245), 20)
        self._hills = [(_near(dice, (60, 110 + 25 * n, 60)), self._wave(dice, n)) for n in range(3)]
        self._field = _near(dice, (170, 180, 70))
        self._sun = dice.number(0, width), dice.number(0, height // 3), dice.number(10, 36)
        self._noise = dice.number(1, 2**31 - 1)

    def _wave(self, dice: Dice, layer: int) -> tuple[float, float, float, float]:
        level = self.height * (0.35 + 0.14 * layer)
        return level, dice.number(8, 40), dice.number(20, 90) / 6000, dice.number(0, 60) / 10

    def rows(self) -> list[Row]:
        tops = [
            [level + depth * sin(x * speed + shift) for x in range(self.width)]
            for _, (level, depth, speed, shift) in self._hills
        ]
        return [self._row(y, tops) for y in range(self.height)]

    def _row(self, y: int, tops: list[list[float]]) -> Row:
        # In bands as high as a JPEG block, which then holds one color and codes fast.
        sky = bytes(_mixed(*self._sky, y // 8 * 8 / self.height))
        row = bytearray(sky * self.width)
        self._paint_sun(row, y)
        for (color, _), top in zip(self._hills, tops, strict=True):
            shade = bytes(color)
            for start, end in _runs([edge <= y for edge in top]):
                row[start * 3 : end * 3] = shade * (end - start)
        ground = self.height * 0.8
        if y > ground:
            stripe = bytes(_mixed(self._field, (90, 70, 20), (y // 8 % 3) / 4))
            row[:] = stripe * self.width
        return bytes(row)

    def _paint_sun(self, row: bytearray, y: int) -> None:
        x, middle, radius = self._sun
        if abs(y - middle) < radius:
            half = int((radius**2 - (y - middle) ** 2) ** 0.5)
            start, end = max(0, x - half), min(self.width, x + half)
            if end > start:
                row[start * 3 : end * 3] = b"\xff\xf0\xa0" * (end - start)


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Give start and end of each run of true values."""
    runs, start = [], None
    for place, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            runs.append((start, place))
            start = None
    return runs
