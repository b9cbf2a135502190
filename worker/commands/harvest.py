"""Commands that take a portal through the line, and the balance sheet."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from cms.harvest import drafting, loading, reconcile
from cms.harvest.models import JobKind
from cms.portals.models import Portal
from worker.commands.failure import CommandFailedError
from worker.commands.foreground import drive
from worker.commands.portals import find_portal
from worker.supervisor.screen import Screen


def crawl(options: argparse.Namespace, screen: Screen) -> int:
    """Crawl the portal and take what is found all the way into the CMS."""
    portal = find_portal(options.slug)
    arguments: dict[str, object] = {"full": options.full}
    if options.limit:
        arguments["limit"] = options.limit
    drive(portal, JobKind.CRAWL, screen=screen, arguments=arguments)
    return _balance(portal, screen)


def adopt(options: argparse.Namespace, screen: Screen) -> int:
    """Take in archives from elsewhere and what is in them all the way into the CMS."""
    portal = find_portal(options.slug)
    paths = [Path(path).resolve() for path in options.path]
    for path in paths:
        if not path.exists():
            raise CommandFailedError(f"{path}: there is no such file or folder")
    drive(
        portal,
        JobKind.ADOPT,
        screen=screen,
        arguments={"paths": [str(path) for path in paths]},
    )
    return _balance(portal, screen)


def draft(options: argparse.Namespace, screen: Screen) -> int:
    """Make all drafts again from the archive, without network, and load what changed."""
    portal = find_portal(options.slug)
    if options.dry_run:
        counts = drafting.draft_pages(portal, drafting.undrafted(portal), dry_run=True)
        screen.say(f"would draft: {_as_line(counts)}")
        return 0
    drafting.redraft(portal)
    drive(portal, JobKind.LEARN, screen=screen)
    return _balance(portal, screen)


def load(options: argparse.Namespace, screen: Screen) -> int:
    """Load the drafts that are not loaded."""
    portal = find_portal(options.slug)
    if options.dry_run:
        counts = Counter(plan.outcome.value for plan in loading.preview(portal))
        screen.say(f"would load: {_as_line(counts)}")
        return 0
    drive(portal, JobKind.LOAD, screen=screen)
    return _balance(portal, screen)


def report(options: argparse.Namespace, screen: Screen) -> int:
    """Print the balance sheet; the exit status is 0 only if it holds."""
    sheet = reconcile.report(find_portal(options.slug))
    form = {"text": sheet.as_text, "json": sheet.as_json, "csv": sheet.as_csv}
    screen.say(form[options.format]().rstrip("\n"))
    return 0 if sheet.holds else 1


def _balance(portal: Portal, screen: Screen) -> int:
    sheet = reconcile.report(portal)
    screen.say(sheet.as_text().rstrip("\n"))
    return 0 if sheet.holds else 1


def _as_line(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"
