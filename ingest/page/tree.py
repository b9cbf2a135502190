"""From text to a tree, whatever the text is. No depth of nesting loses a word."""

from __future__ import annotations

import re

from lxml import etree

# libxml2 stops at 2,048 levels even with huge_tree, and drops all text below without an exception.
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
# An element name that nests deeper than this is furniture: its tags become breaks.
_MAX_NESTING = 100

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr"})


def parse_tree(text: str) -> tuple[etree._Element | None, bool]:
    """Parse HTML of any quality. The second value tells that nesting had to be flattened.

    None for a text without any element or word.
    """
    data = text.replace("\x00", "\ufffd").encode("utf-8", "replace")
    root, too_deep = _parse(data)
    if not too_deep:
        return root, False
    flat = _flatten(text.replace("\x00", "\ufffd"))
    root, still = _parse(flat.encode("utf-8", "replace"))
    if still:
        stripped = _TAG.sub("\n", flat)
        root, _ = _parse(stripped.encode("utf-8", "replace"))
    return root, True


def _parse(data: bytes) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.ParserError:
        return None, False
    except etree.XMLSyntaxError:
        return None, _hit_limit(parser)
    return root, _hit_limit(parser)


def _hit_limit(parser: etree.HTMLParser) -> bool:
    return any(entry.type_name == _TOO_DEEP for entry in parser.error_log)


def _flatten(text: str) -> str:
    """Turn the tags of every element name that nests absurdly deep into line breaks."""
    deep = _deep_names(text)

    def flat(match: re.Match[str]) -> str:
        return "<br>" if match[2].lower() in deep else match[0]

    return _TAG.sub(flat, text)


def _deep_names(text: str) -> set[str]:
    depth: dict[str, int] = {}
    deepest: dict[str, int] = {}
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _VOID or match[0].endswith("/>"):
            continue
        now = max(0, depth.get(name, 0) + (-1 if match[1] else 1))
        depth[name] = now
        if now > deepest.get(name, 0):
            deepest[name] = now
    return {name for name, levels in deepest.items() if levels > _MAX_NESTING}
