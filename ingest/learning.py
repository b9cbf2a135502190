"""Learn what the pages of a portal have in common."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from ingest.platforms import GENERIC
from ingest.reading import Reading, read_page
from ingest.template.learn import VERSION, learn
from ingest.template.statistics import MAX_PAGES, Statistics, load_statistics, page_key
from ingest.types import PortalProfile, RawPage, SiteTemplate

# A page larger than this is no example of a portal's template.
_MAX_BYTES = 4 * 1024 * 1024


def learn_template(
    pages: Iterable[RawPage], profile: PortalProfile, *, known: SiteTemplate | None = None
) -> SiteTemplate:
    """Learn the template of a portal, or refine the ``known`` one with further pages.

    The result does not depend on the order of the pages. Verdicts of ``profile`` are carried on the
    entries they speak of. Of more than `MAX_PAGES` pages a sample is drawn, the same in any order.
    """
    room = MAX_PAGES - len(_statistics(known).pages)
    usual = (raw for raw in pages if is_example(raw))
    sample = heapq.nsmallest(room, usual, key=lambda raw: (page_key(raw.url), raw.body))
    return learn_from(sample, profile, known=known)


def is_example(raw: RawPage) -> bool:
    """Tell a page that a template may be learnt from by its size."""
    return len(raw.body) <= _MAX_BYTES


def learn_from(
    sample: Iterable[RawPage],
    profile: PortalProfile,
    *,
    known: SiteTemplate | None = None,
    keep: Callable[[RawPage, Reading], bool] = lambda _raw, _reading: False,
) -> SiteTemplate:
    """Learn from all pages of a sample, read one at a time.

    ``keep`` is handed each reading and says whether it is kept: that can spare the page a second.
    """
    statistics = _statistics(known)
    platforms: Counter[str] = Counter()
    for raw in sample:
        reading = read_page(raw, profile, None)
        if reading.page is not None:
            statistics.add(reading.page)
            platforms[reading.platform.name] += 1
            if not keep(raw, reading):
                reading.page.let_go()
    return learn(
        statistics,
        portal=profile.slug,
        platform=profile.platform or _majority(platforms, known),
        verdicts=profile.verdicts,
    )


def _statistics(known: SiteTemplate | None) -> Statistics:
    usable = known is not None and known.version == VERSION
    return load_statistics(known.statistics if known and usable else "")


def reads_alike(one: SiteTemplate, other: SiteTemplate) -> bool:
    """Tell whether two templates judge every page alike.

    Samples and raw counts are left out: they show the clocks and counters of a page's frame, so
    they differ whenever the same pages are fetched again.
    """
    return _effect(one) == _effect(other)


def _effect(template: SiteTemplate) -> tuple[SiteTemplate, frozenset[str]]:
    entries = tuple(replace(entry, samples=()) for entry in template.entries)
    anchors = frozenset(load_statistics(template.statistics).anchors)
    return replace(template, entries=entries, statistics=""), anchors


def _majority(platforms: Counter[str], known: SiteTemplate | None) -> str:
    """Name the platform that half of the pages show; single pages may look like any."""
    if known is not None and known.platform != GENERIC:
        return known.platform
    total = sum(platforms.values())
    ranked = sorted(platforms.items(), key=lambda item: (-item[1], item[0]))
    for name, pages in ranked:
        if name != GENERIC and 2 * pages >= total:
            return name
    return GENERIC
