"""Commands about a portal itself: add, pause, resume, its profile as TOML."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from cms.harvest import assigning, jobs, takedown
from cms.harvest.models import OPEN_STATES, Job, JobKind
from cms.harvest.takedown_archive import rewrite_archive
from cms.portals.communes import CommunesError, import_successors
from cms.portals.models import Portal
from cms.portals.profiles import ProfileError, export_toml, parse_toml, profile_of, save_profile
from cms.portals.services import PortalError, add_portal, allow_named_address
from scrapers.archive import ArchiveError
from worker.commands.failure import CommandFailedError
from worker.supervisor.screen import Screen


def find_portal(slug: str) -> Portal:
    """Return the portal with this key. Raises CommandFailedError, naming those there are."""
    portal = Portal.objects.filter(slug=slug).first()
    if portal is None:
        known = ", ".join(Portal.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandFailedError(
            f"there is no portal {slug!r}; there are: {known or 'none yet: portal add URL'}"
        )
    return portal


def add(options: argparse.Namespace, screen: Screen) -> int:
    """Add a portal by the address of its first page."""
    try:
        portal = add_portal(options.url, slug=options.slug, name=options.name)
    except PortalError as error:
        raise CommandFailedError(str(error)) from error
    allow_named_address(portal, portal.home)
    screen.say(f"{portal.slug}: {portal.name}, {portal.home}")
    return 0


def communes(options: argparse.Namespace, screen: Screen) -> int:
    """Read which communes went into which, and make a destination for each new one."""
    path = Path(options.file)
    try:
        counts = import_successors(
            path.read_text(encoding="utf-8"),
            district=options.district,
            province=options.province,
            on=date.fromisoformat(options.on),
        )
    except (OSError, UnicodeDecodeError, CommunesError, ValueError) as error:
        raise CommandFailedError(f"{path}: {error}") from error
    screen.say(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "known")
    return 0


def assign(options: argparse.Namespace, screen: Screen) -> int:
    """Give the portal's items the destinations that section, title and byline speak for."""
    counts = assigning.assign(find_portal(options.slug))
    screen.say(f"{counts['assigned']} assigned, {counts['unassigned']} unassigned")
    for entry in assigning.unassigned(find_portal(options.slug)).select_related("page")[:50]:
        screen.say(f"unassigned: {entry.pk} {entry.page.title}")
    return 0


def pause(options: argparse.Namespace, screen: Screen) -> int:
    """Stop the portal's crawl and start none until it is resumed."""
    portal = find_portal(options.slug)
    portal.paused = True
    portal.save(update_fields=["paused"])
    for job in Job.objects.filter(portal=portal, kind=JobKind.CRAWL, state__in=OPEN_STATES):
        jobs.cancel(job)
    screen.say(f"{portal.slug}: paused")
    return 0


def resume(options: argparse.Namespace, screen: Screen) -> int:
    """Allow crawls again."""
    portal = find_portal(options.slug)
    portal.paused = False
    portal.save(update_fields=["paused"])
    screen.say(f"{portal.slug}: resumed; portal crawl {portal.slug} goes on where it stopped")
    return 0


def take_down(options: argparse.Namespace, screen: Screen) -> int:
    """Take an item, a file or a span of text down for good."""
    span = Path(options.span).read_text(encoding="utf-8") if options.span else ""
    try:
        made = takedown.take_down(options.address, reason=options.reason, span=span)
        screen.say(f"{made.address}: taken down")
        if options.archive:
            count = rewrite_archive(made)
            screen.say(f"{count} records of the archive rewritten")
    except (takedown.TakedownError, ArchiveError) as error:
        raise CommandFailedError(str(error)) from error
    takedown.scrub_database()
    return 0


def export_profile(options: argparse.Namespace, screen: Screen) -> int:
    """Print the portal's profile as TOML."""
    screen.say(export_toml(profile_of(find_portal(options.slug))).rstrip("\n"))
    return 0


def import_profile(options: argparse.Namespace, screen: Screen) -> int:
    """Read a profile into its portal, made if there is none."""
    path = Path(options.file)
    try:
        portal = save_profile(parse_toml(path.read_text(encoding="utf-8"), path.name))
    except ProfileError as error:
        raise CommandFailedError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailedError(f"{path} cannot be read: {error}") from error
    screen.say(f"{portal.slug}: profile taken over from {path.name}")
    return 0
