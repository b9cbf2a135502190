"""Decide which of the addresses found a crawl asks for, and say why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from ingest.address import canonical_url
from ingest.platforms import Platform
from ingest.types import PortalProfile
from scrapers.archive import Link, LinkSource, PageKind, Reason
from scrapers.crawl.frontier import Target
from scrapers.crawl.guard import Guard, GuardError

_MAX_URL_CHARS = 2048
MAX_DEPTH = 60
"""Clicks from the start; the deepest portal seen pages through 40 lists."""
_MAX_REPEATS = 3
_WEB = ("http", "https")


@dataclass(slots=True)
class Scope:
    """The bounds of one portal's crawl."""

    profile: PortalProfile
    guard: Guard
    platform: Platform
    hosts: frozenset[str] = frozenset()
    """Names without port."""

    def __post_init__(self) -> None:
        crawl = self.profile.crawl
        named = (self.profile.home, *crawl.start_urls)
        hosts = {urlsplit(url).hostname or "" for url in named} | {h.lower() for h in crawl.hosts}
        self.hosts = frozenset(_with_twin(hosts))

    def is_own(self, url: str) -> bool:
        """Tell if an address is on the portal's hosts."""
        return (urlsplit(url).hostname or "") in self.hosts

    def key(self, url: str) -> str:
        """Canonical form. Raises ValueError for what is no web address."""
        return canonical_url(url, platform=self.platform.name)

    def judge(self, link: Link, *, depth: int) -> Target | Reason:
        """Make a link a target, or say why it is left alone."""
        url = link.url.partition("#")[0]
        if urlsplit_or_none(url) is None:
            return Reason.BAD_ADDRESS
        parts = urlsplit(url)
        if parts.scheme.lower() not in _WEB:
            return Reason.SCHEME
        if len(url) > _MAX_URL_CHARS:
            return Reason.TOO_LONG
        if (parts.hostname or "").lower() not in self.hosts:
            return Reason.OFF_HOST
        if link.kind is PageKind.ASSET:
            return Reason.NOT_ALLOWED  # fetched for a draft that names it, by an asset plan
        try:
            key = self.key(url)
            self.guard.check_url(url)
        except GuardError as error:
            return error.reason
        except ValueError:
            return Reason.BAD_ADDRESS
        reason = self._by_pattern(link, parts.path, parts.query)
        if reason:
            return reason
        if depth > (self.profile.crawl.max_depth or MAX_DEPTH):
            return Reason.TOO_DEEP
        if _repeats(parts.path):
            return Reason.TRAP
        asked = _asked_form(url, key)
        return Target(
            url=asked,
            key=key,
            raw=url if asked != url else "",
            kind=self._kind(link, asked),
            source=link.source,
            depth=depth,
        )

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


def _asked_form(url: str, key: str) -> str:
    """Choose the spelling to ask for: the one found, unless the key lacks a part of it.

    A session id or a print view is not asked for; a mere order of parameters, an upper-case path
    or a missing slash is asked for as the portal wrote it, since some servers insist on it.
    """
    found, plain = urlsplit(url), urlsplit(key)
    same_query = sorted(found.query.split("&")) == sorted(plain.query.split("&"))
    same_path = _bare(found.path) == _bare(plain.path)
    if same_query and same_path:
        return url
    return urlunsplit((found.scheme, found.netloc, plain.path, plain.query, ""))


def _bare(path: str) -> str:
    return path.rstrip("/").lower()


def _repeats(path: str) -> bool:
    """Tell if a path goes round in circles: the same folder again and again."""
    parts = [part for part in path.split("/") if part]
    return any(parts.count(part) > _MAX_REPEATS for part in set(parts))
