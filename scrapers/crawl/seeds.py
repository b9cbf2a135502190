"""Where a crawl begins: the home page, then all that may name many addresses at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from scrapers.archive import (
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
)
from scrapers.crawl.frontier import Target
from scrapers.crawl.replay import (
    key_and_form,
    own_segments,
    relearn_not_found,
    replay,
    reuse_platform,
)
from scrapers.crawl.visit import Visit
from scrapers.plan import Mode, Pending

_PAGE = re.compile(r"[?&]page=(\d+)")


def begin(visit: Visit) -> None:
    """Fill the frontier from the plan and from what this run has in the archive already."""
    plan = visit.plan
    own = own_segments(visit)
    if plan.mode is Mode.PAGES:
        reuse_platform(visit, own)
        known = {visit.key(url): url for url in plan.known}
        # A run that goes on has looked at the lists already; a new one looks at them again.
        (visit.frontier.seen if own else visit.frontier.known).update(known)
    done = replay(visit, [name for name in own if name not in plan.accounted])
    home = visit.key(plan.profile.home)
    for item in plan.pending:
        key = visit.key(item.url)
        if key not in done and (key != home or plan.mode is Mode.ASSETS):
            _add_pending(visit, item)
    if plan.mode is Mode.PAGES:
        relearn_not_found(visit, own, probes={probe.key for probe in _probes(visit)})
        target = _target(visit, plan.profile.home, PageKind.LISTING, LinkSource.HAND)
        earlier = next((item for item in plan.pending if visit.key(item.url) == home), None)
        if earlier and earlier.digest:
            # Without validators: the page itself is needed, for its links.
            target = replace(target, earlier=replace(earlier, etag="", last_modified=""))
        if not visit.frontier.add(target):
            add_seeds(visit)  # this run has the home page: the rest may still be missing


def add_seeds(visit: Visit) -> None:
    """Queue what is asked for once the portal's software is known."""
    plan, forms = visit.plan, visit.scope.platform.crawl
    crawl = plan.profile.crawl
    for url in crawl.start_urls:
        visit.frontier.add(_target(visit, url, PageKind.LISTING, LinkSource.HAND, depth=1))
    for url in crawl.sitemap_urls:
        visit.frontier.add(_target(visit, url, PageKind.SITEMAP, LinkSource.HAND, depth=1))
    guesses = [(path, PageKind.SITEMAP) for path in forms.sitemaps]
    guesses += [(path, PageKind.FEED) for path in forms.feeds]
    guesses += [(path.replace("{page}", "1"), PageKind.FEED) for path in forms.rest]
    absent = {visit.key(url) for url in plan.absent}
    for path, kind in guesses:
        guess = _target(visit, urljoin(plan.profile.home, path), kind, LinkSource.GUESS, depth=1)
        if guess.key not in absent:
            visit.frontier.add(guess)
    visit.again.ask_first(_probes(visit))


def _probes(visit: Visit) -> tuple[Target, ...]:
    """Make random addresses, the same for each crawl of a portal: asked again, they are not new."""
    profile = visit.plan.profile
    token = hashlib.sha256(profile.slug.encode()).hexdigest()[:12]
    return tuple(
        replace(
            _target(visit, urljoin(profile.home, path), PageKind.PAGE, LinkSource.GUESS),
            probe=True,
        )
        for path in (f"/{token}", f"/{token[::-1]}.html")
    )


def add_next_rest_page(visit: Visit, target: Target, *, last: str) -> None:
    """Queue the page after this one of a JSON listing.

    ``last`` is the number of pages as the engine says; "": unknown, then the one past the end is
    an error page.
    """
    match = _PAGE.search(target.url)
    if match and not (last.isdigit() and int(match[1]) >= int(last)):
        url = f"{target.url[: match.start(1)]}{int(match[1]) + 1}{target.url[match.end(1) :]}"
        visit.frontier.add(_target(visit, url, PageKind.FEED, LinkSource.GUESS, depth=1))


def add_sitemaps(visit: Visit, links: tuple[Link, ...]) -> None:
    """Queue the sitemaps that a robots.txt names."""
    for link in links:
        found = visit.scope.judge(link, depth=1)
        if not isinstance(found, Reason):
            visit.frontier.add(found)


def _target(
    visit: Visit, url: str, kind: PageKind, source: LinkSource, *, depth: int = 0
) -> Target:
    key, form = key_and_form(visit, url)
    asked = safe_url_string(url)
    return Target(url=asked, key=key, form=form, kind=kind, source=source, depth=depth)


def _add_pending(visit: Visit, item: Pending) -> None:
    key, form = key_and_form(visit, item.url)
    target = Target(
        url=safe_url_string(item.url),
        key=key,
        form=form,
        kind=PageKind(item.kind),
        source=LinkSource(item.source),
        depth=item.depth,
        earlier=item if item.digest else None,
    )
    plan = visit.plan
    if plan.mode is Mode.PAGES and target.source is LinkSource.GIVEN and not item.digest:
        _add_given(visit, target)
    elif plan.mode is Mode.PAGES:
        visit.again.add(target)
    elif plan.profile.crawl.assets_off_host or visit.scope.is_own(item.url):
        visit.frontier.add(target)
    else:
        visit.write(target, Outcome.EXCLUDED, Reason.OFF_HOST)


def _add_given(visit: Visit, target: Target) -> None:
    """Judge an address of a log as if it were a link: most of a log is no article."""
    link = Link(url=target.url, source=LinkSource.GIVEN)
    found = visit.scope.judge(link, depth=1)
    if isinstance(found, Reason):
        visit.write(target, Outcome.EXCLUDED, found or Reason.NOT_ALLOWED)
    elif visit.frontier.form(found.key):
        visit.write(target, Outcome.EXCLUDED, Reason.VARIANT)
    else:
        visit.again.add(found)
