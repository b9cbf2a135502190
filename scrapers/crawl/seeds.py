"""Where a crawl begins: the home page, then all that may name many addresses at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

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


def begin(visit: Visit) -> None:
    """Fill the frontier from the plan and from what this run has in the archive already."""
    plan = visit.plan
    if plan.mode is Mode.ASSETS:
        done = _replay(visit)
        for item in plan.pending:
            if _key(visit, item.url) not in done:
                _add_pending(visit, item)
        return
    visit.frontier.seen.update(plan.known)
    _reuse_platform(visit)
    done = _replay(visit)
    for item in plan.pending:
        if _key(visit, item.url) not in done:
            _add_pending(visit, item)
    home = _target(visit, plan.profile.home, PageKind.LISTING, LinkSource.HAND)
    if not visit.frontier.add(home):
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
    # The same for each attempt at one run, so that a resumed crawl does not ask a second time.
    token = hashlib.sha256(f"{plan.run} {plan.profile.slug}".encode()).hexdigest()[:12]
    for path in (f"/{token}", f"/{token[::-1]}.html"):
        probe = _target(visit, urljoin(plan.profile.home, path), PageKind.FEED, LinkSource.GUESS)
        visit.frontier.add(replace(probe, kind=PageKind.PAGE, probe=True))


def add_sitemaps(visit: Visit, links: tuple[Link, ...]) -> None:
    """Queue the sitemaps that a robots.txt names."""
    for link in links:
        found = visit.scope.judge(link, depth=1)
        if not isinstance(found, Reason):
            visit.frontier.add(found)


def _target(
    visit: Visit, url: str, kind: PageKind, source: LinkSource, *, depth: int = 0
) -> Target:
    return Target(url=url, key=_key(visit, url), kind=kind, source=source, depth=depth)


def _key(visit: Visit, url: str) -> str:
    try:
        return visit.scope.key(url)
    except ValueError:
        return url


def _add_pending(visit: Visit, item: Pending) -> None:
    target = Target(
        url=item.url,
        key=_key(visit, item.url),
        kind=PageKind(item.kind),
        source=LinkSource(item.source),
        depth=item.depth,
        earlier=item if item.digest else None,
    )
    if visit.plan.mode is Mode.ASSETS:
        off = (urlsplit(item.url).hostname or "") not in visit.scope.hosts
        if off and not visit.plan.profile.crawl.assets_off_host:
            visit.write(target, Outcome.EXCLUDED, Reason.OFF_HOST)
            return
    visit.frontier.seen.discard(target.key)
    visit.frontier.add(target)


def _own_segments(visit: Visit) -> tuple[str, ...]:
    slug, run = visit.plan.profile.slug, visit.plan.run
    return tuple(
        name for name in segments(visit.plan.root, slug) if name.startswith(f"{slug}/{run}-")
    )


def _replay(visit: Visit) -> frozenset[str]:
    """Take in what this run has fetched already; return the keys of it.

    The segments are read twice: what was fetched must be known before any link is queued.
    """
    names = [name for name in _own_segments(visit) if name not in visit.plan.accounted]
    done: set[str] = set()
    for name in names:
        for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
            done.update(_key(visit, url) for url in _addresses(record))
            if record.note.kind is PageKind.ROBOTS:
                visit.robots_kept.add(urlsplit(record.note.url).netloc.lower())
    visit.frontier.seen |= done
    if visit.plan.mode is Mode.ASSETS:
        return frozenset(done)
    for name in names:
        for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
            note = record.note
            parent = Target(url=note.url, key="", depth=note.depth, source=note.source)
            if note.outcome is Outcome.REDIRECTED and note.target:
                found = visit.redirected(replace(parent, redirects=note.redirects), note.target)
                if not isinstance(found, Reason):
                    visit.frontier.add(found)
            visit.take_links(tuple(link for link in note.links if not link.excluded), parent)
    return frozenset(done)


def _addresses(record: ArchiveRecord) -> tuple[str, ...]:
    return tuple(url for url in (record.note.url, record.note.requested_url) if url)


def _reuse_platform(visit: Visit) -> None:
    """Recognise the software from the home page that this run has fetched already, if it has."""
    plan = visit.plan
    if plan.profile.platform:
        visit.use_platform(load_platform(plan.profile.platform))
        return
    for name in _own_segments(visit)[:1]:
        for record in iter_records(plan.root, name, bodies=False, damage=[]):
            if record.note.depth == 0 and record.note.kind is PageKind.LISTING and record.page:
                page = read_page(plan.root, name, record.offset)
                html = page.body.decode("utf-8", "replace")
                platform, _ = recognition.recognise(html, url=page.url, headers=page.headers)
                visit.use_platform(platform)
                return
