"""One pass over a tree: every text of the page becomes a piece, in reading order.

Non-recursive, so depth costs nothing. What is not text (script, style) is left out; what is not
shown is a piece all the same, with the reason on its context.
"""

from __future__ import annotations

from lxml import etree

from ingest.legacy import decode_legacy
from ingest.page import BOLD, Claim, Context, Page, Piece, Run
from ingest.page.elements import (
    absolute,
    begins_with_label,
    column_of,
    decoded_runs,
    font_of,
    hidden_reason,
    inherit,
    is_blank,
    look_of,
    pixels,
    splits,
    starts_anew,
)
from ingest.page.head import read_head
from ingest.page.paths import MAX_LEVELS, SEPARATOR, label
from ingest.page.selectors import SelectorIndex
from ingest.page.tags import (
    BLOCK_TAGS,
    EMBED_TAGS,
    HIDDEN_TAGS,
    LOOK_TAGS,
    SKIPPED_TAGS,
    SPLITTING_TAGS,
)
from ingest.text import clean_text

# More elements than the longest real page seen has by far; the rest is kept as one text.
MAX_NODES = 400_000
# Counted as "more than one br": a block boundary.
_BOUNDARY = 9


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
        self._selectors = selectors
        self._matched = selectors.matched_elements(root)
        self._context = Context(None, number=0, tag="html", element=root, path="", first=0)
        self.page.contexts.append(self._context)
        self._looks: list[tuple[int, str, str]] = [(0, "", "")]
        self._runs: list[Run] = []
        self._filled = False
        self._breaks = 0
        self._levels = 0
        self._font = ""

    def run(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        nodes = 0
        for event, element in walker:
            if event == "start":
                nodes += 1
                if element.tag in SKIPPED_TAGS or element is root:
                    self._skip(element, walker)
                elif nodes > MAX_NODES:
                    self._cut(element, walker)
                else:
                    self._start(element)
            elif element is not root:
                self._end(element)
        self._flush()
        self._context.last = len(self.page.pieces)
        if self.page.legacy:
            self._decode_the_rest()

    def _decode_the_rest(self) -> None:
        """Look again at short texts: what stands beside a legacy encoding needs less proof."""
        for piece in self.page.pieces:
            if piece.kind != "text" or piece.text.isascii():
                continue
            decoded = decode_legacy("".join([r.text for r in piece.runs]), hint=self.page.legacy)
            if decoded.encoding:
                piece.text = clean_text(decoded.text)
                piece.runs = tuple(decoded_runs(list(piece.runs), decoded.text))

    def _skip(self, element: etree._Element, walker: etree.iterwalk) -> None:
        if element.tag in SKIPPED_TAGS:
            walker.skip_subtree()
            if element.tag == "script" and "ld+json" in element.get("type", ""):
                self.page.head.linked_data.append(element.text or "")
        elif element.text:
            self._add(element.text)

    def _cut(self, element: etree._Element, walker: etree.iterwalk) -> None:
        self.page.cut = True
        if element.tag not in ("br", "img"):
            self._looks.append(self._looks[-1])
        self._add(" " + " ".join(map(str, element.itertext())))
        walker.skip_subtree()

    # --- elements -------------------------------------------------------------------------------

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        attributes = element.attrib
        hidden = hidden_reason(tag, attributes) if attributes or tag in HIDDEN_TAGS else ""
        claims = self._claims(element, attributes)
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(element)
        elif tag in BLOCK_TAGS or hidden or claims:
            self._open(element, hidden=hidden, claims=claims)
        else:
            self._open_inline(element, tag)
        if tag in EMBED_TAGS:
            self._embed(element)
        if element.text:
            self._add(element.text)

    def _claims(self, element: etree._Element, attributes: etree._Attrib) -> tuple[Claim, ...]:
        claims = self._selectors.claims(element.tag, attributes) if attributes else ()
        if self._matched and element in self._matched:
            claims += self._matched[element]
        return claims

    def _open(self, element: etree._Element, *, hidden: str, claims: tuple[Claim, ...]) -> None:
        self._flush()
        self._breaks = _BOUNDARY
        parent, tag = self._context, element.tag
        context = Context(
            parent,
            number=len(self.page.contexts),
            tag=tag,
            element=element,
            path=self._path(element, parent),
            first=len(self.page.pieces),
        )
        self._levels += 1
        if claims:
            context.claims = parent.claims + claims
        if hidden:
            context.hidden = hidden
        inherit(context, tag, element.attrib)
        if tag in SPLITTING_TAGS:
            context.splits = splits(element)
        self.page.contexts.append(context)
        self._context = context
        self._push_look(element, tag)

    def _push_look(self, element: etree._Element, tag: str) -> None:
        look, href, font = self._looks[-1]
        attributes = element.attrib
        if attributes:
            look |= look_of(tag, attributes)
            font = font_of(attributes) or font
            if tag == "a":
                href = attributes.get("href", "")
        elif tag in LOOK_TAGS:
            look |= LOOK_TAGS[tag]
        self._looks.append((look, href, font))

    def _path(self, element: etree._Element, parent: Context) -> str:
        if self._levels >= MAX_LEVELS:
            return parent.path
        tag, get = element.tag, element.get
        column = 0
        if tag in ("td", "th") and not (get("class") or get("id")):
            column = column_of(element)
        name = label(tag, get("class") or "", get("id") or "", column)
        if tag in ("body", "html"):
            return parent.path
        return f"{parent.path}{SEPARATOR}{name}" if parent.path else name

    def _open_inline(self, element: etree._Element, tag: str) -> None:
        context = self._context
        if (context.splits and element.getparent() is context.element and not self._filled) or (
            self._filled and element.text and begins_with_label(element.text)
        ):
            self._flush()
        self._push_look(element, tag)

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        context = self._context
        if tag in SKIPPED_TAGS or tag in ("br", "img"):
            pass
        elif context.element is element:
            self._flush()
            self._breaks = _BOUNDARY
            context.last = len(self.page.pieces)
            self._context = context.parent or context
            self._levels -= 1
            self._looks.pop()
        else:
            self._looks.pop()
            if context.splits and element.getparent() is context.element:
                self._split_behind(element)
        if element.tail:
            self._add(element.tail)

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
        decoded = decode_legacy(raw, hint=self._font)
        self._font = ""
        if decoded.encoding:
            self.page.legacy = decoded.encoding
            self.page.letters_lost |= decoded.letters_lost
            runs = decoded_runs(runs, decoded.text)
        text = clean_text(decoded.text)
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
