"""Look at a portal before harvesting it: a crawl of under a minute, and what it tells.

The crawl goes into a folder of its own that is thrown away; nothing of it counts for the portal.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

from ingest import draft_page, learn_template
from ingest.charset import decode_body
from ingest.codec import encode
from ingest.platforms import load_platform, recognition
from ingest.types import CrawlSettings, PortalProfile, RawPage
from scrapers.archive import (
    ArchiveRecord,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
    iter_records,
    segments,
)
from scrapers.crawl.run import run_crawl, user_agent
from scrapers.crawl.traps import pattern_of
from scrapers.events import Event
from scrapers.plan import Plan

PAGES = 60
SECONDS = 40.0
_SLUG = "probe"
_SAMPLES = 3
_SECTIONS = 20
_PAGE_NUMBER = re.compile(r"(?:[?&](?:page|paged|trang|p)=|/(?:page|trang)[/-]?)(\d{1,5})", re.I)
_TEXT_CHARS = 300


@dataclass(slots=True)
class _Seen:
    """What the short crawl brought."""

    records: list[ArchiveRecord] = field(default_factory=list)
    pages: list[RawPage] = field(default_factory=list)
    """HTML pages that were fetched, lists included."""
    items: list[RawPage] = field(default_factory=list)
    """Those that are no lists, by the crawl's guess."""
    stored_bytes: int = 0


