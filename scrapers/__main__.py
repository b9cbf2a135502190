"""``python -m scrapers crawl --plan PLAN.json``, ``probe URL``: JSON out, log on stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scrapers.archive import ArchiveError, verify
from scrapers.events import emitter
from scrapers.plan import PlanError, load_plan


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "crawl":
            return _crawl(options.plan)
        if options.command == "probe":
            return _probe(options)
        return _verify(options.root, options.slug)
    except (PlanError, ArchiveError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scrapers", description="Crawl into an archive."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    crawl = commands.add_parser("crawl", help="crawl by a plan")
    crawl.add_argument("--plan", type=Path, required=True)
    probe = commands.add_parser("probe", help="look at a portal for under a minute; prints JSON")
    probe.add_argument("url")
    probe.add_argument("--contact", default="", help="address or mail for the user agent")
    probe.add_argument(
        "--allow-private",
        action="append",
        default=[],
        metavar="HOST:PORT",
        help="may be at an address that is not public",
    )
    check = commands.add_parser("verify", help="read a portal's archive and check every digest")
    check.add_argument("root")
    check.add_argument("slug")
    return parser


def _crawl(path: Path) -> int:
    plan = load_plan(path)
    from scrapers.crawl.run import run_crawl  # Scrapy is loaded only to crawl

    return run_crawl(plan, emitter(sys.stdout))


def _probe(options: argparse.Namespace) -> int:
    from scrapers.crawl.probe import probe

    facts = probe(options.url, allow_private=tuple(options.allow_private), contact=options.contact)
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    return 0 if facts["reached"] else 1


def _verify(root: str, slug: str) -> int:
    found = verify(root, slug)
    for damage in found:
        sys.stdout.write(f"{damage.segment}@{damage.offset}: {damage.detail}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
