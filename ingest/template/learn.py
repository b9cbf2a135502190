"""From counts to a template: which paths are frame, which holds the article, which the title."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable

from ingest.page.paths import SEPARATOR
from ingest.template.statistics import PathCount, Statistics
from ingest.types import SiteTemplate, TemplateEntry, Verdict
from ingest.vocabulary import Role

# Version of the method: raised when a template learnt before would decide otherwise.
VERSION = 3
# A masked text that stands at a path on this share of the path's pages repeats. Related-news lists
# draw from a pool and stay below it: these are known by their links.
REPEAT_SHARE = 0.3
# Half of a path's characters repeated, linked or in a form: the path is frame. Deciding by path
# keeps the sentences that truly recur, because their path holds others that do not.
FRAME_SHARE = 0.5
# A container must hold this share of a page's content characters.
CONTAINER_SHARE = 0.8
# A page with less content of its own is a list: its heading holds no article.
_LEAST_CONTENT = 80
# A party of pages smaller than this share does not lead to a container of its own.
_PARTY_SHARE = 0.1
# Elements at one path on a page, on average, above which the path is a paragraph, no container.
_MAX_ELEMENTS = 1.3

_LEAST_CLOCK_PAGES = 4
_CLOCK_SHARE = 0.5
_CLOCK_DAYS = 45
_CRAWL_DAYS = 2

_TEXT_TAG = re.compile(r"(?:h[1-6]|p|li|span|a|b|strong|em|i|u|font|label)(?![a-z0-9])")
_TITLE_NAME = re.compile(r"title|tieu-?de|headline|subject|heading", re.IGNORECASE)
_HEADING_NAME = re.compile(r"h[12](?![0-9a-z])")
_RELATED_NAME = re.compile(r"relat|lien-?quan|other|khac|more|news", re.IGNORECASE)


class PathView:
    """Shares of one path."""

    __slots__ = ("count", "echo", "form", "free", "links", "path", "repeated", "shared", "static")

    def __init__(self, path: str, count: PathCount, anchors: dict[str, int]) -> None:
        self.path = path
        self.count = count
        chars = max(1, count.chars)
        least = max(2, math.ceil(REPEAT_SHARE * count.pages))
        often = [entry for entry in count.texts.values() if entry[0] >= least]
        repeated = sum(entry[1] for entry in often)
        static = sum(entry[1] for entry in often if entry[2] == entry[3])
        hits = sum(entry[0] for code, entry in count.texts.items() if code in anchors)
        self.repeated = repeated / chars
        self.static = static / chars
        self.links = count.linked / chars
        self.form = count.form / max(1, count.pieces)
        pieces = max(1, sum(entry[0] for entry in count.texts.values()))
        self.echo = hits / pieces
        shared = [e[0] for e in count.texts.values() if e[0] > 1 and e[2] == e[3]]
        # Pages that share their text with another page, to the last figure: titles hardly do,
        # names of sections do.
        self.shared = sum(shared) / pieces
        self.free = (1 - self.repeated) * (1 - self.links)

    @property
    def is_frame(self) -> bool:
        return max(self.repeated, self.links, self.form) >= FRAME_SHARE


def learn(
    statistics: Statistics, *, portal: str, platform: str, verdicts: Iterable[Verdict]
) -> SiteTemplate:
    """Decide roles from counts. Deterministic: equal counts give an equal template."""
    views = {
        path: PathView(path, count, statistics.anchors)
        for path, count in sorted(statistics.paths.items())
    }
    containers = find_containers(statistics, views)
    titles = _title_paths(statistics, views)
    by_path = {verdict.path: verdict for verdict in verdicts}
    entries = [
        _entry(view, _role(view, titles=titles), total=len(statistics.pages))
        for view in views.values()
    ]
    entries += [
        TemplateEntry(
            path=path,
            role=Role.BODY,
            pages=len(pages),
            share=round(len(pages) / len(statistics.pages), 4),
            cluster=path,
        )
        for path, pages in sorted(containers.items())
    ]
    return SiteTemplate(
        portal=portal,
        version=VERSION,
        platform=platform,
        pages=len(statistics.pages),
        entries=tuple(_judged(entry, by_path) for entry in entries),
        texts=_frame_texts(views.values()),
        statistics=statistics.dump(),
    )


def _entry(view: PathView, role: Role, *, total: int) -> TemplateEntry:
    return TemplateEntry(
        path=view.path,
        role=role,
        pages=view.count.pages,
        share=round(view.count.pages / max(1, total), 4),
        repeated=round(view.repeated, 4),
        links=round(view.links, 4),
        samples=tuple(sorted(view.count.samples)),
    )


def _judged(entry: TemplateEntry, verdicts: dict[str, Verdict]) -> TemplateEntry:
    verdict = verdicts.get(entry.path)
    if verdict is None:
        return entry
    return TemplateEntry(
        path=entry.path,
        role=Role(verdict.role) if verdict.role else entry.role,
        pages=entry.pages,
        share=entry.share,
        cluster=entry.cluster,
        repeated=entry.repeated,
        links=entry.links,
        samples=entry.samples,
        verdict=verdict,
    )


def _role(view: PathView, *, titles: frozenset[str]) -> Role:
    count = view.count
    if view.path in titles:
        return Role.TITLE
    if count.dated >= 0.6 * count.pages and count.pieces <= 2 * count.pages and view.links < 0.5:
        return Role.DATE
    if not view.is_frame:
        return Role.CAPTION if "figcaption" in view.path else Role.BODY
    if view.links >= FRAME_SHARE:
        if view.repeated < FRAME_SHARE or _RELATED_NAME.search(view.path):
            return Role.RELATED
        return Role.NAVIGATION
    if view.form >= FRAME_SHARE:
        return Role.WIDGET
    return Role.COUNTER if any(map(str.isdigit, "".join(count.samples))) else Role.WIDGET


def _title_paths(statistics: Statistics, views: dict[str, PathView]) -> frozenset[str]:
    """Find the paths that hold titles: one text a page that other pages use as an anchor."""
    total = len(statistics.pages)
    found = []
    for view in views.values():
        count = view.count
        if count.pages < max(2, 0.05 * total) or count.single < 0.8 * count.pages:
            continue
        if max(view.static, view.shared) >= FRAME_SHARE or count.dated > 0.5 * count.pages:
            continue
        last = view.path.rpartition(SEPARATOR)[2]
        score = 2 * count.titled / count.pages + 2 * view.echo * (view.links < FRAME_SHARE)
        score += 0.5 * bool(_HEADING_NAME.match(last)) + 0.5 * bool(_TITLE_NAME.search(last))
        if score >= 0.75:
            found.append((score * count.pages / total, view.path))
    found.sort(reverse=True)
    best = found[0][0] if found else 0.0
    titles = {path for score, path in found if score >= 0.25 * best}
    for _, path in found:
        # A look of few pages has its titles where the others have none.
        if path not in titles and _is_without(statistics, path, titles):
            titles.add(path)
    return frozenset(titles)


def _is_without(statistics: Statistics, path: str, titles: set[str]) -> bool:
    """Tell whether most pages that have a path have none of the titles' paths."""
    alone = [titles.isdisjoint(paths) for paths in statistics.pages.values() if path in paths]
    return len(alone) > 1 and 2 * sum(alone) > len(alone)


