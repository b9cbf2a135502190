"""Which sources named what became items, and what the last crawls asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cms.portals.models import Portal

from .models import Job, JobKind, JobState, SourceUrl
from .states import UrlKind, UrlState

CRAWLS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceShare:
    """What one way of discovery found among the addresses that became items."""

    source: str
    """A `scrapers.archive.LinkSource`."""
    found: int
    only: int
    """Named by no other: what would be missing without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlCost:
    """What one crawl asked for."""

    requests: int
    of_all: int
    """What a whole harvest asks for: pages, lists, feeds, images, files."""


def shares_of(portal: Portal) -> tuple[SourceShare, ...]:
    """Compare the sources of a portal's items, the most telling first."""
    found: Counter[str] = Counter()
    only: Counter[str] = Counter()
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, state=UrlState.LOADED)
    for named in rows.values_list("found_by", flat=True).iterator():
        sources = set(named) - {"draft"}
        found.update(sources)
        if len(sources) == 1:
            only.update(sources)
    return tuple(
        SourceShare(source=source, found=count, only=only[source])
        for source, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def costs_of(portal: Portal) -> tuple[CrawlCost, ...]:
    """Give the requests of the newest crawls, the newest first."""
    done = Job.objects.filter(portal=portal, kind=JobKind.CRAWL, state=JobState.DONE)
    results = done.order_by("-pk").values_list("result", flat=True)[:CRAWLS_SHOWN]
    return tuple(
        CrawlCost(requests=result["requests"], of_all=result["requests_of_all"])
        for result in results
        if "requests" in result
    )
