"""Load drafts in bulk, and some the stock way: ``python -m tests.bench.loading``.

Prints one JSON object: pages a second both ways, CPU milliseconds and queries a page, memory, what
a second load writes. ``--articles 100000 --slices 10`` shows whether rate and memory hold over a
long load. Run it under ``python -m tests.postgres`` for PostgreSQL, plain for SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.portals.models import Portal


def main() -> int:
    """Set up a database of its own and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--stock", type=int, default=200, help="articles made the stock way")
    parser.add_argument("--slices", type=int, default=1, help="parts of the load shown apart")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["PORTALIFT_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = (
            "settings.test" if os.environ.get("TEST_DATABASE_URL") else "settings.dev"
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        sys.stdout.write(json.dumps(measure(options), indent=1) + "\n")
    return 0


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Load, load again, and compare with stock Wagtail."""
    from django.db import connection

    from cms.portals.services import add_portal

    portal = add_portal("http://bench.test/", slug="bench")
    ours, slices = _load(portal, options.articles, slices=options.slices)
    again = _again(portal)
    stock = _stock(portal, options.stock, start=options.articles)
    return {
        "database": connection.vendor,
        "articles": options.articles,
        "bulk": ours,
        "slices": slices,
        "stock": stock,
        "times_stock_wall": round(stock["ms"] / ours["ms"], 1),
        "times_stock_cpu": round(stock["cpu_ms"] / ours["cpu_ms"], 1),
        "second_load": again,
    }


def _load(
    portal: Portal, count: int, *, slices: int
) -> tuple[dict[str, float], list[dict[str, float]]]:
    from cms.harvest import runs
    from cms.harvest.loading import load_items, pending

    from .drafts import make_drafts, put_into_ledger

    put_into_ledger(portal, make_drafts(count))
    run = runs.start(portal, "load")
    seen: list[dict[str, float]] = []
    with _measured() as result:
        ids = _watched(pending(portal), slice_size=-(-count // slices), seen=seen)
        counts = load_items(portal, ids, run=run)
    if counts != {"created": count}:
        raise SystemExit(f"loaded {counts}, expected {count}")
    return result(count), seen


def _watched(ids: list[int], *, slice_size: int, seen: list[dict[str, float]]) -> Iterator[int]:
    """Hand the ids out, and note time and memory whenever a slice is used up."""
    wall, cpu = time.perf_counter(), time.process_time()
    for number, key in enumerate(ids, start=1):
        yield key
        if number % slice_size and number < len(ids):
            continue
        now, used, pages = time.perf_counter(), time.process_time(), (number - 1) % slice_size + 1
        seen.append(
            {
                "pages_a_second": round(pages / (now - wall), 1),
                "cpu_ms": round((used - cpu) / pages * 1000, 2),
                "rss_mb": round(_rss_mb()),
            }
        )
        wall, cpu = now, used


def _again(portal: Portal) -> dict[str, object]:
    """Load again after everything was marked to be loaded: nothing may be written to pages."""
    from django.apps import apps

    from cms.harvest import runs
    from cms.harvest.loading import load_items

    before = {model: model._default_manager.count() for model in apps.get_models()}
    run = runs.start(portal, "load")
    with _measured() as result:
        counts = load_items(portal, run=run)
    after = {model: model._default_manager.count() for model in apps.get_models()}
    new = {
        model.__name__: after[model] - before[model]
        for model in after
        if after[model] != before[model]
    }
    return {"counts": dict(counts), "new_rows": new, "writes": result(1)["writes"]}


def _stock(portal: Portal, count: int, *, start: int) -> dict[str, float]:
    """Make pages of the same drafts by `add_child` and `save_revision().publish()`."""
    from cms.harvest.content import PAGE_MODELS, apply, content_of_draft
    from cms.harvest.places import Places
    from cms.harvest.references import filled, open_addresses, targets_for

    from .drafts import make_drafts

    places = Places(portal)
    drafts = list(make_drafts(count, start=start))
    with _measured() as result:
        for number, draft in enumerate(drafts):
            content = content_of_draft(draft)
            targets = targets_for(portal, open_addresses(content.body))
            page = PAGE_MODELS["article"](
                portal=portal,
                slug=f"stock-{number}",
                source_url=draft.url,
                first_published_at=draft.published_at,
            )
            apply(content, page, tags=False)
            page.body = json.dumps(filled(content.body, targets))
            parent = places.year(draft.section, draft.published_at)
            parent = type(parent).objects.get(pk=parent.pk)
            page.tags.set(content.tags)
            parent.add_child(instance=page)
            page.save_revision().publish()
    return result(count)


@contextmanager
def _measured() -> Iterator[Callable[[int], dict[str, float]]]:
    from django.db import connection

    written, queries = [0], [0]

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        queries[0] += 1
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written[0] += 1
        return execute(sql, *rest)

    start = (time.perf_counter(), time.process_time(), _rss_mb())
    end: list[tuple[float, float, float]] = []

    def result(pages: int) -> dict[str, float]:
        wall, cpu, rss = (after - before for after, before in zip(end[0], start, strict=True))
        return {
            "pages": pages,
            "ms": round(wall / pages * 1000, 2),
            "cpu_ms": round(cpu / pages * 1000, 2),
            "pages_a_second": round(pages / wall, 1),
            "queries": round(queries[0] / pages, 2),
            "writes": written[0],
            "rss_mb": round(end[0][2]),
            "rss_growth_mb": round(rss),
        }

    with connection.execute_wrapper(count):
        yield result
        end.append((time.perf_counter(), time.process_time(), _rss_mb()))


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
