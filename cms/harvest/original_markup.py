"""An archived page's markup, made harmless, with a mark on each text.

What is written is made from a list of elements; nothing of the old page but words, table spans and
the addresses of images gets through, and of these only such as our archive answers. nh3 looks over
the result once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from urllib.parse import urljoin

import nh3
from rapidfuzz.distance import LCSseq
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.legacy import decode_legacy
from ingest.page.tags import BLOCK_TAGS
from ingest.text import clean_text

from .keys import address_key

Mark = tuple[int, str, str, str]
"""Number, text, fate and rule of a piece."""
IMAGE_SCHEME = "archive:"
"""Before the ledger's key of an image's address; whoever shows the page puts an address there."""
SKIPPED = frozenset(
    {
        *("script", "style", "noscript", "head", "title", "template", "iframe", "object", "embed"),
        *("svg", "math", "video", "audio", "source", "frame", "frameset", "noframes", "datalist"),
    }
)
BREAKS = BLOCK_TAGS | {"br", "img"}
WRITTEN = frozenset(
    {
        *("article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *("b", "strong", "i", "em", "u", "s", "sub", "sup", "caption", "address"),
    }
)
AS_BLOCK = BLOCK_TAGS - WRITTEN
"""Written as ``div``: forms, labels, buttons; their text was on the page."""
TAGS = WRITTEN | {"div", "span", "br", "hr", "img"}
ATTRIBUTES = {
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"src", "alt"},
    "span": {"title", "tabindex"},
}
MAX_DEPTH = 200
"""Deeper elements are not written; their texts are."""


def marked_up(
    html: str,
    *,
    base: str,
    marks: Sequence[Mark],
    is_hidden: Callable[[str], bool],
    encoding: str = "",
) -> str:
    """Write a page's body anew. ``encoding`` is the legacy encoding that was found."""
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    writer = _Writer(base, encoding)
    writer.walk(body)
    written = writer.joined(marks, is_hidden)
    return nh3.clean(
        written,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes={IMAGE_SCHEME.rstrip(":")},
        link_rel=None,
    )


class _Writer:
    """Markup in pieces: strings, and numbers of the texts between block boundaries."""

    def __init__(self, base: str, encoding: str) -> None:
        self._base, self._encoding = base, encoding
        self._parts: list[str | int] = []
        self._raws: list[str] = []
        """Text nodes, by number."""
        self._chunks: list[list[int]] = []
        """Numbers of the text nodes of each chunk."""
        self._open = False

    def walk(self, body: LexborNode) -> None:
        """Write everything below the body."""
        node = body.child
        depth = 0
        while node is not None:
            entered = self._enter(node, depth) and node.child is not None
            if entered:
                node, depth = node.child, depth + 1
                continue
            self._leave(node, depth)
            while node is not None and node.next is None:
                node, depth = node.parent, depth - 1
                if node is None or node.mem_id == body.mem_id:
                    return
                self._leave(node, depth)
            node = node.next if node else None

    def _enter(self, node: LexborNode, depth: int) -> bool:
        tag = node.tag
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if tag in SKIPPED or tag.startswith(("-", "!")):
            return False
        if tag in BREAKS:
            self._open = False
        if tag == "img":
            self._image(node)
            return False
        if tag in ("br", "hr"):
            self._parts.append(f"<{tag}>")
            return False
        if name := self._name(tag, depth):
            self._parts.append(f"<{name}{_spans(node) if name in ('td', 'th') else ''}>")
        return True

    def _leave(self, node: LexborNode, depth: int) -> None:
        tag = node.tag
        if tag == "-text" or tag in SKIPPED | {"br", "hr", "img"} or tag.startswith(("-", "!")):
            return
        if tag in BREAKS:
            self._open = False
        if name := self._name(tag, depth):
            self._parts.append(f"</{name}>")

    def _name(self, tag: str, depth: int) -> str:
        if depth > MAX_DEPTH:
            return ""
        return tag if tag in WRITTEN else "div" if tag in AS_BLOCK else ""

    def _text(self, raw: str) -> None:
        if not raw.strip() and not self._open:
            self._parts.append(" ")
            return
        self._parts.append(len(self._raws))
        self._raws.append(raw)
        if not self._open:
            self._chunks.append([])
        self._open = True
        self._chunks[-1].append(len(self._raws) - 1)

    def _image(self, node: LexborNode) -> None:
        source = (node.attributes.get("src") or "").strip()
        alt = escape(node.attributes.get("alt") or "")
        try:
            key = address_key(urljoin(self._base, source)) if source else ""
        except ValueError:
            key = ""
        if key and not source.lower().startswith("data:"):
            self._parts.append(f'<img src="{IMAGE_SCHEME}{key}" alt="{alt}">')

    def joined(self, marks: Sequence[Mark], is_hidden: Callable[[str], bool]) -> str:
        """Put the marks on the texts."""
        texts = [
            clean_text(self._decoded("".join(self._raws[node] for node in nodes)))
            for nodes in self._chunks
        ]
        found = dict(_paired(texts, [text for _number, text, _fate, _rule in marks]))
        by_node: dict[int, Mark | None] = {}
        hidden: set[int] = set()
        for chunk, nodes in enumerate(self._chunks):
            rank = found.get(chunk)
            by_node |= dict.fromkeys(nodes, None if rank is None else marks[rank])
            if is_hidden(texts[chunk]):
                hidden.update(nodes)
        return "".join(
            part
            if isinstance(part, str)
            else "[…]"
            if part in hidden
            else _marked(self._decoded(self._raws[part]), by_node[part])
            for part in self._parts
        )

    def _decoded(self, raw: str) -> str:
        return decode_legacy(raw, hint=self._encoding).text


def _spans(node: LexborNode) -> str:
    found = ((name, node.attributes.get(name) or "") for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{value}"' for name, value in found if value.isdecimal())


def _marked(text: str, mark: Mark | None) -> str:
    if mark is None or not text.strip():
        return escape(text)
    number, _text, fate, rule = mark
    title = f' title="{escape(rule)}"' if rule else ""
    return (
        f'<span data-piece="{number}" data-fate="{fate}" tabindex="0"{title}>{escape(text)}</span>'
    )


def _paired(texts: Sequence[str], pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pair the chunks with the pieces, in the order of both; then what is left by its text."""
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(text, len(numbers)) for text in row] for row in (texts, pieces)]
    told: set[int] = set()
    for code in LCSseq.opcodes(rows[0], rows[1]):
        if code.tag == "equal":
            pairs = zip(
                range(code.src_start, code.src_end),
                range(code.dest_start, code.dest_end),
                strict=True,
            )
            for chunk, piece in pairs:
                told.add(chunk)
                yield chunk, piece
    ranks = {text: rank for rank, text in enumerate(pieces)}
    for chunk, text in enumerate(texts):
        if chunk in told or not text:
            continue
        rank = ranks.get(text)
        if rank is None:
            near = (rank for piece, rank in ranks.items() if text in piece or piece in text)
            rank = next(near, None)
        if rank is not None:
            yield chunk, rank