def probe(
    url: str, *, allow_private: tuple[str, ...] = (), contact: str = ""
) -> Mapping[str, object]:
    """Crawl a little of a portal and return its facts, ready for JSON.

    ``reached`` is False, with ``reason`` and ``detail``, where the home page could not be read.
    Raises ValueError for an address that is none.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError(f"{url!r} is no address of a portal; expected https://…")
    profile = PortalProfile(
        slug=_SLUG, name=url, home=url, crawl=CrawlSettings(max_pages=PAGES, concurrency=2)
    )
    events: list[Event] = []
    with tempfile.TemporaryDirectory(prefix="portalift-probe-") as folder:
        plan = Plan(
            profile=profile,
            run="1",
            root=folder,
            allow_private=allow_private,
            contact=contact,
            stop_after_s=SECONDS,
        )
        run_crawl(plan, events.append)
        seen = _read(Path(folder))
    return _facts(url, profile, seen, ended=str(events[-1].get("reason", "")), contact=contact)


def _read(root: Path) -> _Seen:
    seen = _Seen()
    for name in segments(root, _SLUG):
        seen.stored_bytes += (root / name).stat().st_size
        for record in iter_records(root, name):
            seen.records.append(record)
            html = record.note.kind in (PageKind.PAGE, PageKind.LISTING)
            if record.page and html and record.note.outcome is Outcome.FETCHED:
                seen.pages.append(record.page)
                if record.note.kind is PageKind.PAGE:
                    seen.items.append(record.page)
    return seen


def _facts(
    url: str, profile: PortalProfile, seen: _Seen, *, ended: str, contact: str
) -> Mapping[str, object]:
    agent = user_agent(contact)
    home = next((r for r in seen.records if r.note.depth == 0 and _is_home(r)), None)
    if home is None or home.page is None or home.note.outcome is not Outcome.FETCHED:
        failed = home or next((r for r in seen.records if r.note.reason), None)
        return {
            "url": url,
            "reached": False,
            "reason": failed.note.reason.value if failed else ended,
            "detail": failed.note.detail if failed else "",
            "status": failed.status if failed else 0,
            "user_agent": agent,
        }
    html = decode_body(home.page.body).text
    platform, certainty = recognition.recognise(html, url=home.note.url, headers=home.headers)
    estimate = _estimate(seen)
    return {
        "url": url,
        "reached": True,
        "home": home.note.url,
        "title": _title(html),
        "platform": platform.name,
        "certainty": round(certainty, 2),
        "encodings": _encodings(seen.pages),
        "robots": _robots(seen.records),
        "sitemaps": _indexes(seen.records, PageKind.SITEMAP),
        "feeds": _indexes(seen.records, PageKind.FEED),
        "sections": _sections(seen.records),
        **estimate,
        **_cost(seen, platform.name, pages=int(str(estimate["pages"]))),
        "problems": _problems(seen.records),
        "samples": _samples(seen, profile, platform.name),
        "sampled_pages": len(seen.pages),
        "ended": ended,
        "user_agent": agent,
    }


def _is_home(record: ArchiveRecord) -> bool:
    return record.note.kind is not PageKind.ROBOTS and record.note.source is LinkSource.HAND


def _title(html: str) -> str:
    match = re.search(r"<title[^>]*>(.*?)</title>", html, re.IGNORECASE | re.DOTALL)
    return " ".join(match[1].split())[:200] if match else ""


def _encodings(pages: Iterable[RawPage]) -> dict[str, int]:
    types = ((page, dict(page.headers).get("Content-Type", "")) for page in pages)
    return dict(Counter(decode_body(page.body, content_type=kind).charset for page, kind in types))


def _robots(records: Iterable[ArchiveRecord]) -> dict[str, object]:
    found = next((r for r in records if r.note.kind is PageKind.ROBOTS), None)
    excluded = sum(r.note.reason is Reason.ROBOTS_EXCLUDED for r in records)
    body = found.page.body.decode("utf-8", "replace") if found and found.page else ""
    delay = re.search(r"(?im)^\s*crawl-delay:\s*([\d.]+)", body)
    return {
        "status": found.status if found else 0,
        "crawl_delay_s": float(delay[1]) if delay else 0.0,
        "rules": len(re.findall(r"(?im)^\s*disallow:\s*\S", body)),
        "excluded": excluded,
        "sitemaps": [link.url for link in found.note.links] if found else [],
    }


def _indexes(records: Iterable[ArchiveRecord], kind: PageKind) -> list[dict[str, object]]:
    return [
        {"url": record.note.url, "addresses": len(record.note.links)}
        for record in records
        if record.note.kind is kind and record.note.outcome is Outcome.FETCHED
    ]


def _sections(records: list[ArchiveRecord]) -> list[dict[str, object]]:
    """List the lists that were met, with an estimate of their items: pages times items a page."""
    sections = []
    for record in records:
        if record.note.kind is not PageKind.LISTING or record.note.depth == 0 or not record.page:
            continue
        if _PAGE_NUMBER.search(record.note.url):
            continue
        own = [link for link in record.note.links if not link.excluded]
        numbers = [int(m[1]) for link in own if (m := _PAGE_NUMBER.search(link.url))]
        forms = Counter(pattern_of(link.url).rpartition("/")[0] for link in own if link.text)
        items = forms.most_common(1)[0][1] if forms else 0
        name = next(
            (link.text for r in records for link in r.note.links if link.url == record.note.url), ""
        )
        sections.append({"url": record.note.url, "name": name, "items": items * max([1, *numbers])})
    return sections[:_SECTIONS]


def _estimate(seen: _Seen) -> dict[str, object]:
    """Estimate the pages: what the engine counts, else the sitemap, else the links seen."""
    mapped = {
        link.url
        for record in seen.records
        for link in record.note.links
        if link.source is LinkSource.SITEMAP and link.kind is PageKind.PAGE
    }
    unread = sum(
        link.kind is PageKind.SITEMAP
        for record in seen.records
        for link in record.note.links
        if not any(r.note.url == link.url for r in seen.records)
    )
    totals = {
        record.note.url.partition("?")[0]: int(value)
        for record in seen.records
        for name, value in record.headers
        if name.lower() == "x-wp-total" and value.isdigit()
    }
    linked = {
        link.url for r in seen.records for link in r.note.links if not link.excluded and link.text
    }
    says = {"sitemap": len(mapped), "engine": sum(totals.values()), "links": len(linked)}
    best = "engine" if totals else "sitemap" if len(mapped) * 2 > len(linked) else "links"
    return {
        "pages": says[best],
        "pages_by_source": says,
        "pages_from": best,
        "at_least": best == "links" or (best == "sitemap" and unread > 0),
    }


def _cost(seen: _Seen, platform: str, *, pages: int) -> dict[str, object]:
    """Estimate bytes, disk and hours from the pages seen and the pace that will be kept."""
    sizes = [len(page.body) for page in seen.pages] or [0]
    stored = seen.stored_bytes / max(len(seen.pages), 1)
    crawl_pace = load_platform(platform).crawl.pace
    delays = [window.seconds / window.requests for window in crawl_pace]
    robots = float(str(_robots(seen.records)["crawl_delay_s"]))
    times = sorted(record.fetched_at for record in seen.records)
    spent = (times[-1] - times[0]).total_seconds() / max(len(times) - 1, 1) if times else 0.0
    pace_s = max([*delays, robots, spent])
    return {
        "page_bytes": round(mean(sizes)),
        "total_bytes": round(mean(sizes) * pages),
        "disk_bytes": round(stored * pages),
        "seconds_a_request": round(pace_s, 3),
        "hours": round(pages * 1.5 * pace_s / 3600, 4),
    }


def _problems(records: Iterable[ArchiveRecord]) -> dict[str, int]:
    guessed = LinkSource.GUESS
    named = (r.note for r in records if r.note.reason and r.note.source is not guessed)
    return dict(Counter(note.reason.value for note in named))


def _samples(seen: _Seen, profile: PortalProfile, platform: str) -> list[object]:
    """Draft up to three pages as the whole harvest would, so that a person sees what it finds."""
    own = PortalProfile(slug=profile.slug, name=profile.name, home=profile.home, platform=platform)
    template = learn_template(seen.pages, own)
    samples: list[object] = []
    for page in seen.items:
        for draft in draft_page(page, own, template).drafts:
            text = " ".join(block.text for block in draft.blocks if block.text)
            samples.append(
                {
                    "url": draft.url,
                    "kind": draft.kind.value,
                    "title": draft.title,
                    "published_at": encode(draft.published_at),
                    "byline": draft.byline,
                    "section": list(draft.section),
                    "text": text[:_TEXT_CHARS],
                    "confidence": draft.confidence,
                }
            )
            if len(samples) == _SAMPLES:
                return samples
    return samples
