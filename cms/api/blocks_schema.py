"""The blocks of a body, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict


def example(**values: object) -> ConfigDict:
    """Give a schema an example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Image(Schema):
    """An image of the library."""

    id: int
    url: str = Field(description="The original. Other sizes: `images/{id}/`.")
    width: int
    height: int
    title: str

    model_config = example(
        id=7, url="https://cms.example/media/images/hop.jpg", width=800, height=600, title="hop"
    )


class File(Schema):
    """An attachment."""

    id: int
    url: str
    title: str
    file_name: str
    content_type: str
    size_bytes: int | None

    model_config = example(
        id=3,
        url="https://cms.example/api/v1/files/3/content",
        title="Quyết định 436",
        file_name="qd-436.pdf",
        content_type="application/pdf",
        size_bytes=48213,
    )


class Link(Schema):
    """A link in the text to another item; its address is in the HTML too."""

    kind: Literal["article", "document", "static", "media"]
    id: int
    url: str


class HeadingBlock(Schema):
    """A heading inside the body."""

    type: Literal["heading"]
    id: str
    level: int = Field(ge=2, le=6)
    text: str

    model_config = example(type="heading", id="1f0c", level=2, text="Kết quả kiểm tra")


class TextBlock(Schema):
    """What paragraphs, lists, quotes and tables share."""

    id: str
    html: str = Field(description="Sanitised: inline tags and links only.")
    text: str = Field(description="The same without markup.")
    links: list[Link] = Field(description="The links in it that lead to other items.")


class ParagraphBlock(TextBlock):
    """A paragraph."""

    type: Literal["paragraph"]

    model_config = example(
        type="paragraph",
        id="9a2b",
        html='<p>Theo <a href="https://front.example/document/12">Quyết định 436/QĐ-UBND</a></p>',
        text="Theo Quyết định 436/QĐ-UBND",
        links=[{"kind": "document", "id": 12, "url": "https://front.example/document/12"}],
    )


class ListBlock(TextBlock):
    """A list."""

    type: Literal["list"]
    ordered: bool
    items: list[str] = Field(description="The text of each item.")

    model_config = example(
        type="list",
        id="77d0",
        ordered=False,
        html="<ul><li>Một cửa</li><li>Niêm yết</li></ul>",
        text="Một cửa\nNiêm yết",
        items=["Một cửa", "Niêm yết"],
        links=[],
    )


class TableBlock(TextBlock):
    """A table of data."""

    type: Literal["table"]
    caption: str

    model_config = example(
        type="table",
        id="c3e1",
        caption="Kết quả",
        html="<table><tr><th>Xã</th><td>12</td></tr></table>",
        text="Xã\t12",
        links=[],
    )


class QuoteBlock(TextBlock):
    """A quotation."""

    type: Literal["quote"]

    model_config = example(
        type="quote", id="5b5b", html="<p>Dân là gốc</p>", text="Dân là gốc", links=[]
    )


class ImageBlock(Schema):
    """An image; `image` is null where only its old address is known."""

    type: Literal["image"]
    id: str
    image: Image | None
    alt: str
    decorative: bool
    caption: str
    source_url: str

    model_config = example(
        type="image",
        id="e001",
        image={
            "id": 7,
            "url": "https://cms.example/media/images/hop.jpg",
            "width": 800,
            "height": 600,
            "title": "hop",
        },
        alt="Cuộc họp",
        decorative=False,
        caption="Ảnh: Anh Đức",
        source_url="http://canloc.example/upload/hop.jpg",
    )


class FileBlock(Schema):
    """An attachment; `file` is null where only its old address is known."""

    type: Literal["file"]
    id: str
    file: File | None
    name: str
    source_url: str

    model_config = example(
        type="file",
        id="f11e",
        file=None,
        name="Quyết định 436",
        source_url="http://canloc.example/upload/qd-436.pdf",
    )


class EmbedBlock(Schema):
    """A film or sound that lies elsewhere; `url` is http, https or empty."""

    type: Literal["embed"]
    id: str
    url: str
    caption: str

    model_config = example(
        type="embed", id="0e0e", url="https://www.youtube.com/watch?v=abc", caption=""
    )


Block = Annotated[
    HeadingBlock
    | ParagraphBlock
    | ListBlock
    | TableBlock
    | QuoteBlock
    | ImageBlock
    | FileBlock
    | EmbedBlock,
    Field(discriminator="type"),
]
