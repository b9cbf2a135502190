"""``python -m scrapers crawl --plan PLAN.json``: events on stdout, log on stderr."""

from __future__ import annotations

import argparse
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
        return _verify(options.root, options.slug)
    except (PlanError, ArchiveError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scrapers", description="Crawl into an archive."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    crawl = commands.add_parser("crawl", help="crawl by a plan")
    crawl.add_argument("--plan", type=Path, required=True)
    check = commands.add_parser("verify", help="read a portal's archive and check every digest")
    check.add_argument("root", type=Path)
    check.add_argument("slug")
    return parser


def _crawl(path: Path) -> int:
    plan = load_plan(path)
    from scrapers.crawl.run import run_crawl  # Scrapy is loaded only to crawl

    return run_crawl(plan, emitter(sys.stdout))


def _verify(root: Path, slug: str) -> int:
    found = verify(root, slug)
    for damage in found:
        sys.stdout.write(f"{damage.segment}@{damage.offset}: {damage.detail}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
