"""What a page says about itself in its head: claims, to be weighed against what it shows."""

from __future__ import annotations

from lxml import etree

from ingest.page import Head
from ingest.text import clean_text

_ADDRESS_TAGS = {"base", "link"}


def read_head(root: etree._Element) -> Head:
    """Read title, meta, canonical address and base of a document; all optional."""
    head = Head(language=(root.get("lang") or root.get("xml:lang") or "")[:2].lower())
    for element in root.iter("title", "meta", "base", "link", "script"):
        tag = element.tag
        if tag == "script":
            if "ld+json" in element.get("type", ""):
                head.linked_data.append(element.text or "")
        elif tag == "meta":
            _read_meta(head, element)
        elif tag == "title":
            parent = element.getparent()
            if not head.title and (parent is None or parent.tag != "svg"):
                head.title = clean_text("".join(map(str, element.itertext())))
        elif tag == "base":
            head.base = head.base or (element.get("href") or "").strip()
        elif "canonical" in (element.get("rel") or "").lower().split():
            head.canonical = head.canonical or (element.get("href") or "").strip()
    return head


def _read_meta(head: Head, element: etree._Element) -> None:
    content = element.get("content")
    if content is None:
        return
    key = element.get("property") or element.get("name") or element.get("itemprop") or ""
    if key:
        head.meta.setdefault(key.strip().lower(), clean_text(content))
    elif (element.get("http-equiv") or "").lower() == "refresh":
        head.refresh = content
