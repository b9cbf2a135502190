"""Where a URL of the ledger stands: states, closed reasons, and the steps between them.

`docs/ledger.md` prints the same table; a test holds both equal.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UrlState(models.TextChoices):
    """Exactly one a URL."""

    DISCOVERED = "discovered", _("discovered")
    FETCHED = "fetched", _("fetched")
    DRAFTED = "drafted", _("drafted")
    LOADED = "loaded", _("loaded")
    DUPLICATE = "duplicate", _("duplicate")
    EXCLUDED = "excluded", _("excluded")
    FAILED = "failed", _("failed")
    GONE = "gone", _("gone")


END_STATES = frozenset(
    {UrlState.LOADED, UrlState.DUPLICATE, UrlState.EXCLUDED, UrlState.FAILED, UrlState.GONE}
)


class Reason(models.TextChoices):
    """Why a URL stands where it stands; empty on the way."""

    # loaded
    ITEM = "item", _("became an item")
    FILE = "file", _("became an image or file of the library")
    # duplicate
    REDIRECT = "redirect", _("leads to another address")
    SAME_ITEM = "same_item", _("another address of a loaded item")
    SAME_CONTENT = "same_content", _("same content as a loaded item")
    VARIANT = "variant", _("another view of a page: for print, in another theme")
    # excluded: pages that are no item
    LISTING = "listing", _("list page")
    HOME = "home", _("front page")
    SEARCH = "search", _("search page")
    LOGIN = "login", _("sign-in page")
    FORM = "form", _("form")
    FEED = "feed", _("feed")
    SITEMAP = "sitemap", _("sitemap or robots.txt")
    EMPTY = "empty", _("nothing on it")
    NOT_HTML = "not_html", _("not a page")
    QUESTIONS = "questions", _("questions and answers, not carried over")
    REDIRECT_PAGE = "redirect_page", _("a page that only leads on")
    UNUSED_FILE = "unused_file", _("file that no item uses")
    # excluded: never asked for
    OFF_PORTAL = "off_portal", _("not of this portal")
    ROBOTS = "robots", _("forbidden by robots.txt")
    DENIED = "denied", _("left out by the profile")
    TRAP = "trap", _("endless addresses")
    LIMIT = "limit", _("over the limit of the crawl")
    NOT_HTTP = "not_http", _("not an http address")
    SUPPRESSED = "suppressed", _("taken down")
    DELETED_HERE = "deleted_here", _("deleted by an editor")
    DISCARDED = "discarded", _("of a run that was discarded")
    PERSONAL = "personal", _("likely personal data, waits for a person")
    # failed
    UNREACHABLE = "unreachable", _("server not reached")
    TIMEOUT = "timeout", _("no answer in time")
    TLS = "tls", _("certificate or encryption refused")
    HTTP_ERROR = "http_error", _("the server answered with an error")
    FORBIDDEN_ADDRESS = "forbidden_address", _("address not allowed")
    NOT_IN_ARCHIVE = "not_in_archive", _("not in the archive that was adopted")
    TOO_LARGE = "too_large", _("too large")
    BLOCKED = "blocked", _("the portal refused us")
    MAINTENANCE = "maintenance", _("maintenance page")
    NEEDS_JAVASCRIPT = "needs_javascript", _("empty without JavaScript")
    UNREADABLE = "unreadable", _("could not be read")
    NOT_DRAFTED = "not_drafted", _("drafting failed")
    NOT_LOADED = "not_loaded", _("loading failed")
    INVALID_FILE = "invalid_file", _("content is not what a file may be")
    QUARANTINED = "quarantined", _("failed three times")
    # gone
    NOT_FOUND = "not_found", _("answers 404 or 410")
    SOFT_404 = "soft_404", _("says not found with status 200")


REASONS: dict[UrlState, frozenset[Reason]] = {
    UrlState.LOADED: frozenset({Reason.ITEM, Reason.FILE}),
    UrlState.DUPLICATE: frozenset(
        {Reason.REDIRECT, Reason.SAME_ITEM, Reason.SAME_CONTENT, Reason.VARIANT}
    ),
    UrlState.EXCLUDED: frozenset(
        {
            *(Reason.LISTING, Reason.HOME, Reason.SEARCH, Reason.LOGIN, Reason.FORM, Reason.FEED),
            *(Reason.SITEMAP, Reason.EMPTY, Reason.NOT_HTML, Reason.QUESTIONS),
            *(Reason.REDIRECT_PAGE, Reason.UNUSED_FILE, Reason.OFF_PORTAL, Reason.ROBOTS),
            *(Reason.DENIED, Reason.TRAP, Reason.LIMIT, Reason.NOT_HTTP, Reason.SUPPRESSED),
            *(Reason.DELETED_HERE, Reason.DISCARDED, Reason.PERSONAL),
        }
    ),
    UrlState.FAILED: frozenset(
        {
            *(Reason.UNREACHABLE, Reason.TIMEOUT, Reason.TLS, Reason.HTTP_ERROR),
            *(
                Reason.FORBIDDEN_ADDRESS,
                Reason.NOT_IN_ARCHIVE,
                Reason.TOO_LARGE,
                Reason.BLOCKED,
                Reason.MAINTENANCE,
            ),
            *(Reason.NEEDS_JAVASCRIPT, Reason.UNREADABLE, Reason.NOT_DRAFTED),
            *(Reason.NOT_LOADED, Reason.INVALID_FILE, Reason.QUARANTINED),
        }
    ),
    UrlState.GONE: frozenset({Reason.NOT_FOUND, Reason.SOFT_404}),
}

TRANSITIONS: dict[UrlState, frozenset[UrlState]] = {
    # Never asked for (robots), asked in vain, redirected, not there, or fetched.
    UrlState.DISCOVERED: frozenset(
        {
            *(UrlState.FETCHED, UrlState.DUPLICATE, UrlState.EXCLUDED, UrlState.FAILED),
            UrlState.GONE,
        }
    ),
    UrlState.FETCHED: frozenset(
        {
            *(UrlState.DRAFTED, UrlState.LOADED, UrlState.DUPLICATE, UrlState.EXCLUDED),
            *(UrlState.FAILED, UrlState.GONE),
        }
    ),
    UrlState.DRAFTED: frozenset(
        {
            *(UrlState.FETCHED, UrlState.DRAFTED, UrlState.LOADED, UrlState.DUPLICATE),
            *(UrlState.EXCLUDED, UrlState.FAILED),
        }
    ),
    # An end is left only by a newer capture, by drafting again, or by undoing a run.
    UrlState.LOADED: frozenset({UrlState.FETCHED, UrlState.DRAFTED, UrlState.EXCLUDED}),
    UrlState.DUPLICATE: frozenset({UrlState.FETCHED, UrlState.DRAFTED, UrlState.EXCLUDED}),
    UrlState.EXCLUDED: frozenset({UrlState.DISCOVERED, UrlState.FETCHED, UrlState.DRAFTED}),
    UrlState.FAILED: frozenset({UrlState.DISCOVERED, UrlState.FETCHED, UrlState.DRAFTED}),
    UrlState.GONE: frozenset({UrlState.DISCOVERED, UrlState.FETCHED}),
}


ITEM = Reason.ITEM.value
"""What drafting a page gave where it gave items; else a `SkipReason` or a failure's `Reason`."""


class UrlKind(models.TextChoices):
    """What an address is expected to hold."""

    PAGE = "page", _("page")
    ASSET = "asset", _("image or file")
    SYSTEM = "system", _("sitemap, robots.txt, feed")


class Outcome(models.TextChoices):
    """What one run did with an item."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    HELD = "held", _("held")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FAILED = "failed", _("failed")
