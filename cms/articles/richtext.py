"""Rich text as Wagtail's database keeps it: sanitised, in the editor's own spelling.

The tags are those that the editor writes (``b``, not ``strong``), so that opening and saving a page
changes nothing. Cleaning twice is cleaning once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

import nh3

SCHEMES = {"http", "https", "mailto", "tel"}
INLINE_TAGS = {"a", "b", "i", "s", "sup", "sub", "br"}
_SPELLED = {"strong": "b", "em": "i", "del": "s", "strike": "s"}
_RENAME = re.compile(
    r"<(/?)(strong|em|del|strike|div|h[1-6]|blockquote|section|article|pre|tr)(?=[\s>/])",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:p|ul|ol)>")
_EMPTY = re.compile(r"<p>\s*</p>")
# A link whose address was refused; Wagtail's editor fails on it.
_NO_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_MAX_PASSES = 5
_LINK = re.compile(r'<a href="([^"]*)">')
_REFERENCE = re.compile(
    r'<a linktype="(page|document)" id="(\d+)">|<a id="(\d+)" linktype="(page|document)">'
)

Target = tuple[str, int]
"""``("page", id)`` or ``("document", id)``."""


def clean_rich_text(html: str) -> str:
    """Keep paragraphs, lists, line breaks, links and emphasis; the text of all else stays.

    Bare inline content becomes one paragraph.
    """
    return _clean(html, link={"href"})


def clean_stored(html: str) -> str:
    """Do the same to a text of ours, where links may be references to pages and files."""
    return _clean(html, link={"href", "linktype", "id"})


def _clean(html: str, *, link: set[str]) -> str:
    for _pass in range(_MAX_PASSES):
        cleaned = _clean_once(html, link=link)
        if cleaned == html:
            return cleaned
        html = cleaned
    # Markup that never comes to rest is not worth its risk: its words are.
    return paragraph(plain_text(html))


def _clean_once(html: str, *, link: set[str]) -> str:
    cleaned = nh3.clean(
        _RENAME.sub(_rename, html),
        tags={*INLINE_TAGS, "p", "ul", "ol", "li"},
        attributes={"a": link},
        url_schemes=SCHEMES,
        link_rel=None,
        # What a browser would not show as text.
        clean_content_tags={"script", "style", "noscript", "template", "iframe", "object"},
    ).replace("<br>", "<br/>")
    cleaned = _NO_LINK.sub(r"\1", cleaned)
    cleaned = _EMPTY.sub("", cleaned).strip()
    if cleaned and not _BLOCK.match(cleaned):
        return f"<p>{cleaned}</p>"
    return cleaned


def _rename(match: re.Match[str]) -> str:
    return f"<{match[1]}{_SPELLED.get(match[2].lower(), 'p')}"


def paragraph(text: str) -> str:
    """Write a plain text as one paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def bullet_list(text: str) -> str:
    """Write a text with a line an item as a list."""
    lines = "".join(f"<li>{escape(line, quote=False)}</li>" for line in text.split("\n") if line)
    return f"<ul>{lines}</ul>"


def hrefs(html: str) -> list[str]:
    """List the addresses of ordinary links, as written."""
    return [unescape(match) for match in _LINK.findall(html)]


def refer(html: str, find: Callable[[str], Target | None]) -> str:
    """Turn ordinary links whose target is known into references to a page or file."""

    def replace(match: re.Match[str]) -> str:
        target = find(unescape(match[1]))
        return f'<a linktype="{target[0]}" id="{target[1]}">' if target else match[0]

    return _LINK.sub(replace, html)


def references(html: str) -> list[Target]:
    """List the pages and files that a rich text refers to."""
    return [
        (match[1] or match[4], int(match[2] or match[3])) for match in _REFERENCE.finditer(html)
    ]


def unrefer(html: str, addresses: Mapping[Target, str]) -> str:
    """Turn references back into ordinary links where the old address is known."""

    def replace(match: re.Match[str]) -> str:
        target = (match[1] or match[4], int(match[2] or match[3]))
        href = addresses.get(target)
        return f'<a href="{escape(href)}">' if href else match[0]

    return _REFERENCE.sub(replace, html)


_KEY = re.compile(r' data-block-key="[^"]*"')


def without_block_keys(html: str) -> str:
    """Drop the random keys that the editor gives to paragraphs whenever it is opened."""
    return _KEY.sub("", html)


_BREAKING = re.compile(r"(</(?:p|h\d|li|blockquote|tr|td|th)>|<br\s*/?>|<hr\s*/?>)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def plain_text(html: str) -> str:
    """Read the words of a sanitised text: a space between blocks."""
    return " ".join(unescape(_TAG.sub("", _BREAKING.sub(r"\1 ", html))).split())
