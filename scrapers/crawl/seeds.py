"""Where a crawl begins: the home page, then all that may name many addresses at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from ingest.platforms import load_platform, recognition
from scrapers.archive import (
    ArchiveRecord,
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
    iter_records,
    read_page,
    segments,
)
from scrapers.crawl.frontier import Target
from scrapers.crawl.visit import Visit
from scrapers.plan import Mode, Pending

_PAGE = re.compile(r"[?&]page=(\d+)")


def begin(visit: Visit) -> None:
    """Fill the frontier from the plan and from what this run has in the archive already."""
    plan = visit.plan
    own = _own_segments(visit)
    if plan.mode is Mode.PAGES:
        _reuse_platform(visit, own)
        known = {visit.key(url): url for url in plan.known}
        # A run that goes on has looked at the lists already; a new one looks at them again.
        (visit.frontier.seen if own else visit.frontier.known).update(known)
    done = _replay(visit, [name for name in own if name not in plan.accounted])
    home = visit.key(plan.profile.home)
    for item in plan.pending:
        key = visit.key(item.url)
        if key not in done and (key != home or plan.mode is Mode.ASSETS):
            _add_pending(visit, item)
    if plan.mode is Mode.PAGES:
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
    for path, kind in guesses:
        url = urljoin(plan.profile.home, path)
        visit.frontier.add(_target(visit, url, kind, LinkSource.GUESS, depth=1))
    # The same for each crawl of a portal: asked again, it is no new address.
    token = hashlib.sha256(plan.profile.slug.encode()).hexdigest()[:12]
    for path in (f"/{token}", f"/{token[::-1]}.html"):
        probe = _target(visit, urljoin(plan.profile.home, path), PageKind.FEED, LinkSource.GUESS)
        visit.frontier.add(replace(probe, kind=PageKind.PAGE, probe=True))


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
    key, form = _key_and_form(visit, url)
    asked = safe_url_string(url)
    return Target(url=asked, key=key, form=form, kind=kind, source=source, depth=depth)


def _key_and_form(visit: Visit, url: str) -> tuple[str, str]:
    try:
        reading = visit.scope.read(url)
    except ValueError:
        return url, url
    return reading.key, reading.own


def _add_pending(visit: Visit, item: Pending) -> None:
    key, form = _key_and_form(visit, item.url)
    target = Target(
        url=safe_url_string(item.url),
        key=key,
        form=form,
        kind=PageKind(item.kind),
        source=LinkSource(item.source),
        depth=item.depth,
        earlier=item if item.digest else None,
    )
    if visit.plan.mode is Mode.ASSETS:
        crawl = visit.plan.profile.crawl
        if not crawl.assets_off_host and not visit.scope.is_own(item.url):
            visit.write(target, Outcome.EXCLUDED, Reason.OFF_HOST)
            return
    visit.frontier.seen.pop(key, None)
    visit.frontier.known.pop(key, None)
    visit.frontier.add(target)


def _own_segments(visit: Visit) -> tuple[str, ...]:
    slug, run = visit.plan.profile.slug, visit.plan.run
    return tuple(
        name for name in segments(visit.plan.root, slug) if name.startswith(f"{slug}/{run}-")
    )


def _replay(visit: Visit, names: list[str]) -> frozenset[str]:
    """Take in what this run has fetched already; return the keys of it.

    The segments are read twice: what was fetched must be known before any link is queued.
    """
    done: dict[str, str] = {}
    for name in names:
        for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
            if record.note.kind is PageKind.ROBOTS:
                visit.robots_kept.add(urlsplit(record.note.url).netloc.lower())
                continue
            # The last of a redirect chain is the one that the key stands for.
            for url in (record.note.requested_url, record.note.url):
                if url:
                    key, form = _key_and_form(visit, url)
                    done[key] = form
    visit.frontier.seen.update(done)
    if visit.plan.mode is Mode.PAGES:
        for name in names:
            for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
                _replay_links(visit, record)
    return frozenset(done)


def _replay_links(visit: Visit, record: ArchiveRecord) -> None:
    note = record.note
    parent = Target(
        url=note.url, key="", depth=note.depth, source=note.source, redirects=note.redirects
    )
    if note.outcome is Outcome.REDIRECTED and note.target:
        found = visit.redirected(parent, note.target)
        if not isinstance(found, Reason):
            visit.follow(parent, found)
    visit.take_links(note.links, parent, on_item=note.kind is PageKind.PAGE)


def _reuse_platform(visit: Visit, own: tuple[str, ...]) -> None:
    """Recognise the software from the home page that this run has fetched already, if it has."""
    plan = visit.plan
    if plan.profile.platform:
        visit.use_platform(load_platform(plan.profile.platform))
        return
    for name in own[:1]:
        for record in iter_records(plan.root, name, bodies=False, damage=[]):
            if record.note.depth == 0 and record.note.kind is PageKind.LISTING and record.page:
                page = read_page(plan.root, name, record.offset)
                html = page.body.decode("utf-8", "replace")
                platform, _ = recognition.recognise(html, url=page.url, headers=page.headers)
                visit.use_platform(platform)
                return
