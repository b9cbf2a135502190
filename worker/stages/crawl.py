"""Crawl a portal into the archive and the ledger; what was found is worked on meanwhile."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.utils import timezone

from cms.harvest import jobs, revisits
from cms.harvest.frontier import frontier, second_look
from cms.harvest.models import JobKind, SourceUrl
from cms.harvest.states import UrlKind, UrlState
from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from scrapers.crawl.pace import parse_night_window
from scrapers.plan import Mode, Plan
from worker.lease import Lease
from worker.stages.outcome import Outcome, PutOffError, StageError
from worker.stages.planning import plan_for, run_of
from worker.stages.visit import End, visit

GROWN_BY = 0.1
"""Share of pages that came after the template from which on it is learnt again."""

COMPLETE = "finished"
"""Reason of a crawl that came to everything it found."""
MORNING = "night_window"
"""Reason of a crawl whose portal may be asked by night alone."""
CUT_SHORT = frozenset({"limit", "max_pages", "disk_budget", "stopped"})


def crawl(lease: Lease) -> Outcome:
    """Crawl; then learn, draft and load what is in the archive.

    An incremental crawl has two parts: lists, feeds, sitemaps and what is new; then those known
    pages that look changed or gone by what these said, or are due.
    """
    portal = lease.job.portal
    if portal.paused:
        raise StageError(f"{portal.slug} is paused: portal resume {portal.slug}")
    _wait_for_night(portal)
    passes = _Passes(portal)
    end = visit(lease, portal=portal, plan_of=lambda: _plan_of(lease), on_segment=passes.consider)
    if end.reason == MORNING:
        _wait_for_night(portal)
    if end.reason == COMPLETE and not _is_full(lease):
        end = _look_again(lease, end, passes)
        if end.reason == MORNING:
            _wait_for_night(portal)
    if end.reason != COMPLETE:
        lease.log(f"the crawl ended early: {end.reason} {end.detail}".rstrip())
    if end.reason not in CUT_SHORT | {COMPLETE} and not _has_pages(portal):
        raise StageError(f"{portal.home} cannot be crawled: {end.reason} {end.detail}".rstrip())
    asked = revisits.asked_by(portal, run_of(lease.job, Mode.PAGES))
    result = asdict(end) | {"requests": asked, "requests_of_all": revisits.asked_for(portal)}
    return Outcome(result=result, then=(_next_of(lease),))


def _wait_for_night(portal: Portal) -> None:
    """Put the crawl off while the portal may not be asked; its run goes on with the next night."""
    profile = profile_of(portal)
    try:
        night = parse_night_window(profile.crawl.night_window, zone=profile.extract.timezone)
    except ValueError as error:
        raise StageError(f"{portal.slug}: {error}") from error
    now = timezone.now()
    if night and not night.is_open(now):
        raise PutOffError(night.next_start(now), f"waits for {profile.crawl.night_window}")


def _look_again(lease: Lease, first: End, passes: _Passes) -> End:
    """Go on with what the lists gave away, and with what is due."""
    job, portal = lease.job, lease.job.portal
    run = run_of(job, Mode.PAGES)
    chosen = revisits.choose(portal, run=run, since=job.requested_at, now=timezone.now())
    if not chosen:
        return first
    start = second_look(portal, chosen)
    plan = plan_for(job, mode=Mode.PAGES, known=start.known, pending=start.pending, full=False)
    end = visit(lease, portal=portal, plan_of=lambda: plan, on_segment=passes.consider)
    for name in ("fetched", "failed", "excluded", "segments"):
        setattr(end, name, getattr(end, name) + getattr(first, name))
    return end


def _next_of(lease: Lease) -> JobKind:
    """Learn, unless the template holds: an incremental crawl brought few pages.

    One that was learnt while the crawl went on knows its first pages only.
    """
    job, portal = lease.job, lease.job.portal
    template = portal.templates.first()
    if template is None or _is_full(lease) or template.created_at > job.requested_at:
        return JobKind.LEARN
    pages = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, segment__isnull=False)
    new = pages.filter(first_seen_at__gt=template.created_at).count()
    return JobKind.LEARN if new > GROWN_BY * pages.count() else JobKind.DRAFT


def _is_full(lease: Lease) -> bool:
    return bool(lease.job.arguments.get("full", False))


def _has_pages(portal: Portal) -> bool:
    return bool(SourceUrl.objects.filter(portal=portal, segment__isnull=False).exists())


def _plan_of(lease: Lease) -> Plan:
    job = lease.job
    full = _is_full(lease)
    start = frontier(job.portal, full=full)
    return plan_for(
        job,
        mode=Mode.PAGES,
        known=start.known,
        pending=start.pending,
        absent=start.absent,
        full=full,
        limit=int(job.arguments.get("limit", 0)),
    )


class _Passes:
    """Asks for drafts while the crawl goes on, each time twice as many pages wait."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._pages: int = settings.EARLY_PASS_PAGES

    def consider(self) -> None:
        waiting = SourceUrl.objects.filter(portal=self._portal, state=UrlState.FETCHED).count()
        if waiting >= self._pages:
            self._pages *= 2
            jobs.request(JobKind.LEARN, portal=self._portal)
