"""What a run has in the archive already: taken in again when it goes on."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from ingest.platforms import load_platform, recognition
from ingest.types import RawPage
from scrapers.archive import (
    ArchiveRecord,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
    iter_records,
    read_page,
    segments,
)
from scrapers.crawl.frontier import Target
from scrapers.crawl.postback import is_postback
from scrapers.crawl.visit import Visit
from scrapers.page import is_html
from scrapers.page import read_page as parse_page
from scrapers.plan import Mode


def key_and_form(visit: Visit, url: str) -> tuple[str, str]:
    """Give an address's key and its canonical form; itself for what is no web address."""
    try:
        reading = visit.scope.read(url)
    except ValueError:
        return url, url
    return reading.key, reading.own


def own_segments(visit: Visit) -> tuple[str, ...]:
    slug, run = visit.plan.profile.slug, visit.plan.run
    return tuple(
        name for name in segments(visit.plan.root, slug) if name.startswith(f"{slug}/{run}-")
    )


def replay(visit: Visit, names: list[str]) -> frozenset[str]:
    """Take in what this run has fetched already; return the keys of it.

    The segments are read twice: what was fetched must be known before any link is queued.
    """
    done: dict[str, str] = {}
    for name in names:
        for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
            if record.note.kind is PageKind.ROBOTS:
                visit.robots_kept.add(urlsplit(record.note.url).netloc.lower())
                continue
            if _is_posted(record):
                continue  # the way to its further pages is lost with the form: it is gone again
            # The last of a redirect chain is the one that the key stands for.
            for url in (record.note.requested_url, record.note.url):
                if url:
                    key, form = key_and_form(visit, url)
                    done[key] = form
    visit.frontier.seen.update(done)
    if visit.plan.mode is Mode.PAGES:
        for name in names:
            for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
                _replay_links(visit, record)
    return frozenset(done)


def _is_posted(record: ArchiveRecord) -> bool:
    return is_postback(record.note.url) or any(is_postback(link.url) for link in record.note.links)


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


def reuse_platform(visit: Visit, own: tuple[str, ...]) -> None:
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


def relearn_not_found(visit: Visit, names: tuple[str, ...], *, probes: Collection[str]) -> None:
    """Take in what the run's random addresses showed, whose keys are ``probes``."""
    for name in names:
        for record in iter_records(visit.plan.root, name, bodies=False, damage=[]):
            note = record.note
            if note.source is not LinkSource.GUESS or visit.key(note.url) not in probes:
                continue
            if note.target:
                visit.not_found.redirects_to.add(visit.key(note.target))
            elif record.page:
                _learn_not_found(visit, read_page(visit.plan.root, name, record.offset))


def _learn_not_found(visit: Visit, page: RawPage) -> None:
    kind = next((value for key, value in page.headers if key.lower() == "content-type"), "")
    if is_html(page.body[:65536], content_type=kind):
        visit.not_found.learn(parse_page(page.body, url=page.url, content_type=kind), url=page.url)
