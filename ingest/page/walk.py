"""One pass over a tree: every text of the page becomes a piece, in reading order.

Non-recursive, so depth costs nothing. What is not text (script, style) is left out; what is not
shown is a piece all the same, with the reason on its context.
"""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from ingest.legacy import LegacyText, decode_legacy, hinted_encoding
from ingest.page import BOLD, Claim, Context, Page, Piece, Run
from ingest.page.elements import (
    absolute,
    begins_anew,
    begins_with_date,
    begins_with_indent,
    begins_with_label,
    column_of,
    decoded_runs,
    inherit,
    is_blank,
    pixels,
    splits,
    starts_anew,
)
from ingest.page.head import read_head
from ingest.page.paths import MAX_LEVELS, child_path, label
from ingest.page.selectors import SelectorIndex
from ingest.page.tags import EMBED_TAGS, SKIPPED_TAGS, SPLITTING_TAGS
from ingest.page.traits import Traits
from ingest.text import clean_text

# More elements than the longest real page seen has by far; the rest is kept as one text.
MAX_NODES = 400_000
# Counted as "more than one br": a block boundary.
_BOUNDARY = 9


def _read(raw: str, font: str) -> tuple[str, LegacyText]:
    decoded = decode_legacy(raw, hint=font)
    return clean_text(decoded.text), decoded


# The short texts of a page stand on the portal's other pages too.
_LONG = 200
_read_short = lru_cache(maxsize=8192)(_read)


def walk(root: etree._Element, *, url: str, selectors: SelectorIndex) -> Page:
    """List the pieces and contexts of a tree."""
    walker = _Walker(root, url=url, selectors=selectors)
    walker.run(root)
    return walker.page


