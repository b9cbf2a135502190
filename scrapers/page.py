"""A page as crawl and adoption see it: its words, and the addresses that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_to_unicode

from ingest.platforms import Platform
from scrapers.archive.record import Link, LinkSource, PageKind

_MAX_TEXT = 200
_MAX_LINKS = 20_000
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z|jpe?g|png|gif|webp|bmp|tiff?|svg|ico"
    r"|mp3|mp4|wav|wma|wmv|avi|flv|m4a|css|js|woff2?|ttf|eot|swf|exe|apk|iso)(?:$|[?#])",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['\"]?\s*([^'\"]+)", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*['"]([^'"]+)['"]""",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_ARTICLE_MARK = re.compile(
    r"""og:type["'][^>]{0,40}content=["']article|itemprop=["']articleBody"""
    r"""|schema\.org/(?:News)?Article|"@type"\s*:\s*"(?:News|Blog)?(?:Article|Posting)"""
    r"""|property=["']article:published_time""",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|table|div|p|a)\b", re.IGNORECASE)
# Every tag that can name another address, in one selector.
_NAMING = (
    "a[href],area[href],frame[src],iframe[src],img[src],img[data-src],source[src],video[src],"
    "audio[src],embed[src],object[data],link[href],[onclick],meta[http-equiv],[data-url],[data-href],"
    "[data-next],[data-next-url],[data-load-url],[data-ajax-url],[hx-get],option[value^='/'],option[value^='http']"
)
# "Load more" buttons and drop-down menus keep their addresses here.
_DATA_NAMES = (
    *("data-url", "data-href", "data-next", "data-next-url", "data-load-url", "data-ajax-url"),
    *("hx-get", "value"),
)
_ADDRESS_STARTS = ("/", "http://", "https://", "?", "./")
_EMBEDDED = {"img", "source", "video", "audio", "embed", "object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as the crawl sees it."""

    title: str
    text: str
    """All text of the body, single spaces."""
    links: tuple[Link, ...]
    canonical: str
    """Of ``rel=canonical``, absolute; ``""`` if there is none."""
    refresh: str
    """Where a meta refresh leads, absolute; ``""`` if it does not."""
    html: str
    nofollow: bool
    """``<meta name=robots content=nofollow>``: noted, not obeyed: it speaks to search engines."""
    scripts: int


def read_page(body: bytes, *, url: str, content_type: str) -> Page:
    """Parse a page and find what it names."""
    _, html = html_to_unicode(content_type or None, body)
    tree = LexborHTMLParser(html)
    base = _base(tree, url)
    links = tuple(_iter_links(tree, base, url))
    canonical = next((link.url for link in links if link.rel == "canonical"), "")
    refresh = next((link.url for link in links if link.rel == "refresh"), "")
    title = tree.css_first("title")
    scripts = len(tree.css("script"))
    robots = tree.css_first('meta[name="robots"]')
    tree.strip_tags(["script", "style", "noscript", "template"])
    text = tree.body.text(separator=" ") if tree.body else ""
    return Page(
        title=_clean(title.text()) if title else "",
        text=_SPACE.sub(" ", text).strip(),
        links=links,
        canonical=canonical,
        refresh=refresh,
        html=html,
        nofollow="nofollow" in ((robots.attributes.get("content") or "") if robots else ""),
        scripts=scripts,
    )


def guess_kind(page: Page, *, address: str, platform: Platform) -> PageKind:
    """Guess if a page is an item or a list. ``address`` is path and query."""
    if any(re.search(pattern, address) for pattern in platform.address.article):
        return PageKind.PAGE
    if any(re.search(pattern, address) for pattern in platform.address.listing):
        return PageKind.LISTING
    if address in ("/", "") or _has_further_pages(page, address=address, platform=platform):
        return PageKind.LISTING
    if says_article(page):
        return PageKind.PAGE
    words = sum(len(link.text) for link in page.links if link.kind is PageKind.PAGE)
    return PageKind.LISTING if words > 0.6 * max(len(page.text), 1) else PageKind.PAGE


def says_article(page: Page) -> bool:
    """Tell if a page's own markup says that it is an article."""
    return bool(_ARTICLE_MARK.search(page.html))


def is_html(head: bytes, *, content_type: str) -> bool:
    """Tell by the content first, as the stated type is often wrong."""
    kind = content_type.lower()
    if head.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")
    ):
        return False
    if "html" in kind or "xhtml" in kind:
        return True
    return (not kind or "text/plain" in kind or "xml" in kind or "octet" in kind) and bool(
        _HTML.search(head[:4096])
    )


