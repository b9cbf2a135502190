"""``manage.py run``: what ``make run`` calls."""

from __future__ import annotations

import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from settings.env import VAR
from worker.supervisor.line import Line
from worker.supervisor.options import StartError, parse_options
from worker.supervisor.screen import make_screen


class Command(BaseCommand):
    """Run the whole line on this machine."""

    help = "Start everything, harvest a portal, print the balance sheet, serve until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *_args: object, **_options: object) -> None:
        """Exit with 0 only if the reconciliation holds."""
        try:
            options = parse_options(settings.RUN)
            screen = make_screen(self.stdout.write, clock=time.monotonic)
            with translation.override("en"):
                status = Line(options, var=VAR, screen=screen).run()
        except StartError as error:
            self.stderr.write(str(error))
            status = 1
        if status:
            sys.exit(status)