class _Walker:
    def __init__(self, root: etree._Element, *, url: str, selectors: SelectorIndex) -> None:
        head = read_head(root)
        base = absolute(url, head.base) if head.base else url
        self.page = Page(url=url, base=base, head=head, pieces=[], contexts=[])
        self._traits = selectors.traits
        self._matched = selectors.matched_elements(root)
        self._context = Context(None, number=0, tag="html", element=root, path="", first=0)
        self.page.contexts.append(self._context)
        self._looks: list[tuple[int, str, str]] = [(0, "", "")]
        self._runs: list[Run] = []
        self._filled = False
        self._breaks = 0
        self._levels = 0
        self._font = ""
        self._fonts: dict[int, str] = {}
        """By piece: a font of legacy encodings over a text that was not decoded."""

    def run(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        nodes = 0
        for event, element in walker:
            tag = element.tag
            if event == "start":
                nodes += 1
                if tag in SKIPPED_TAGS or element is root:
                    self._skip(element, walker)
                elif nodes > MAX_NODES:
                    self._cut(element, walker)
                else:
                    self._start(element, tag)
            elif element is not root:
                self._end(element, tag)
        self._flush()
        self._context.last = len(self.page.pieces)
        if self.page.legacy:
            self._decode_the_rest()

    def _decode_the_rest(self) -> None:
        """Look again at short texts: what stands beside a legacy encoding needs less proof."""
        for piece in self.page.pieces:
            if piece.kind != "text" or piece.text.isascii():
                continue
            raw = "".join([run.text for run in piece.runs])
            font = self._fonts.get(piece.index, "")
            certain = hinted_encoding(font) == self.page.legacy
            hint = font if certain else self.page.legacy
            decoded = decode_legacy(raw, hint=hint, certain=certain)
            if decoded.encoding:
                piece.text = clean_text(decoded.text)
                piece.runs = tuple(decoded_runs(list(piece.runs), decoded.text))

    def _skip(self, element: etree._Element, walker: etree.iterwalk) -> None:
        if element.tag in SKIPPED_TAGS:
            walker.skip_subtree()
        elif element.text:
            self._add(element.text)

    def _cut(self, element: etree._Element, walker: etree.iterwalk) -> None:
        self.page.cut = True
        if element.tag not in ("br", "img"):
            self._looks.append(self._looks[-1])
        self._add(" " + " ".join(map(str, element.itertext())))
        walker.skip_subtree()

    # --- elements -------------------------------------------------------------------------------

    def _start(self, element: etree._Element, tag: str) -> None:
        traits = self._traits.of(element, tag)
        claims = traits.claims
        if self._matched and element in self._matched:
            claims += self._matched[element]
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(element)
        elif traits.is_block or claims:
            self._open(element, traits, claims)
        else:
            self._open_inline(element)
        if tag != "br" and tag != "img":
            self._push_look(element, tag, traits)
        if tag in EMBED_TAGS:
            self._embed(element)
        if text := element.text:
            self._add(text)

    def _open(self, element: etree._Element, traits: Traits, claims: tuple[Claim, ...]) -> None:
        self._flush()
        self._breaks = _BOUNDARY
        page, parent, tag = self.page, self._context, traits.tag
        context = Context(
            parent,
            number=len(page.contexts),
            tag=tag,
            element=element,
            path=self._path(element, parent, traits),
            first=len(page.pieces),
        )
        self._levels += 1
        if claims:
            context.claims = parent.claims + claims
        if traits.hidden:
            context.hidden = traits.hidden
        if traits.is_noted:
            inherit(context, traits)
        if tag in SPLITTING_TAGS:
            context.splits = splits(element)
        page.contexts.append(context)
        self._context = context

    def _push_look(self, element: etree._Element, tag: str, traits: Traits) -> None:
        look = self._looks[-1]
        if traits.look or traits.font:
            look = (look[0] | traits.look, look[1], traits.font or look[2])
        if tag == "a" and element.attrib:
            look = (look[0], element.get("href", ""), look[2])
        self._looks.append(look)

    def _path(self, element: etree._Element, parent: Context, traits: Traits) -> str:
        if self._levels >= MAX_LEVELS or not traits.name:
            return parent.path
        if traits.is_column:
            return child_path(parent.path, label(traits.tag, "", "", column_of(element)))
        return child_path(parent.path, traits.name)

    def _open_inline(self, element: etree._Element) -> None:
        context = self._context
        if (context.splits and not self._filled and element.getparent() is context.element) or (
            self._filled and element.text and self._begins_line(element, element.text)
        ):
            self._flush()

    def _begins_line(self, element: etree._Element, text: str) -> bool:
        """Tell details glued to what stands before: by their label, or a line of the source."""
        if begins_with_label(text):
            return True
        before = self._runs[-1].text
        if before[-1:] not in "\r\n":
            return False
        if not is_blank(before):
            ends = before.rstrip().endswith((".", "!", "?")) and is_blank(element.tail or "")
            return ends and begins_with_date(text)
        if begins_with_date(text) or begins_with_indent(text):
            return True
        # A link may be one more of a row.
        return element.tag != "a" and begins_anew(self._runs, text)

    def _end(self, element: etree._Element, tag: str) -> None:
        context = self._context
        if context.element is element:
            self._flush()
            self._breaks = _BOUNDARY
            context.last = len(self.page.pieces)
            self._context = context.parent or context
            self._levels -= 1
            self._looks.pop()
        elif tag not in SKIPPED_TAGS and tag != "br" and tag != "img":
            self._looks.pop()
            if context.splits and element.getparent() is context.element:
                self._split_behind(element)
        if tail := element.tail:
            if self._filled and tail[0] in "\r\n" and begins_anew(self._runs, tail):
                self._flush()
            self._add(tail)

    def _split_behind(self, element: etree._Element) -> None:
        """End a piece behind an inline child that stands for itself."""
        tail = element.tail or ""
        if not tail.strip():
            after = element.getnext()
            if tail or after is None or starts_anew(self._runs, after):
                self._flush()

    # --- content --------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        look, href, font = self._looks[-1]
        self._runs.append(Run(text, look, href))
        if font:
            self._font = font
        if not self._filled and not is_blank(text):
            self._filled = True

    def _break(self) -> None:
        self._flush()
        self._breaks += 1

    def _flush(self) -> None:
        if self._filled:
            self._piece(self._runs)
            self._filled = False
        if self._runs:
            self._runs = []

    def _piece(self, runs: list[Run]) -> None:
        raw = "".join([run.text for run in runs]) if len(runs) > 1 else runs[0].text
        text, decoded = (_read if len(raw) > _LONG else _read_short)(raw, self._font)
        if self._font and not decoded.encoding:
            self._fonts[len(self.page.pieces)] = self._font
        self._font = ""
        if decoded.encoding:
            self.page.legacy = decoded.encoding
            self.page.letters_lost |= decoded.letters_lost
            runs = decoded_runs(runs, decoded.text)
        if not text:
            return
        piece = Piece(index=len(self.page.pieces), kind="text", context=self._context)
        piece.text = text
        piece.runs = tuple(runs)
        piece.soft = self._breaks == 1
        self._breaks = 0
        linked = bold = total = 0
        for run in runs:
            length = len(run.text)
            total += length
            if run.href:
                linked += length
            if run.look & BOLD:
                bold += length
        piece.links = linked / total
        piece.bold = bold / total
        self.page.pieces.append(piece)

    def _image(self, element: etree._Element) -> None:
        self._flush()
        get = element.get
        src = get("data-src") or get("data-original") or get("data-lazy-src") or get("src") or ""
        piece = self._object("image", src)
        piece.alt = clean_text(get("alt") or "")
        piece.title = clean_text(get("title") or "")
        piece.width, piece.height = pixels(get("width")), pixels(get("height"))
        href = self._looks[-1][1]
        if href:
            piece.runs = (Run("", 0, href),)

    def _embed(self, element: etree._Element) -> None:
        src = element.get("src") or element.get("data") or element.get("data-src") or ""
        if src:
            self._flush()
            self._object("embed", src)

    def _object(self, kind: str, src: str) -> Piece:
        piece = Piece(index=len(self.page.pieces), kind=kind, context=self._context)
        piece.src = absolute(self.page.base, src)
        self._breaks = 0
        self.page.pieces.append(piece)
        return piece
