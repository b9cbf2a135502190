"""Commands for the day on which a retired portal's domain is led here."""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings

from cms.legacy.exporting import export
from cms.legacy.models import Unresolved
from cms.legacy.preparing import prepare
from cms.legacy.trial import needs, try_all
from cms.portals.models import Portal
from worker.commands.portals import find_portal
from worker.supervisor.screen import Screen

NAMED = 50
"""So many wrong answers are named; the table counts all."""


def cutover(options: argparse.Namespace, screen: Screen) -> int:
    """Say what the portal's hosts need; with --check try all old addresses here first."""
    portal = find_portal(options.slug)
    prepare(portal)
    wrong = _check(portal, screen) if options.check else 0
    server = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    hosts = needs(portal)
    screen.say(f"hosts to be led here (A, AAAA or CNAME record to {server}):")
    for host in hosts:
        known = "needed: https addresses are known" if host.certificate else "wanted: browsers try"
        screen.say(f"  {host.name:40} certificate {known}")
    if not hosts:
        screen.say("  none: the portal is known by number only")
    unresolved = Unresolved.objects.filter(portal=portal)[:10]
    for row in unresolved:
        screen.say(f"asked for and unknown: {row.count:>6} {row.address}")
    return 1 if wrong else 0


def redirects(options: argparse.Namespace, screen: Screen) -> int:
    """Print the old addresses as a map for nginx or Apache, or as CSV."""
    portal = find_portal(options.slug)
    prepare(portal)
    for line in export(portal, options.format):
        screen.say(line)
    return 0


def _check(portal: Portal, screen: Screen) -> int:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for tried in try_all(portal):
        counts[f"{tried.status} wrong" if tried.wrong else str(tried.status)] += 1
        if tried.wrong:
            wrong.append(f"{tried.status} {tried.address}: {tried.wrong}")
    screen.say(f"{portal.slug}: {counts.total()} old addresses tried")
    for status, count in sorted(counts.items()):
        screen.say(f"  {status:10} {count:>8}")
    for line in islice(wrong, NAMED):
        screen.say(f"wrong: {line}")
    if len(wrong) > NAMED:
        screen.say(f"wrong: {len(wrong) - NAMED} more")
    return len(wrong)
