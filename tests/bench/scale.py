"""The API over few articles and many: ``python -m tests.postgres python -m tests.bench.scale``.

Loads the first articles with the project's own loader, measures, loads the rest into the same
database and measures again. Prints one JSON object: CPU milliseconds a request of this process and
of the PostgreSQL process that serves it, taken together, and how many times more over many.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from cms.portals.models import Portal

LIST = "/api/v1/articles/?limit=20&expand=body"
LOADED_AT_ONCE = 5000


def main() -> int:
    """Set up a database of its own and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    if not os.environ.get("TEST_DATABASE_URL"):
        parser.error("needs PostgreSQL: run it under python -m tests.postgres")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["PORTALIFT_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        sys.stdout.write(json.dumps(compare(options), indent=1) + "\n")
    return 0


def compare(options: argparse.Namespace) -> dict[str, object]:
    """Measure over few and over many articles."""
    from cms.portals.services import add_portal

    portal = add_portal("http://bench.test/", slug="bench")
    load(portal, start=0, stop=options.few)
    few = measure(options.requests)
    began = time.process_time()
    load(portal, start=options.few, stop=options.many)
    spent = time.process_time() - began
    many = measure(options.requests)
    return {
        "articles": [options.few, options.many],
        "load_cpu_ms_an_article": round(spent / (options.many - options.few) * 1000, 2),
        "cpu_ms_few": few,
        "cpu_ms_many": many,
        "times": {name: round(many[name] / few[name], 2) for name in few},
        "deep_against_first_page": round(many["list_deep"] / many["list"], 2),
    }


def load(portal: Portal, *, start: int, stop: int) -> None:
    """Load articles, and let the planner know of them as autovacuum would have."""
    from django.db import connection

    from cms.harvest import runs
    from cms.harvest.loading import load_items

    from .drafts import make_drafts, put_into_ledger

    for first in range(start, stop, LOADED_AT_ONCE):
        count = min(LOADED_AT_ONCE, stop - first)
        put_into_ledger(portal, make_drafts(count, start=first))
        load_items(portal, run=runs.start(portal, "load"))
        sys.stderr.write(f"{first + count} loaded\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(requests: int) -> dict[str, float]:
    """Ask each address so many times."""
    from django.db import connection
    from django.test import Client

    from cms.catalog.models import Entry

    with connection.cursor() as cursor:
        # What a parallel worker of the database spends could not be counted.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    deep = Entry.objects.filter(kind="article").order_by("newest")[50]
    section = deep.sections[0]
    asked = {
        "list": LIST,
        "list_deep": f"{LIST}&cursor={deep.newest + 2**63:x}.{deep.pk}",
        "list_of_section": f"{LIST}&section={section}",
        "list_of_section_and_tag": f"{LIST}&section={section}&tag=thẻ 3",
        "list_of_years": f"{LIST}&published_from=2013-01-01&published_to=2014-12-31",
        "detail": f"/api/v1/articles/{deep.pk}/",
        # Ends with a space: the number is whole, no beginning of others.
        "search_of_a_rare_word": "/api/v1/articles/?search=kiểm tra 777%20",
        "search_of_words_that_all_have": "/api/v1/articles/?search=cải cách hành chính",
    }
    client = Client(headers={"host": "127.0.0.1"})
    return {name: _cpu_ms(client, path, server, requests) for name, path in asked.items()}


def _cpu_ms(client: Client, path: str, server: int, requests: int) -> float:
    begin = 0.0
    for number in range(requests + 5):
        if number == 5:
            begin = time.process_time() + _cpu_s(server)
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    return round((time.process_time() + _cpu_s(server) - begin) / requests * 1000, 2)


def _cpu_s(pid: int) -> float:
    """Return what a process of this machine has spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
