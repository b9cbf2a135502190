"""From the archive to the CMS: learn, draft, load. No network; each can be run again any time."""

from __future__ import annotations

from collections import Counter

from cms.harvest import brake, drafting, learning, loading, runs
from cms.harvest.braked import findings_of
from cms.harvest.models import OPEN_STATES, Job, JobKind, Run, RunState
from cms.harvest.recording import batches
from cms.portals.models import Portal
from worker.lease import Lease
from worker.stages.outcome import Outcome, StageError

ITEMS_A_STEP = 100


def learn(lease: Lease) -> Outcome:
    """Learn the template; a new one means that all pages are drafted again."""
    portal = lease.job.portal
    before = portal.templates.first()
    try:
        version = learning.learn(portal)
    except learning.LearningError as error:
        raise StageError(str(error)) from error
    if version != before:
        drafting.redraft(portal)
    return Outcome(result={"template": version.number}, then=(JobKind.DRAFT,))


def draft(lease: Lease) -> Outcome:
    """Draft what waits, a step at a time."""
    portal = lease.job.portal
    waiting = drafting.undrafted(portal, views=not is_crawling(portal))

    def step(done: int) -> None:
        lease.progress(done, len(waiting), "pages")
        lease.check()

    lease.check()
    counts = drafting.draft_pages(portal, waiting, on_step=step)
    return Outcome(result=counts, then=(JobKind.LOAD,))


def load(lease: Lease) -> Outcome:
    """Load what was drafted, a step at a time; the pass after a crawl goes on to its assets.

    A run that the brake stops writes nothing: it waits for a person.
    """
    portal = lease.job.portal
    lease.check()
    run = _run_of(portal)
    if not brake.lets_through(run):
        for finding in findings_of(run):
            lease.log(f"braked: {finding}, such as {finding.samples[0]}")
        return Outcome(result={"braked": run.pk})
    waiting = loading.pending(portal)
    counts: Counter[str] = Counter()
    for done, ids in enumerate(batches(waiting, ITEMS_A_STEP)):
        lease.check()
        counts += loading.load_items(portal, ids, run=run)
        lease.progress(min((done + 1) * ITEMS_A_STEP, len(waiting)), len(waiting), "items")
    runs.finish(run)
    if _more_comes(portal):
        return Outcome(result=counts)
    brake.accept(portal)
    return Outcome(result=counts, then=(JobKind.ASSETS,))


def _run_of(portal: Portal) -> Run:
    """The run of this job: that of an attempt whose worker died is gone on with."""
    left = Run.objects.filter(portal=portal, kind=JobKind.LOAD, state=RunState.RUNNING).first()
    return left or runs.start(portal, JobKind.LOAD)


def _more_comes(portal: Portal) -> bool:
    """Whether another load follows: a crawl is open, or what it brought is still being drafted."""
    before = (JobKind.LEARN, JobKind.DRAFT)
    drafting = Job.objects.filter(portal=portal, kind__in=before, state__in=OPEN_STATES)
    return is_crawling(portal) or bool(drafting.exists())


def is_crawling(portal: Portal) -> bool:
    """Whether a crawl of the portal is open: what is loaded meanwhile is not the last word."""
    open_crawls = Job.objects.filter(portal=portal, kind=JobKind.CRAWL, state__in=OPEN_STATES)
    return bool(open_crawls.exists())
