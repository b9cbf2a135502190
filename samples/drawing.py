"""A drawn landscape: sky, hills, fields, sometimes a river and a sun."""

from math import sin

from PIL import Image, ImageDraw

from samples.dice import Dice

Color = tuple[int, int, int]
BAND = 8
"""Height of the stripes of sky and field, in pixels: a block of JPEG, which then codes small."""


def draw_landscape(key: str, *, width: int, height: int) -> Image.Image:
    """Draw the picture of a key: the same key gives the same one, another key another one."""
    dice = Dice("landscape", key)
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    low, high = _near(dice, (90, 150, 220)), _near(dice, (220, 232, 245), 20)
    for y in range(0, height, BAND):
        pen.rectangle((0, y, width, y + BAND - 1), fill=_mixed(low, high, y / height))
    x, y, radius = dice.number(0, width), dice.number(0, height // 3), dice.number(10, 36)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 240, 160))
    for layer in range(3):
        color = _near(dice, (60, 110 + 25 * layer, 60))
        level = height * (0.35 + 0.14 * layer)
        depth, speed, shift = dice.number(8, 40), dice.number(20, 90) / 6000, dice.number(0, 60)
        ridge = [(x, level + depth * sin(x * speed + shift / 10)) for x in range(width + 1)]
        pen.polygon([(0, height), *ridge, (width, height)], fill=color)
    field = _near(dice, (170, 180, 70))
    for y in range(int(height * 0.8), height, BAND):
        stripe = _mixed(field, (90, 70, 20), y // BAND % 3 / 4)
        pen.rectangle((0, y, width, y + BAND - 1), fill=stripe)
    return picture


def _mixed(first: Color, second: Color, share: float) -> Color:
    red, green, blue = (int(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _near(dice: Dice, color: Color, spread: int = 40) -> Color:
    red, green, blue = (min(255, max(0, part + dice.number(-spread, spread))) for part in color)
    return red, green, blue
