"""What an archive says of one address: the values that the writer takes and the reader gives.

Every address that a crawl asks for ends as one metadata record (JSON) after the request and the
response; an address that was never asked for stands among the links of the page that named it,
with the reason. So the archive alone accounts for every address found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.types import RawPage


class Outcome(StrEnum):
    """How an address ended in one crawl."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    """The payload is the one that an earlier crawl stored: a revisit record, or status 304."""
    REDIRECTED = "redirected"
    """The source sent us to `FetchNote.target`."""
    GONE = "gone"
    """Status 404 or 410, or a page that says so with status 200."""
    FAILED = "failed"
    EXCLUDED = "excluded"


class Reason(StrEnum):
    """Why an address failed, or was left out. ``NONE`` for what was fetched."""

    NONE = ""
    # the network
    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    TOO_SLOW = "too_slow"
    CONNECTION_LOST = "connection_lost"
    TRUNCATED = "truncated"
    TLS = "tls"
    BAD_RESPONSE = "bad_response"
    # the guard
    PRIVATE_ADDRESS = "private_address"
    PORT = "port"
    SCHEME = "scheme"
    BAD_ADDRESS = "bad_address"
    # the source
    HTTP_ERROR = "http_error"
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"
    FLOOD = "flood"
    BLOCKED = "blocked"
    ROBOTS_EXCLUDED = "robots_excluded"
    ROBOTS_UNREADABLE = "robots_unreadable"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_OFF_HOST = "redirect_off_host"
    NEEDS_JAVASCRIPT = "needs_javascript"
    # our limits
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    DISK_BUDGET = "disk_budget"
    OFF_HOST = "off_host"
    DENIED = "denied"
    NOT_ALLOWED = "not_allowed"
    TOO_DEEP = "too_deep"
    TRAP = "trap"
    TOO_LONG = "too_long"
    BAD_XML = "bad_xml"
    VARIANT = "variant"
    """A print view, theme switch or the like of an address that is fetched in its own form."""
    # archives from elsewhere
    NOT_IN_ARCHIVE = "not_in_archive"


class LinkSource(StrEnum):
    """Who named an address."""

    LINK = "link"
    LISTING = "listing"
    SITEMAP = "sitemap"
    FEED = "feed"
    ROBOTS = "robots"
    HAND = "hand"
    GIVEN = "given"
    """A list of addresses or a server's log."""
    GUESS = "guess"
    """Nobody: asked for because platforms of this kind have it there, or to learn what a missing
    page looks like. Such an address is no finding when it is gone."""
    REDIRECT = "redirect"
    EMBEDDED = "embedded"
    """An image, frame or media source of the page."""


class PageKind(StrEnum):
    """A guess at what stands at an address; ingest decides later."""

    PAGE = "page"
    LISTING = "listing"
    ASSET = "asset"
    SITEMAP = "sitemap"
    FEED = "feed"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address named by a response."""

    url: str
    """Absolute, as written: not canonicalised."""
    text: str = ""
    """The anchor's words, or the image's ``alt``."""
    source: LinkSource = LinkSource.LINK
    rel: str = ""
    kind: PageKind = PageKind.PAGE
    excluded: Reason = Reason.NONE
    """Why the crawl leaves it alone; ``NONE``: it is fetched, or was."""
    lastmod: str = ""
    """The date that a sitemap or feed gives, as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchNote:
    """The metadata record: what the response alone does not say."""

    crawl: str
    url: str
    """The address that was asked for last."""
    requested_url: str = ""
    """The first of a redirect chain; ``""``: the same as ``url``."""
    redirects: tuple[str, ...] = ()
    """The addresses before ``url``, first to last."""
    target: str = ""
    """Where a redirect leads, absolute."""
    kind: PageKind = PageKind.PAGE
    outcome: Outcome
    reason: Reason = Reason.NONE
    detail: str = ""
    source: LinkSource = LinkSource.LINK
    """Who named the address first."""
    depth: int = 0
    """Clicks from where the crawl started."""
    attempts: int = 1
    origin: str = ""
    """Where an adopted record comes from: a file name, a tool."""
    payload_segment: str = ""
    """For a revisit: the segment that holds the payload, relative to the archive's root."""
    payload_offset: int = 0
    payload_digest: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRecord:
    """One fetch as it stands in a segment."""

    segment: str
    """Relative to the archive's root: ``can-loc/7-00001.warc.gz``."""
    offset: int
    """Where the response (or revisit) begins, or the metadata record if there is no response."""
    end: int
    """Where the next fetch begins."""
    fetched_at: datetime
    note: FetchNote
    status: int = 0
    """0: there was no response."""
    headers: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    """``sha256:<hex>`` of the payload; ``""`` without a response."""
    size_bytes: int = 0
    """Length of the payload."""
    page: RawPage | None = None
    """The response with its body; ``None`` for revisits and failures. The body is ``b""`` where the
    payload is over `MAX_INLINE_BYTES` (``size_bytes`` tells): use `read_payload_to`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place in a segment that cannot be read as it was written."""

    segment: str
    offset: int
    detail: str


class ArchiveError(Exception):
    """An archive cannot be read or written as asked."""


class TornRecordError(ArchiveError):
    """A record ends before its end, or is no record at all."""


class DigestError(ArchiveError):
    """A record is whole, but not what was written."""
