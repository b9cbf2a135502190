"""Commands that take a portal through the line, and the balance sheet."""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db.models import Max
from django.utils import timezone

from cms.harvest import braked, drafting, previews, reconcile
from cms.harvest.given import add_given
from cms.harvest.models import JobKind, Run
from cms.harvest.states import UrlKind
from cms.portals.models import Portal
from scrapers.given import Given
from scrapers.page import looks_like_file
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


def addresses(options: argparse.Namespace, screen: Screen) -> int:
    """Take in addresses from lists, tables or server logs; the next crawl fetches what is new."""
    portal = find_portal(options.slug)
    for path in map(Path, options.file):
        given = Given(path, home=portal.home)
        kinds = (
            (address, UrlKind.ASSET if looks_like_file(address) else UrlKind.PAGE)
            for address in given
        )
        try:
            counts = add_given(portal, kinds, now=timezone.now())
        except (OSError, EOFError, zlib.error) as error:
            why = getattr(error, "strerror", None) or error
            raise CommandFailedError(f"{path} cannot be read: {why}") from error
        if not counts:
            raise CommandFailedError(
                f"{path}: no address in {given.counts['read']} lines;"
                " expected a list, a table or a server's log"
            )
        screen.say(f"{path.name}: {_as_line(given.counts + counts)}")
    screen.say(f"{portal.slug}: portal crawl {portal.slug} fetches what is new")
    return 0


def draft(options: argparse.Namespace, screen: Screen) -> int:
    """Make all drafts again from the archive, without network, and load what changed."""
    portal = find_portal(options.slug)
    if options.dry_run:
        return _show(previews.preview_drafts(portal), screen, "would draft")
    drafting.redraft(portal)
    return _drive_to_load(portal, JobKind.LEARN, screen)


def load(options: argparse.Namespace, screen: Screen) -> int:
    """Load the drafts that are not loaded."""
    portal = find_portal(options.slug)
    if options.dry_run:
        return _show(previews.preview_load(portal), screen, "would load")
    return _drive_to_load(portal, JobKind.LOAD, screen)


def release(options: argparse.Namespace, screen: Screen) -> int:
    """Let a braked run go on, and load what waits."""
    try:
        run = braked.release(options.run_id)
    except braked.RunError as error:
        raise CommandFailedError(str(error)) from error
    drive(run.portal, JobKind.LOAD, screen=screen)
    return _balance(run.portal, screen)


def discard(options: argparse.Namespace, screen: Screen) -> int:
    """Throw away what a braked run would write."""
    try:
        run = braked.discard(options.run_id)
    except braked.RunError as error:
        raise CommandFailedError(str(error)) from error
    return _balance(run.portal, screen)


def report(options: argparse.Namespace, screen: Screen) -> int:
    """Print the balance sheet; the exit status is 0 only if it holds."""
    sheet = reconcile.report(find_portal(options.slug))
    form = {"text": sheet.as_text, "json": sheet.as_json, "csv": sheet.as_csv}
    screen.say(form[options.format]().rstrip("\n"))
    return 0 if sheet.holds else 1


def _drive_to_load(portal: Portal, kind: JobKind, screen: Screen) -> int:
    """Do a job and what follows; say which runs it made."""
    last = Run.objects.filter(portal=portal).aggregate(last=Max("pk"))["last"] or 0
    drive(portal, kind, screen=screen)
    status = _balance(portal, screen)
    for run in Run.objects.filter(portal=portal, pk__gt=last).exclude(counts={}).order_by("pk"):
        screen.say(f"run {run.pk}: {_as_line(run.counts)}; to undo it: portal rollback {run.pk}")
    return status


def _show(found: Iterable[previews.Preview], screen: Screen, title: str) -> int:
    """Print what would change, and the counts; what stays as it is, is only counted."""
    counts: Counter[str] = Counter()
    for preview in found:
        counts[preview.what] += 1
        if preview.what != "unchanged":
            for line in preview.lines():
                screen.say(line)
    screen.say(f"{title}: {_as_line(counts)}")
    return 0


def _balance(portal: Portal, screen: Screen) -> int:
    sheet = reconcile.report(portal)
    screen.say(sheet.as_text().rstrip("\n"))
    return 0 if sheet.holds else 1


def _as_line(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"
