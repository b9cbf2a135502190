"""What one element says about the text inside it: look, place, whether it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, reduce
from operator import and_
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from ingest.legacy import hinted_encoding
from ingest.page import BOLD, ITALIC, Context, Run
from ingest.page.tags import BLOCK_TAGS, FORM_TAGS, HIDDEN_TAGS, LOOK_TAGS, REGION_TAGS

if TYPE_CHECKING:
    from ingest.page.traits import Traits

_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(right|center|left|justify)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_FONT_STYLE = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:(?:(?:ngày |thời gian )?(?:đăng|cập nhật|xuất bản)|đăng (?:lúc|ngày)|tác giả"
    r"|nguồn(?: tin)?|(?:số )?(?:lượt|lần) (?:xem|đọc))\s*:"
    r"|(?-i:Đăng|Cập nhật|Xuất bản|Đưa) ?(?:tin |tải |lên )?(?:lúc |ngày |vào )*:? ?"
    r"\d{1,2}[:/. -])",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(
    r"\s*\(?(?:(?:thứ \w+|chủ nhật|ngày|\d{1,2}[:h]\d{2}(?::\d{2})?)[\s,|-]*){0,3}"
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\b",
    re.IGNORECASE,
)
_MAX_DATE_LINE = 90
_INDENT = re.compile(r"\s*?[\r\n]\s*?\u00a0{2,}")
_NUMBER = re.compile(r"\d{1,5}")
# White space of any kind and signs that are no text by themselves.
_BLANKS = "|\u200b\ufeff" + "".join(filter(str.isspace, map(chr, range(0x3001))))
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LEAST_LEAD = 40
# Attribute values beyond this are no addresses but data.
_MAX_ADDRESS = 4096


def hidden_reason(tag: str, attributes: Mapping[str, str]) -> str:
    """Say why an element is not shown by its own markup, "" if it is shown."""
    if tag in HIDDEN_TAGS:
        return tag
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return "hidden"
    style = attributes.get("style")
    if style and ("none" in style or "hidden" in style) and _NOT_SHOWN.search(style):
        return "style"
    return ""


def look_of(tag: str, attributes: Mapping[str, str]) -> int:
    """Add up what tag and style say of bold, italic and the like."""
    look = LOOK_TAGS.get(tag, 0)
    style = attributes.get("style")
    if style and "font-" in style:
        if _BOLD_STYLE.search(style):
            look |= BOLD
        if _ITALIC_STYLE.search(style):
            look |= ITALIC
    return look


def font_of(attributes: Mapping[str, str]) -> str:
    """Name the font if it is one of those that stand for a legacy encoding, else ""."""
    font = attributes.get("face") or ""
    if not font:
        style = attributes.get("style") or ""
        if "font" not in style or not (match := _FONT_STYLE.search(style)):
            return ""
        font = match[1]
    return font if hinted_encoding(font) else ""


def begins_with_label(text: str) -> bool:
    """Tell a line of its own by its label, where markup set no boundary before it."""
    return bool(_LABEL.match(text))


def align_of(tag: str, attributes: Mapping[str, str]) -> str:
    """Say to which side an element's own markup sets the text, "" if it does not."""
    if tag == "center":
        return "center"
    align = attributes.get("align")
    if align and tag != "table":
        return align.lower()
    style = attributes.get("style")
    if style and "text-align" in style and (match := _ALIGN.search(style)):
        return match[1].lower()
    return ""


# Elements of which a context notes something.
NOTED_TAGS = (
    frozenset(HEADINGS)
    | {"li", "ul", "ol", "td", "th", "table", "blockquote", "figure"}
    | FORM_TAGS
    | REGION_TAGS
)


def begins_with_indent(text: str) -> bool:
    """Tell a first line by the hard spaces before it."""
    return text.lstrip("\r\n\t ").startswith("\u00a0\u00a0")


def begins_with_date(text: str) -> bool:
    """Tell a date line: nothing but hour, weekday and day at its head, and little behind."""
    return len(text) <= _MAX_DATE_LINE and bool(_DATE_FIRST.match(text))


