"""Say what a response really is, whatever its status claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.platforms import FloodBlock
from scrapers.archive import PageKind
from scrapers.page import Page

# An article may quote the words of a flood block; a page that is one says little else.
_FLOOD_TEXT_CHARS = 2000
_MAX_WAIT_S = 3600.0
_DIGITS = re.compile(r"\d+")
_CHALLENGE = re.compile(
    r"cf-browser-verification|cf_chl_|/cdn-cgi/challenge-platform|_Incapsula_Resource|sucuri_cloudproxy_js"
    r"|ddos-guard|aws-waf-token|D1N=|toNumbers\(|slowAES\.decrypt|__test=",
    re.IGNORECASE,
)
_COOKIE_RELOAD = re.compile(
    r"document\.cookie\s*=.*?(?:location\.(?:reload|replace|href)|\.submit\(\))",
    re.IGNORECASE | re.DOTALL,
)
_WAF = re.compile(
    r"access denied|request blocked|web application firewall|mod_security|attention required"
    r"|the requested url was rejected|yêu cầu của bạn (?:đã )?bị (?:chặn|từ chối)",
    re.IGNORECASE,
)


def flood_wait_s(page: Page, blocks: tuple[FloodBlock, ...]) -> float | None:
    """Find the wait that a flood block asks for, in seconds; ``None``: the page is none."""
    if len(page.text) > _FLOOD_TEXT_CHARS:
        return None
    for block in blocks:
        match = re.search(block.pattern, page.text) or re.search(block.pattern, page.title)
        if match:
            stated = match.groupdict().get("wait")
            seconds = float(stated) if stated else float(block.wait_s)
            return min(seconds * (60 if stated and block.unit == "minutes" else 1), _MAX_WAIT_S)
    return None


def block_sign(page: Page, *, status: int) -> str:
    """Name the sign by which a page is a firewall's or a cookie test; ``""``: the portal's own."""
    if len(page.text) > _FLOOD_TEXT_CHARS:
        return ""
    if match := _CHALLENGE.search(page.html):
        return f"challenge: {match[0][:40]}"
    if len(page.text) < 300 and _COOKIE_RELOAD.search(page.html):
        return "cookie set by a script, then a reload"
    if status in (401, 403, 406, 429, 503) and (match := _WAF.search(page.text)):
        return f"firewall: {match[0][:60]}"
    return ""


def needs_javascript(page: Page) -> bool:
    """Tell if a page shows nothing until its scripts run."""
    return len(page.text) < 120 and page.scripts > 0 and len(page.links) < 5


def fingerprint(page: Page) -> frozenset[str]:
    """Reduce a page to its words with digits masked: counters and clocks make no difference."""
    return frozenset(_DIGITS.sub("0", f"{page.title} {page.text}").lower().split())


def content_mark(page: Page) -> int:
    """Give equal marks to pages that show the same text and files, whatever their counters say."""
    shown = tuple(link.url for link in page.links if link.kind is PageKind.ASSET)
    return hash((_DIGITS.sub("0", page.text), shown))


# Words that a page may lack of those on a page for a random address: rotating news, a banner.
_ALIKE = 0.9


@dataclass(slots=True)
class NotFound:
    """What "not found" looks like on a portal that says it with status 200.

    Learnt from random addresses. A page is one of these only if it has no word that they do not
    have, so that a short notice in a large frame is not taken for one; and nearly all of theirs, so
    that a short list is not, where unknown addresses show the whole front page.
    """

    _pages: list[frozenset[str]] = field(default_factory=list)
    redirects_to: set[str] = field(default_factory=set)
    """Keys of the addresses that unknown addresses redirect to."""

    def learn(self, page: Page, *, url: str) -> None:
        self._pages.append(fingerprint(page) - _words_of(url))

    def matches(self, page: Page, *, url: str) -> bool:
        words = fingerprint(page) - _words_of(url)
        every = frozenset().union(*self._pages)
        if not self._pages or words - every:
            return False
        return any(len(words & known) >= _ALIKE * len(known) for known in self._pages)


def _words_of(url: str) -> frozenset[str]:
    """The words of an address: pages for unknown addresses like to repeat them."""
    return frozenset(_DIGITS.sub("0", word.lower()) for word in re.split(r"\W+", url))
