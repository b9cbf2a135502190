"""Drawn pictures as PNG and JPEG bytes."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops

from samples.dice import Dice
from samples.drawing import draw_landscape

# Above this width a picture counts as large: noise is laid over it, as a camera's sensor does,
# which makes a file of some hundred kilobytes.
LARGE = 1200


@lru_cache(maxsize=256)
def picture_bytes(key: str, *, path: str, width: int, height: int) -> bytes:
    """Give the picture in the format that the path's ending names."""
    picture = draw_landscape(key, width=width, height=height)
    if width >= LARGE:
        picture = ImageChops.add(picture, _noise(key, picture.size))
    file = BytesIO()
    is_jpeg = path.lower().endswith((".jpg", ".jpeg"))
    picture.save(file, "JPEG" if is_jpeg else "PNG", quality=90)
    return file.getvalue()


def _noise(key: str, size: tuple[int, int]) -> Image.Image:
    dice = Dice("noise", key)
    grain = bytes(dice.number(0, 15) for _ in range(4099))
    length = size[0] * size[1] * 3
    return Image.frombytes("RGB", size, (grain * (length // len(grain) + 1))[:length])
