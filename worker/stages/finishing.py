"""After the items: their images and files, the links among them, and what is settled for good."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from cms.harvest import assets as library
from cms.harvest import near_duplicates, review_queue, vanishing
from cms.harvest.assigning import assign
from cms.harvest.frontier import missing_assets, settle
from cms.harvest.linking import link_items
from cms.harvest.models import Job, JobKind, JobState
from cms.legacy.preparing import prepare
from cms.portals.models import Portal
from scrapers.plan import Mode
from worker.lease import Lease
from worker.stages.crawl import CUT_SHORT
from worker.stages.ingesting import is_crawling
from worker.stages.outcome import Outcome
from worker.stages.planning import plan_for
from worker.stages.visit import visit


def assets(lease: Lease) -> Outcome:
    """Fetch the images and files that drafts name and the archive lacks; bring them in."""
    portal = lease.job.portal
    counts: Counter[str] = Counter(library.import_assets(portal))
    if not portal.paused and any(True for _ in missing_assets(portal)):
        visit(
            lease,
            portal=portal,
            plan_of=lambda: plan_for(lease.job, mode=Mode.ASSETS, pending=missing_assets(portal)),
        )
        lease.check()
        counts += library.import_assets(portal)
    return Outcome(result=counts, then=(JobKind.REFRESH,))


def refresh(lease: Lease) -> Outcome:
    """Lead links and old addresses to our own pages, label what vanished, close what is left."""
    portal = lease.job.portal
    counts = Counter(link_items(portal))
    counts += assign(portal)
    counts += prepare(portal)
    counts += near_duplicates.propose(portal)
    if not is_crawling(portal):
        counts += vanishing.judge(portal, now=timezone.now())
        counts += settle(portal, limited=_was_cut_short(portal))
    counts["questions"] = review_queue.gather(portal)
    return Outcome(result=counts)


def _was_cut_short(portal: Portal) -> bool:
    last = Job.objects.filter(portal=portal, kind=JobKind.CRAWL, state=JobState.DONE).first()
    return last is not None and last.result.get("reason") in CUT_SHORT
