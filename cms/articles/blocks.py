"""The body of an item as Wagtail blocks: one type a `ingest.vocabulary.BlockKind`, same names.

The block's own UUID is made from the draft's block id, so a block keeps it over re-imports.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html

INLINE = ["bold", "italic", "link", "document-link", "superscript", "subscript", "strikethrough"]
TABLE_TAGS = {
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "p", "br"),
    *("a", "b", "strong", "i", "em", "u", "s", "sup", "sub", "ul", "ol", "li"),
}
TABLE_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
REFERENCES = {**TABLE_ATTRIBUTES, "a": {"href", "linktype", "id"}}
"""Attributes in the database: links to pages and files stand there as Wagtail writes them."""


def clean_table(html: str) -> str:
    """Keep a table's structure, text and links; everything else goes."""
    return nh3.clean(
        html,
        tags=TABLE_TAGS,
        attributes=REFERENCES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


class TableHTMLBlock(blocks.RawHTMLBlock):
    """The HTML of one table, sanitised whenever it is saved."""

    def clean(self, value: str) -> str:
        """Sanitise what a form sends."""
        return super().clean(clean_table(value or ""))


class HeadingBlock(blocks.StructBlock):
    """A heading inside the body."""

    level = blocks.ChoiceBlock(
        choices=[(str(level), f"H{level}") for level in range(2, 7)], default="2", label=_("Level")
    )
    text = blocks.CharBlock(label=_("Text"))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "articles/blocks/heading.html"


class TableBlock(blocks.StructBlock):
    """A table of data (layout tables are dissolved before they get here)."""

    caption = blocks.CharBlock(required=False, label=_("Caption"))
    html = TableHTMLBlock(label=_("Table"))

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Sanitise again, whatever stands in the database, and lead links to their pages."""
        context = super().get_context(value, parent_context=parent_context)
        html = expand_db_html(clean_table(str(value.get("html") or "")))
        context["html"] = mark_safe(html)  # noqa: S308 - sanitised in the line above
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        template = "articles/blocks/table.html"


class ImageBlock(blocks.StructBlock):
    """An image; while its file is not fetched, ``source`` alone says where it was."""

    image = ImageChooserBlock(required=False, label=_("Image"))
    alt = blocks.CharBlock(required=False, label=_("Description"))
    decorative = blocks.BooleanBlock(required=False, label=_("Decorative"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))
    source = blocks.CharBlock(required=False, label=_("Old address"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "articles/blocks/image.html"


class FileBlock(blocks.StructBlock):
    """An attachment; while it is not fetched, ``source`` alone says where it was."""

    document = DocumentChooserBlock(required=False, label=_("File"))
    name = blocks.CharBlock(required=False, label=_("Name"))
    source = blocks.CharBlock(required=False, label=_("Old address"))

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "articles/blocks/file.html"


class EmbedBlock(blocks.StructBlock):
    """A film or sound that lies elsewhere."""

    url = blocks.CharBlock(label=_("Address"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """Lead to web addresses only."""
        context = super().get_context(value, parent_context=parent_context)
        url = str(value.get("url") or "")
        context["href"] = url if url.lower().startswith(("http://", "https://")) else ""
        return context

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "articles/blocks/embed.html"


class BodyBlock(blocks.StreamBlock):
    """All that a body can hold."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(features=INLINE, icon="pilcrow", label=_("Paragraph"))
    list = blocks.RichTextBlock(features=["ul", "ol", *INLINE], icon="list-ul", label=_("List"))
    table = TableBlock()
    quote = blocks.RichTextBlock(
        features=INLINE, icon="openquote", label=_("Quote"), template="articles/blocks/quote.html"
    )
    image = ImageBlock()
    file = FileBlock()
    embed = EmbedBlock()

    class Meta:
        required = False