def _has_further_pages(page: Page, *, address: str, platform: Platform) -> bool:
    """Tell if a page leads to itself, page 2: only a list does."""
    path, _, query = address.partition("?")
    own = set(query.split("&")) - {""}
    for link in page.links:
        rest = "/" + link.url.partition("://")[2].partition("/")[2]
        its_path, _, its_query = rest.partition("?")
        further = its_path.startswith(path) and rest != address and own <= set(its_query.split("&"))
        if further and any(re.search(form, rest[len(path) - 1 :]) for form in _paging(platform)):
            return True
    return False


def _paging(platform: Platform) -> tuple[str, ...]:
    """The forms of a list's further pages among a platform's forms of lists."""
    return tuple(form for form in platform.address.listing if "page" in form or "trang" in form)


def looks_like_file(url: str) -> bool:
    """Tell by its name that an address holds a file, not a page."""
    return bool(_FILE.search(url.partition("?")[0]))


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    href = (node.attributes.get("href") or "").strip() if node else ""
    return _joined(url, href) or url


def _iter_links(tree: LexborHTMLParser, base: str, url: str) -> Iterator[Link]:
    count = 0
    seen: set[tuple[str, str]] = set()
    for node in tree.css(_NAMING):
        for link in _links_of(node, base):
            mark = (link.url, link.rel)
            if mark in seen or link.url.partition("#")[0] == url:
                continue
            seen.add(mark)
            yield link
            count += 1
            if count >= _MAX_LINKS:
                return


def _links_of(node: LexborNode, base: str) -> Iterator[Link]:
    tag, attributes = node.tag or "", node.attributes
    if tag == "meta":
        if (attributes.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(attributes.get("content") or "")
            if match and (target := _joined(base, match[1].strip())):
                yield Link(url=target, rel="refresh")
        return
    if tag == "link":
        yield from _head_link(attributes, base)
        return
    source = attributes.get("href") or attributes.get("src") or attributes.get("data")
    source = attributes.get("data-src") or source if tag == "img" else source
    if source and (target := _joined(base, source)):
        yield _link(node, tag, target)
    for name in _DATA_NAMES:
        value = attributes.get(name) or ""
        if value.startswith(_ADDRESS_STARTS) and (target := _joined(base, value)):
            yield Link(url=target, text=_clean(node.text()), rel="data", kind=_kind(target))
    for match in _SCRIPTED.finditer(attributes.get("onclick") or ""):
        if target := _joined(base, match[1]):
            yield Link(url=target, text=_clean(node.text()), rel="script", kind=_kind(target))


def _link(node: LexborNode, tag: str, target: str) -> Link:
    if tag in _EMBEDDED:
        alt = _clean(node.attributes.get("alt") or "")
        return Link(url=target, text=alt, source=LinkSource.EMBEDDED, kind=PageKind.ASSET)
    text = _clean(node.text()) or _clean(node.attributes.get("title") or "")
    rel = (node.attributes.get("rel") or "").lower()
    return Link(url=target, text=text, rel=rel, kind=_kind(target))


def _head_link(attributes: dict[str, str | None], base: str) -> Iterator[Link]:
    rel = (attributes.get("rel") or "").lower().strip()
    kind = (attributes.get("type") or "").lower()
    target = _joined(base, attributes.get("href") or "")
    if not target:
        return
    if rel == "alternate" and ("rss" in kind or "atom" in kind):
        yield Link(
            url=target, rel=rel, kind=PageKind.FEED, text=_clean(attributes.get("title") or "")
        )
    elif rel in ("canonical", "next", "prev", "shortlink", "amphtml"):
        yield Link(url=target, rel=rel)


def _kind(url: str) -> PageKind:
    return PageKind.ASSET if looks_like_file(url) else PageKind.PAGE


def _joined(base: str, href: str) -> str:
    """Resolve a reference; ``""`` for what is none (an empty one, a fragment, a broken one)."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        return urljoin(base, href.replace("\n", "").replace("\r", "").replace("\t", ""))
    except ValueError:
        return ""


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()[:_MAX_TEXT]
