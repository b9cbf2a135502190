"""Serve articles by our API and by Wagtail's v2: ``python -m tests.bench.api``.

Both run in this process over the same database, through the whole stack of middleware, without a
network. Prints one JSON object: CPU milliseconds a request, and how many times fewer ours needs.
Run it under ``python -m tests.postgres`` for PostgreSQL, plain for SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

LIST = "/api/v1/articles/?limit=20&expand=body"
V2_LIST = "/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=20&order=-published_at"
V2_FIELDS = ("lead", "body", "byline", "published_at", "tags", "source_url", "legal_references")


def main() -> int:
    """Set up a database of its own and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=200)
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
        load(options.articles)
        sys.stdout.write(json.dumps(measure(options), indent=1) + "\n")
    return 0


def load(count: int) -> None:
    """Load articles with the project's own loader."""
    from cms.harvest import runs
    from cms.harvest.loading import load_items
    from cms.portals.services import add_portal

    from .drafts import make_drafts, put_into_ledger

    portal = add_portal("http://bench.test/", slug="bench")
    put_into_ledger(portal, make_drafts(count, start=0))
    load_items(portal, run=runs.start(portal, "load"))


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Ask each address so many times."""
    from django.db import connection
    from django.test import Client
    from wagtail.api import APIField

    from cms.articles.models import ArticlePage
    from cms.catalog.models import Entry

    ArticlePage.api_fields = [APIField(name) for name in V2_FIELDS]
    client = Client(headers={"host": "127.0.0.1"})
    key = Entry.objects.filter(kind="article").order_by("pk").values_list("pk", flat=True)[10]
    section = Entry.objects.get(pk=key).sections[0]
    deep = Entry.objects.filter(kind="article").order_by("newest")[50]
    tag = client.get(LIST).headers["ETag"]
    asked = {
        "list": (LIST, ""),
        "list_deep": (f"{LIST}&cursor={deep.newest + 2**63:x}.{deep.pk}", ""),
        "list_of_section": (f"{LIST}&section={section}", ""),
        "list_not_modified": (LIST, tag),
        "search": ("/api/v1/articles/?limit=20&search=cai+cach+hanh+chinh", ""),
        "detail": (f"/api/v1/articles/{key}/", ""),
        "v2_list": (V2_LIST, ""),
        "v2_detail": (f"/api/v2/pages/{key}/", ""),
    }
    spent = {
        name: _cpu_ms(client, path, etag, options.requests) for name, (path, etag) in asked.items()
    }
    return {
        "database": connection.vendor,
        "articles": options.articles,
        "cpu_ms_a_request": spent,
        "times_v2": {
            "list": round(spent["v2_list"] / spent["list"], 1),
            "detail": round(spent["v2_detail"] / spent["detail"], 1),
            "not_modified_against_v2_list": round(spent["v2_list"] / spent["list_not_modified"], 1),
        },
    }


def _cpu_ms(client: Client, path: str, etag: str, requests: int) -> float:
    """Return CPU milliseconds of a request in this process, the first few left out."""
    headers = {"if-none-match": etag} if etag else {}
    wanted = 304 if etag else 200
    begin = 0.0
    for number in range(requests + 5):
        if number == 5:
            begin = time.process_time()
        answer = client.get(path, headers=headers)
        if answer.status_code != wanted:
            raise SystemExit(f"{path}: {answer.status_code}, expected {wanted}")
    return round((time.process_time() - begin) / requests * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
