"""Pictures and files are what their endings say, and differ from each other."""

from io import BytesIO

import pytest
from PIL import Image

from samples.attachments import attachment_bytes
from samples.model import Attachment
from samples.pictures import picture_bytes


@pytest.mark.parametrize(("ending", "form"), [("jpg", "JPEG"), ("png", "PNG")])
def test_a_drawn_picture_opens_and_is_its_own(ending: str, form: str) -> None:
    one, two = (
        picture_bytes(key, path=f"/a.{ending}", width=101, height=67) for key in ("one", "two")
    )
    assert one != two
    image = Image.open(BytesIO(one))
    image.load()
    assert (image.format, image.size) == (form, (101, 67))


def test_a_jpeg_shows_the_same_as_the_png() -> None:
    both = [picture_bytes("k", path=f"/a.{end}", width=96, height=64) for end in ("jpg", "png")]
    lossy, exact = (Image.open(BytesIO(data)).convert("RGB").tobytes() for data in both)
    wrong = sum(abs(a - b) for a, b in zip(lossy, exact, strict=True)) / len(exact)
    assert wrong < 6


def test_a_large_picture_is_large() -> None:
    assert len(picture_bytes("k", path="/a.jpg", width=1600, height=1066)) > 300_000


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-1."), ("doc", b"{\\rtf1"), ("docx", b"PK\3\4")]
)
def test_a_file_begins_as_its_kind_does(ending: str, start: bytes) -> None:
    file = Attachment(key="a", path=f"/a.{ending}", name="a", title="Kế hoạch số 1")
    assert attachment_bytes(file).startswith(start)
    assert attachment_bytes(file) == attachment_bytes(file)