def clock_paths(statistics: Statistics) -> frozenset[str]:
    """Find the paths of the page's own clock: on most pages, and days close to each other.

    The dates of a portal's items lie further apart than those of a crawl. Pages that were fetched
    over weeks have a clock too, but then another path shows the wider range of the items.
    """
    half = _CLOCK_SHARE * len(statistics.pages)
    wide = any(
        count.last_day - count.first_day > _CLOCK_DAYS
        for count in statistics.paths.values()
        if count.dated >= _LEAST_CLOCK_PAGES and count.single >= 0.8 * count.pages
    )
    return frozenset(
        path
        for path, count in statistics.paths.items()
        if count.dated >= _LEAST_CLOCK_PAGES
        and count.last_day - count.first_day
        <= (_CLOCK_DAYS if wide and count.dated >= half else _CRAWL_DAYS)
    )


def _frame_texts(views: Iterable[PathView]) -> tuple[str, ...]:
    found: set[str] = set()
    for view in views:
        least = max(2, math.ceil(FRAME_SHARE * view.count.pages))
        found.update(code for code, entry in view.count.texts.items() if entry[0] >= least)
    return tuple(sorted(found))


# --- containers ---------------------------------------------------------------------------------


def find_containers(
    statistics: Statistics, views: dict[str, PathView]
) -> dict[str, frozenset[str]]:
    """Find the paths that hold the articles, with the pages of each.

    Goes down from the root, each page along the path that holds nearly all its content. Where
    pages part, each party goes its own way; those left over stay where they are.
    """
    shares = _content_shares(statistics, views)
    children: dict[str, set[str]] = defaultdict(set)
    for prefixes in shares.values():
        for path in prefixes:
            children[path.rpartition(SEPARATOR)[0]].add(path)
    found: dict[str, set[str]] = defaultdict(set)
    pending = [("", "", frozenset(shares))]
    while pending:
        path, single, pages = pending.pop()
        rest = set(pages)
        for child, inside in _branches(path, pages, children=children, shares=shares):
            is_single = _is_single(statistics, child)
            pending.append((child, child if is_single else single, inside))
            rest -= inside
        if single and len(rest) >= _least_party(pages):
            found[single].update(rest)
    return {path: frozenset(pages) for path, pages in sorted(found.items())}


def _branches(
    path: str,
    pages: frozenset[str],
    *,
    children: dict[str, set[str]],
    shares: dict[str, dict[str, float]],
) -> list[tuple[str, frozenset[str]]]:
    found = []
    for child in sorted(children[path]):
        inside = frozenset(key for key in pages if shares[key].get(child, 0.0) >= CONTAINER_SHARE)
        if len(inside) >= _least_party(pages):
            found.append((child, inside))
    return found


def _least_party(pages: frozenset[str]) -> int:
    return max(2, math.ceil(_PARTY_SHARE * len(pages)))


def _is_single(statistics: Statistics, path: str) -> bool:
    """Tell an element that stands once on a page from headings, paragraphs and rows."""
    if _TEXT_TAG.match(path.rpartition(SEPARATOR)[2]):
        return False
    pages, elements = statistics.elements.get(path, [1, 2])
    return elements <= _MAX_ELEMENTS * pages


def _content_shares(
    statistics: Statistics, views: dict[str, PathView]
) -> dict[str, dict[str, float]]:
    """By page: the share of its content characters below each path prefix."""
    found = {}
    for key, chars in statistics.pages.items():
        prefixes: dict[str, float] = defaultdict(float)
        total = 0.0
        for path, size in chars.items():
            view = views[path]
            if view.is_frame:
                continue
            weight = size * (1 - view.repeated)
            total += weight
            prefix = path
            while prefix:
                prefixes[prefix] += weight
                prefix = prefix.rpartition(SEPARATOR)[0]
        if total >= _LEAST_CONTENT:
            found[key] = {prefix: weight / total for prefix, weight in prefixes.items()}
    return found