def begins_anew(runs: list[Run], after: str) -> bool:
    """Tell a paragraph by what the next line of the source shows where no markup parts it.

    Hard spaces indent it, or what stands before is a row of links ("Bản in | Email") or a lead:
    whole sentences in bold or italics.
    """
    if _INDENT.match(after):
        return True
    shown = [run for run in runs if not is_blank(run.text)]
    if not after.lstrip()[:1].isupper():
        return False
    if _is_row_of_links(runs):
        return True
    if not reduce(and_, (run.look for run in shown)) & (BOLD | ITALIC):
        return False
    text = "".join([run.text for run in shown]).rstrip()
    return len(text) >= _LEAST_LEAD and text.endswith((".", "!", "?", "…"))


def _is_row_of_links(runs: list[Run]) -> bool:
    """Tell several links with nothing but signs between them."""
    linked = [number for number, run in enumerate(runs) if run.href]
    if not linked or any(not run.href and any(map(str.isalnum, run.text)) for run in runs):
        return False
    return any(not run.href for run in runs[linked[0] : linked[-1]])


def inherit(context: Context, traits: Traits) -> None:
    """Note on a context what its element is for the pieces inside."""
    tag = traits.tag
    if traits.align:
        context.align = traits.align
    if tag in HEADINGS:
        context.level = HEADINGS[tag]
    elif tag == "li":
        context.item = context
    elif tag in ("ul", "ol"):
        context.list, context.item = context, None
    elif tag in ("td", "th"):
        context.cell = context
    elif tag == "table":
        context.table, context.cell, context.list, context.item = context, None, None, None
    elif tag == "blockquote":
        context.quote = context
    elif tag == "figure":
        context.figure = context
    elif tag in FORM_TAGS:
        context.form = tag
    elif tag in REGION_TAGS:
        context.region = tag


def splits(element: etree._Element) -> bool:
    """Tell whether inline children stand for themselves: see `ingest.page.walk`.

    They do beside block-level children, and where the element holds nothing but several of them.
    """
    if not len(element):
        return False
    inline = linked = 0
    bare = bool((element.text or "").strip())
    for child in element:
        tag = child.tag
        if tag in BLOCK_TAGS:
            return True
        if tag not in ("br", "img", "script", "style"):
            inline += 1
            linked += tag == "a"
        bare = bare or bool((child.tail or "").strip())
    return not bare and inline > 1 and linked < inline


def column_of(element: etree._Element) -> int:
    """Count the place of a cell in its row, from 1."""
    parent = element.getparent()
    return parent.index(element) + 1 if parent is not None else 1


def starts_anew(runs: list[Run], after: etree._Element) -> bool:
    """Tell whether an inline element glued behind ``runs`` begins a text of its own.

    It does not if a word goes on over the boundary: ``<b>Đ</b><b>ức</b>``.
    """
    before = runs[-1].text[-1:] if runs else ""
    behind = next(filter(None, map(str, after.itertext())), "")[:1]
    if not (before.isalnum() and behind.isalnum()):
        return True
    return behind.isupper() and not before.isupper()


def is_blank(text: str) -> bool:
    return text.isspace() or not text.strip(_BLANKS)


def pixels(value: str | None) -> int:
    """Read a width or height attribute; 0 if there is none or it is relative."""
    if not value or "%" in value:
        return 0
    match = _NUMBER.match(value.strip())
    return int(match[0]) if match else 0


# A path from the root with nothing to resolve or to escape.
_PLAIN_PATH = re.compile(r"/(?![/.])(?:[\w%=&+,:~-]|/(?!\.)|\.|\?(?=.))*\Z", re.ASCII)
_PLAIN_BASE = re.compile(r"(https?://[\w.-]+(?::\d+)?)(?:/[^;]*)?\Z", re.ASCII)


@lru_cache(maxsize=2048)
def absolute(base: str, address: str) -> str:
    """Resolve an address as written; "" for one that leads nowhere."""
    address = address.strip()
    if not address or len(address) > _MAX_ADDRESS or address.lower().startswith("javascript:"):
        return ""
    if _PLAIN_PATH.match(address) and (origin := _PLAIN_BASE.match(base)):
        return origin[1] + address
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def decoded_runs(runs: list[Run], text: str) -> list[Run]:
    """Carry a decoded text over to its runs: by length where the code is letter for letter.

    Else it is one run, with the look that all of them have.
    """
    if len(runs) == 1 or len(text) != sum(len(run.text) for run in runs):
        shown = [run for run in runs if run.text.strip()] or runs
        look = reduce(and_, (run.look for run in shown))
        return [Run(text, look, runs[0].href)]
    found, start = [], 0
    for run in runs:
        found.append(run._replace(text=text[start : start + len(run.text)]))
        start += len(run.text)
    return found
