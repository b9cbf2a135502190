"""The sizes in which images are handed out: a closed list, so that nobody fills the disk."""

from __future__ import annotations

from enum import StrEnum

from cms.catalog.uploads import from_here


class Size(StrEnum):
    """Name of a size: a width, or a width and height that the image is cut to."""

    W200 = "w200"
    W400 = "w400"
    W800 = "w800"
    W1200 = "w1200"
    W1600 = "w1600"
    SQUARE = "200x200"
    CARD = "400x300"
    WIDE = "1200x630"

    @property
    def filter_spec(self) -> str:
        """Wagtail's name of what is done to the image; all sizes are WebP."""
        kind = f"width-{self.value[1:]}" if self.value.startswith("w") else f"fill-{self.value}"
        return f"{kind}|format-webp"


def rendition_paths(image_id: int) -> dict[str, str]:
    """Return the address of every size; nothing is made yet."""
    return {size.value: from_here(f"/api/v1/images/{image_id}/{size.value}/") for size in Size}
