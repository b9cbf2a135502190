"""Decide which of the addresses found a crawl asks for, and say why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from ingest.address import canonical_url, find_view, normal_url
from ingest.platforms import Platform
from ingest.types import PortalProfile
from scrapers.archive import Link, LinkSource, PageKind, Reason
from scrapers.crawl.frontier import Target
from scrapers.crawl.guard import Guard, GuardError
from scrapers.crawl.postback import is_postback

_MAX_URL_CHARS = 2048
MAX_DEPTH = 2000
"""Clicks from the start. Fifteen years of news behind a "next page" link are hundreds of clicks
deep; what leads in circles is noticed by `scrapers.crawl.traps` long before."""
_MAX_REPEATS = 3
_MAX_READ = 50_000
"""Readings kept: a portal's frame repeats on every page."""
_WEB = ("http", "https")
# By these a page names itself once more.
_ALIASES = frozenset({"shortlink", "amphtml"})
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=|/\((?:[A-Z]\()", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an address says by its spelling."""

    key: str
    """Names what it shows, for a crawl that fetches each thing once: the canonical address of the
    item's own view; on the portal's hosts http and https, with and without ``www.``, are one."""
    asked: str
    """The spelling to ask for, escaped as it goes over the wire."""
    found: str
    """The address itself, escaped likewise."""
    form: str
    """Canonical form of ``asked``, the same for every platform: as the ledger knows it."""
    own: str
    """The same of the address itself."""
    view: str
    """``print``, ``save``, ``share`` or ``""``."""
    is_view: bool
    """It is a view of an item whose own address is ``asked``."""


@dataclass(slots=True)
class Scope:
    """The bounds of one portal's crawl."""

    profile: PortalProfile
    guard: Guard
    platform: Platform
    hosts: frozenset[str] = frozenset()
    """Names without port."""
    _read: dict[str, Reading] = field(default_factory=dict)
    _verdicts: dict[tuple[object, ...], Target | Reason] = field(default_factory=dict)
    _noise: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        crawl = self.profile.crawl
        named = (self.profile.home, *crawl.start_urls)
        hosts = {urlsplit(url).hostname or "" for url in named} | {h.lower() for h in crawl.hosts}
        self.hosts = frozenset(_with_twin(hosts))

    def is_own(self, url: str) -> bool:
        """Tell if an address is on the portal's hosts."""
        return (urlsplit(url).hostname or "") in self.hosts

    def ignore(self, name: str) -> None:
        """Go on without a parameter that chooses nothing on this portal."""
        self._noise |= {name}
        self._forget()

    def use(self, platform: Platform) -> None:
        """Go on with a platform's address forms."""
        self.platform = platform
        self._forget()

    def _forget(self) -> None:
        self._read.clear()
        self._verdicts.clear()

    def read(self, url: str) -> Reading:
        """Take an address apart. Raises ValueError for what is no web address."""
        known = self._read.get(url)
        if known is None:
            if len(self._read) >= _MAX_READ:
                self._read.clear()
            known = self._read[url] = self._reading(url)
        return known

    def _reading(self, url: str) -> Reading:
        platform, found = self.platform.name, url
        if self._noise and self.is_own(url):
            url = _without(url, self._noise)
        form, normal = canonical_url(url, platform=platform), normal_url(url, platform=platform)
        key = normal
        if self.is_own(normal):
            key = "http://" + normal.partition("://")[2].removeprefix("www.")
        asked = normal if normal != form else _asked_form(url, form)
        return Reading(
            key=key,
            asked=safe_url_string(asked),
            found=safe_url_string(found),
            form=canonical_url(asked),
            own=canonical_url(found),
            view=find_view(url, platform),
            is_view=normal != form,
        )

    def judge(self, link: Link, *, depth: int, on_item: bool = False) -> Target | Reason:
        """Make a link a target, or say why it is left alone.

        ``NONE`` means: left for an asset plan, or to be posted. ``on_item``: the link stands on an
        article's page, so that its print view shows nothing new.
        """
        mark = (link.url, link.kind, link.source, link.rel, depth, on_item)
        known = self._verdicts.get(mark)
        if known is None:  # a portal's frame repeats on every page
            if len(self._verdicts) >= _MAX_READ:
                self._verdicts.clear()
            known = self._verdicts[mark] = self._judge(link, depth=depth, on_item=on_item)
        return known

    def _judge(self, link: Link, *, depth: int, on_item: bool) -> Target | Reason:
        url = link.url.partition("#")[0]
        reason = self._by_spelling(link, url)
        if reason:
            return reason
        if link.kind is PageKind.ASSET or is_postback(url):
            return Reason.NONE
        try:
            reading = self.read(url)
            self.guard.check_url(url)
        except GuardError as error:
            return error.reason
        except ValueError:
            return Reason.BAD_ADDRESS
        parts = urlsplit(url)
        reason = _by_view(link, reading, on_item=on_item)
        reason = reason or self._by_pattern(link, parts.path, parts.query)
        if reason:
            return reason
        if depth > (self.profile.crawl.max_depth or MAX_DEPTH):
            return Reason.TOO_DEEP
        if _repeats(parts.path):
            return Reason.TRAP
        return Target(
            url=reading.asked,
            key=reading.key,
            form=reading.form,
            raw=reading.found if reading.asked != reading.found else "",
            kind=self._kind(link, reading.asked),
            source=link.source,
            depth=depth,
        )

    def _by_spelling(self, link: Link, url: str) -> Reason:
        host = urlsplit_or_none(url)
        if host is None:
            return Reason.BAD_ADDRESS
        if urlsplit(url).scheme.lower() not in _WEB:
            return Reason.SCHEME
        if len(url) > _MAX_URL_CHARS:
            return Reason.TOO_LONG
        off_host = host not in self.hosts
        if off_host and not (link.kind is PageKind.ASSET and self.profile.crawl.assets_off_host):
            return Reason.OFF_HOST
        return Reason.NONE

    def _by_pattern(self, link: Link, path: str, query: str) -> Reason:
        address = f"{path}?{query}" if query else path or "/"
        crawl = self.profile.crawl
        if any(re.search(pattern, link.url) for pattern in crawl.deny):
            return Reason.DENIED
        if crawl.allow and not any(re.search(pattern, link.url) for pattern in crawl.allow):
            return Reason.NOT_ALLOWED
        if link.source is LinkSource.HAND or link.kind in (PageKind.SITEMAP, PageKind.FEED):
            return Reason.NONE
        if any(re.search(pattern, address) for pattern in self.platform.address.deny):
            return Reason.DENIED
        return Reason.NONE

    def _kind(self, link: Link, url: str) -> PageKind:
        if link.kind is not PageKind.PAGE:
            return link.kind
        parts = urlsplit(url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
        forms = self.platform.address
        if any(re.search(pattern, address) for pattern in forms.article):
            return PageKind.PAGE
        if any(re.search(pattern, address) for pattern in forms.listing):
            return PageKind.LISTING
        return PageKind.PAGE


def _by_view(link: Link, reading: Reading, *, on_item: bool) -> Reason:
    """Leave alone what shows a page once more, or only its trimmings."""
    if link.rel in _ALIASES:
        return Reason.VARIANT
    if link.kind is PageKind.FEED and on_item:
        return Reason.DENIED  # the feed of one article's comments
    view = "" if reading.is_view else reading.view
    if view and (on_item or view != "print"):
        return Reason.VARIANT if view == "print" else Reason.DENIED
    return Reason.NONE


def urlsplit_or_none(url: str) -> str | None:
    """Give the host of an address that can be taken apart, else ``None``."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a bad one
        return parts.hostname or ""
    except ValueError:
        return None


def left_alone(link: Link, reason: Reason) -> Link:
    """Note on a link why it is not fetched."""
    return replace(link, excluded=reason)


def _with_twin(hosts: set[str]) -> set[str]:
    """Add to each host the same with, or without, ``www.``."""
    named = {host for host in hosts if host}
    twins = {host.removeprefix("www.") for host in named if host.startswith("www.")}
    twins |= {f"www.{host}" for host in named if "." in host and not host.startswith("www.")}
    return named | {twin for twin in twins if not twin.replace(".", "").isdigit()}


def _asked_form(url: str, form: str) -> str:
    """Choose the spelling to ask for: the one found, without session ids and tracking.

    All else is asked for as the portal wrote it: some servers insist on the order of parameters,
    on ``index.php`` or on the final slash.
    """
    found, plain = urlsplit(url), urlsplit(form)
    kept = {part.partition("=")[0] for part in plain.query.split("&")} - {""}
    query = "&".join(part for part in found.query.split("&") if _name(part) in kept)
    path = plain.path if _SESSION.search(found.path) else found.path
    return urlunsplit((found.scheme, found.netloc, path, query, ""))


def _without(url: str, names: frozenset[str]) -> str:
    parts = urlsplit(url)
    kept = [
        part for part in parts.query.split("&") if unquote_plus(part.partition("=")[0]) not in names
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _name(part: str) -> str:
    """Name of a parameter, spelled as a canonical address spells it."""
    return canonical_url(f"http://x/?{part}").partition("?")[2].partition("=")[0]


def _repeats(path: str) -> bool:
    """Tell if a path goes round in circles: the same folder again and again."""
    parts = [part for part in path.split("/") if part]
    return any(parts.count(part) > _MAX_REPEATS for part in set(parts))
