"""Crawl a portal into the archive and the ledger; what was found is worked on meanwhile."""

from __future__ import annotations

from dataclasses import asdict

from cms.harvest import jobs
from cms.harvest.frontier import frontier
from cms.harvest.models import JobKind, SourceUrl
from cms.harvest.states import UrlState
from cms.portals.models import Portal
from scrapers.plan import Mode, Plan
from worker.lease import Lease
from worker.stages.outcome import Outcome, StageError
from worker.stages.planning import plan_for
from worker.stages.visit import visit

FIRST_PASS_PAGES = 200
"""Pages that wait to be drafted when the line first turns to them while a crawl goes on: enough to
learn a template from. The pass at the crawl's end decides, with a template learnt from all."""

COMPLETE = "finished"
"""Reason of a crawl that came to everything it found."""
CUT_SHORT = frozenset({"limit", "max_pages", "disk_budget", "stopped"})


def crawl(lease: Lease) -> Outcome:
    """Crawl; then learn, draft and load what is in the archive."""
    portal = lease.job.portal
    if portal.paused:
        raise StageError(f"{portal.slug} is paused: portal resume {portal.slug}")
    passes = _Passes(portal)
    end = visit(lease, portal=portal, plan_of=lambda: _plan_of(lease), on_segment=passes.consider)
    if end.reason != COMPLETE:
        lease.log(f"the crawl ended early: {end.reason} {end.detail}".rstrip())
    if end.reason not in CUT_SHORT | {COMPLETE} and not _has_pages(portal):
        raise StageError(f"{portal.home} cannot be crawled: {end.reason} {end.detail}".rstrip())
    return Outcome(result=asdict(end), then=(JobKind.LEARN,))


def _has_pages(portal: Portal) -> bool:
    return bool(SourceUrl.objects.filter(portal=portal, segment__isnull=False).exists())


def _plan_of(lease: Lease) -> Plan:
    job = lease.job
    full = bool(job.arguments.get("full", False))
    start = frontier(job.portal, full=full)
    return plan_for(
        job,
        mode=Mode.PAGES,
        known=start.known,
        pending=start.pending,
        full=full,
        limit=int(job.arguments.get("limit", 0)),
    )


class _Passes:
    """Asks for drafts while the crawl goes on, each time twice as many pages wait."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._pages = FIRST_PASS_PAGES

    def consider(self) -> None:
        waiting = SourceUrl.objects.filter(portal=self._portal, state=UrlState.FETCHED).count()
        if waiting >= self._pages:
            self._pages *= 2
            jobs.request(JobKind.LEARN, portal=self._portal)
