"""What the crawl finds on the sample portal, look by look; and what each source alone knows.

``python -m tests.bench.discovery``. Counted at the server; nothing here depends on speed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ingest.address import canonical_url
from samples.portal import Portal
from samples.server import SOURCES, serve
from samples.style import SKINS
from samples.truth import truth_of_portal
from scrapers.archive import LinkSource, Outcome
from scrapers.plan import Plan
from tests.scrapers.crawling import crawl, profile_of, records

NAMES = {
    "sitemap": {LinkSource.SITEMAP},
    "lists": {LinkSource.LISTING, LinkSource.FEED},
    "links": {LinkSource.LINK},
}


def items_of(portal: Portal) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Give each live item's addresses (path and query), and the sources that know it."""
    return {
        str(item["id"]): (
            frozenset(map(path_of, [str(item["url"]), *item["other_urls"]])),
            frozenset(item["found_by"]),
        )
        for item in truth_of_portal(portal)
        if item["stage"] == 1
    }


def path_of(url: str) -> str:
    return "/" + canonical_url(f"http://x{url}" if url.startswith("/") else url).split("/", 3)[3]


def look(
    portal: Portal, items: dict[str, tuple[frozenset[str], frozenset[str]]]
) -> tuple[set[str], dict[str, set[str]], int]:
    """Crawl; return the items fetched, those that one source alone named, and the requests."""
    with tempfile.TemporaryDirectory() as folder, serve(portal) as server:
        root = Path(folder) / "archive"
        place = server.address.partition("://")[2]
        plan = Plan(
            profile=profile_of(f"{server.address}/"),
            run="1",
            root=str(root),
            allow_private=(place,),
        )
        done = crawl(plan, Path(folder), timeout_s=600)
        assert done.reason == "finished", done.log
        fetched, named = set(), defaultdict(set)
        for record in records(root):
            if record.note.outcome is Outcome.FETCHED:
                fetched.add(path_of(record.note.url))
            for link in record.note.links:
                if link.url.startswith(("http://", "https://")):
                    named[path_of(link.url)].add(link.source)
        requests = len(server.shared.log)
    found = {key for key, (paths, _) in items.items() if paths & fetched}
    alone = {name: set(only_by(items, named, sources)) for name, sources in NAMES.items()}
    return found, alone, requests


def only_by(
    items: dict[str, tuple[frozenset[str], frozenset[str]]],
    named: dict[str, set[LinkSource]],
    sources: set[LinkSource],
) -> Iterable[str]:
    for key, (paths, _) in items.items():
        by = set().union(*(named.get(path, set()) for path in paths))
        if by and by <= sources:
            yield key


def main() -> None:
    for skin in (None, *SKINS):
        portal = Portal(0, skin=skin)
        items = items_of(portal)
        others = {str(i["id"]) for i in truth_of_portal(portal) if i["kind"] != "article"}
        found, alone, requests = look(portal, items)
        line = {"look": skin or "mixed", "items": len(items), "found": len(found)}
        line |= {"requests": requests, "an_item": round(requests / len(items), 2)}
        line |= {"only": {name: len(keys) for name, keys in alone.items()}}
        sys.stdout.write(json.dumps(line) + "\n")
        for source in SOURCES if skin is None else ():
            hidden, _, _ = look(Portal(0, hide=[source]), items)
            # What is hidden is the articles' way alone: a list of documents stays.
            articles = {key for key, (_, by) in items.items() if by == {source}} - others
            missing = set(items) - hidden
            same = missing == articles == alone[source] - others
            line = {"hidden": source, "missing": sorted(missing), "as_named_before": same}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
