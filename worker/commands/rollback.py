"""The command that undoes a run."""

from __future__ import annotations

import argparse

from cms.harvest.models import Run
from cms.harvest.reconcile import report
from cms.harvest.rollback import RollbackError, roll_back
from worker.commands.failure import CommandFailedError
from worker.supervisor.screen import Screen

SHOWN = 10


def rollback(options: argparse.Namespace, screen: Screen) -> int:
    """Undo what a run did; the rollback is a run itself and can be undone."""
    run = find_run(options.number)
    try:
        undoing = roll_back(run)
    except RollbackError as error:
        raise CommandFailedError(str(error)) from error
    for change in undoing.changes.filter(outcome="held").select_related("item__latest__source_url"):
        screen.say(f"held: {change.item.latest.source_url.address} ({change.detail})")
    counts = ", ".join(f"{count} {name}" for name, count in sorted(undoing.counts.items()))
    screen.say(f"run {run.pk} is rolled back: {counts or 'nothing to do'}")
    screen.say(f"to undo that: portal rollback {undoing.pk}")
    sheet = report(run.portal)
    screen.say(sheet.as_text().rstrip("\n"))
    return 0 if sheet.holds else 1


def find_run(number: str) -> Run:
    """Return the run with this number. Raises CommandFailedError, naming the last ones."""
    found = Run.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if found is None:
        last = Run.objects.exclude(counts={}).select_related("portal")[:SHOWN]
        lines = "; ".join(
            f"{run.pk} ({run.kind} {run.portal.slug}, {run.started_at:%Y-%m-%d %H:%M})"
            for run in last
        )
        raise CommandFailedError(f"there is no run {number!r}; the last are: {lines or 'none'}")
    return found
