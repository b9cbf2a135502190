"""What the buttons of a portal's page do: each writes a job, or one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from cms.harvest import braked, drafting, jobs
from cms.harvest.models import OPEN_STATES, Job, JobKind, Run
from cms.portals.models import Portal


class ActError(ValueError):
    """A button that cannot be followed now; the message is for the person who pressed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Who pressed a button of which portal, and the run that it stands beside."""

    portal: Portal
    by: AbstractBaseUser
    run: str = ""


def press(action: str, pressed: Press) -> str:
    """Do what a button says and return what to tell. Raises ActError."""
    act = ACTS.get(action)
    if act is None:
        raise ActError(_("This button is not known. Load the page again."))
    return act(pressed)


def _ask(kind: JobKind) -> Callable[[Press], str]:
    def ask(pressed: Press) -> str:
        jobs.request(kind, portal=pressed.portal, by=pressed.by)
        return _("The job is queued; its progress shows below.")

    return ask


def _draft(pressed: Press) -> str:
    drafting.redraft(pressed.portal)
    return _ask(JobKind.DRAFT)(pressed)


def _stop(pressed: Press) -> str:
    for job in Job.objects.filter(portal=pressed.portal, state__in=OPEN_STATES):
        jobs.cancel(job)
    return _("The jobs stop at their next safe point.")


def _pause(pressed: Press) -> str:
    pressed.portal.paused = not pressed.portal.paused
    pressed.portal.save(update_fields=["paused"])
    if pressed.portal.paused:
        return _("The portal is paused: nothing is asked of its server.")
    return _("The portal may be crawled again.")


def _release(pressed: Press) -> str:
    try:
        braked.release(_run_of(pressed).pk, by=pressed.by)
    except braked.RunError as error:
        raise ActError(_("This run is not braked any more.")) from error
    return _("The run goes on; its progress shows below.")


def _with_run(kind: JobKind) -> Callable[[Press], str]:
    def ask(pressed: Press) -> str:
        wanted = {"run": _run_of(pressed).pk}
        job = jobs.request(kind, portal=pressed.portal, arguments=wanted, by=pressed.by)
        if job.arguments != wanted:
            raise ActError(_("Another run is being undone or discarded: wait for it."))
        return _("The job is queued; its progress shows below.")

    return ask


def _run_of(pressed: Press) -> Run:
    number = pressed.run if pressed.run.isdecimal() else "0"
    run = Run.objects.filter(pk=int(number), portal=pressed.portal).first()
    if run is None:
        raise ActError(_("There is no such run."))
    return run


ACTS: dict[str, Callable[[Press], str]] = {
    "probe": _ask(JobKind.PROBE),
    "crawl": _ask(JobKind.CRAWL),
    "learn": _ask(JobKind.LEARN),
    "load": _ask(JobKind.LOAD),
    "draft": _draft,
    "stop": _stop,
    "pause": _pause,
    "release": _release,
    "discard": _with_run(JobKind.DISCARD),
    "rollback": _with_run(JobKind.ROLLBACK),
}
