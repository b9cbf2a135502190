"""``manage.py portal …``: every step of the line by hand."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from worker.commands import cutover, harvest, portals, probing, rollback
from worker.commands.failure import CommandFailedError
from worker.supervisor.screen import PlainScreen, Screen, make_screen

Action = Callable[[argparse.Namespace, Screen], int]
PRINTS = (cutover.redirects, harvest.report, portals.export_profile, probing.probe)
"""Their output is for other programs too: never a live table."""


class Command(BaseCommand):
    """The operator's commands, each in the foreground, with the workers' leases."""

    help = "Add, crawl, draft, load, report: see docs/operations.md"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the sub-commands and their arguments."""
        commands = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")

        def command(name: str, action: Action, *positional: str) -> argparse.ArgumentParser:
            doc = (action.__doc__ or "").partition("\n")[0]
            made = commands.add_parser(name, help=doc, description=doc)
            made.set_defaults(run=action)
            for word in positional:
                made.add_argument(word)
            return made

        probe = command("probe", probing.probe, "url")
        probe.add_argument("--format", choices=("text", "json"), default="text")
        add = command("add", portals.add, "url")
        add.add_argument("--slug", default="", help="the portal's key; else made of its host")
        add.add_argument("--name", default="", help="as people call it")
        _add_brought(command)
        crawl = command("crawl", harvest.crawl, "slug")
        crawl.add_argument("--full", action="store_true", help="also what was seen before")
        crawl.add_argument("--limit", type=int, default=0, help="stop after so many articles")
        for name, action in (("draft", harvest.draft), ("load", harvest.load)):
            made = command(name, action, "slug")
            made.add_argument("--dry-run", action="store_true", help="show only, write nothing")
        command("rollback", rollback.rollback, "number")
        for name, action in (("release", harvest.release), ("discard", harvest.discard)):
            command(name, action).add_argument("run_id", type=int, metavar="run")
        down = command("takedown", portals.take_down, "address")
        down.add_argument("--reason", required=True, help="who asked for it, and why: kept")
        down.add_argument("--span", default="", metavar="FILE", help="only these lines of text")
        down.add_argument("--archive", action="store_true", help="rewrite the archive, too")
        report = command("report", harvest.report, "slug")
        report.add_argument("--format", choices=("text", "json", "csv"), default="text")
        _add_moving(command)
        command("pause", portals.pause, "slug")
        command("resume", portals.resume, "slug")
        command("export-profile", portals.export_profile, "slug")
        command("import-profile", portals.import_profile, "file")

    def handle(self, *_args: object, **options: object) -> None:
        """Exit with 0 only if the command did all, and the reconciliation holds."""
        arguments = argparse.Namespace(**options)
        write = self.stdout.write
        screen: Screen = PlainScreen(write, clock=time.monotonic)
        if arguments.run not in PRINTS:
            screen = make_screen(write, clock=time.monotonic)
        try:
            with translation.override("en"):
                status = arguments.run(arguments, screen)
        except CommandFailedError as error:
            screen.close()
            self.stderr.write(str(error))
            status = 1
        if status:
            sys.exit(status)


def _add_brought(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Name what takes in files that others bring."""
    adopt = command("adopt", harvest.adopt, "slug")
    adopt.add_argument("path", nargs="+", help="WARC, mirror folder, ZIP, JSON lines")
    given = command("addresses", harvest.addresses, "slug")
    given.add_argument("file", nargs="+", help="list, table or server log")


def _add_moving(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Name what is done when a portal moves: its domain, its items."""
    leave = command("cutover", cutover.cutover, "slug")
    leave.add_argument("--check", action="store_true", help="try all known old addresses")
    old = command("redirects", cutover.redirects, "slug")
    old.add_argument("--format", choices=("nginx", "apache", "csv"), default="csv")
    known = command("communes", portals.communes, "file")
    known.add_argument("--district", required=True, help="such as: huyện Can Lộc")
    known.add_argument("--province", required=True, help="such as: tỉnh Hà Tĩnh")
    known.add_argument("--on", required=True, help="day of the change, such as 2025-07-01")
    command("assign", portals.assign, "slug")
