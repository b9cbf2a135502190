"""What the elements of HTML do to the text inside them."""

from __future__ import annotations

from ingest.page import BOLD, ITALIC, SUBSCRIPT, SUPERSCRIPT, UNDERLINE

# A boundary before and behind. Labels, buttons and marquees stand for themselves on old pages.
# fmt: off
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "iframe", "input", "label", "legend", "li", "main", "marquee", "menu", "nav",
    "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "pre", "section",
    "select", "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "title", "tr", "ul", "video", "audio", "math"
})
# fmt: on
# Never text. The independent walker of `ingest.accounting` leaves out the same.
SKIPPED_TAGS = frozenset({"script", "style", "head"})
# Text, but not shown.
HIDDEN_TAGS = frozenset({"noscript", "template", "noframes", "datalist", "svg", "iframe", "object"})
# An anonymous run of labelled inline elements in one of these is split at each of them.
# fmt: off
SPLITTING_TAGS = frozenset({
    "address", "article", "aside", "body", "center", "div", "fieldset", "footer", "form",
    "header", "li", "main", "nav", "section", "td"
})
# fmt: on
FORM_TAGS = frozenset({"option", "button", "textarea", "select", "optgroup", "legend", "label"})
REGION_TAGS = frozenset({"nav", "header", "footer", "aside"})
EMBED_TAGS = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
LOOK_TAGS = {
    "b": BOLD,
    "strong": BOLD,
    "th": BOLD,
    "h1": 0,
    "i": ITALIC,
    "em": ITALIC,
    "cite": ITALIC,
    "u": UNDERLINE,
    "ins": UNDERLINE,
    "sup": SUPERSCRIPT,
    "sub": SUBSCRIPT,
}
