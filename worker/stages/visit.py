"""One visit to a portal: the spider's child process is run, and each segment read into the ledger.

A crawl that is killed is started again here: what its closed segments say is in the ledger, what
its open one held is recovered by the next child, and the run's id stays, so nothing is asked for
twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cms.harvest.models import Segment
from cms.harvest.recording import record_segment
from cms.portals.models import Portal
from scrapers.archive import segments
from scrapers.plan import Plan
from settings.env import VAR
from worker.lease import Lease
from worker.spider import Event, Spider
from worker.stages.outcome import StageError

logger = logging.getLogger(__name__)

TICK_S = 1.0
MAX_DEATHS = 3
"""Deaths in a row, without a segment in between, after which a person must look."""
MAX_LOCKED = 20
"""Tries, a second or two each, until the child of a worker that died has let go of the archive."""


@dataclass(slots=True, kw_only=True)
class End:
    """How a visit ended."""

    reason: str = ""
    detail: str = ""
    fetched: int = 0
    failed: int = 0
    excluded: int = 0
    pending: int = 0
    segments: int = 0


def record_new(portal: Portal) -> int:
    """Read the closed segments that the ledger does not know yet; return how many."""
    known = set(Segment.objects.filter(portal=portal).values_list("name", flat=True))
    new = [name for name in segments(settings.ARCHIVE_URL, portal.slug) if name not in known]
    for name in new:
        record_segment(portal, name)
    return len(new)


def visit(
    lease: Lease,
    *,
    portal: Portal,
    plan_of: Callable[[], Plan],
    on_segment: Callable[[], None] = lambda: None,
) -> End:
    """Run the spider until it ends by itself; ``plan_of`` is asked again before each start.

    Raises StageError if it cannot: the plan is refused, or it dies again and again; OSError if the
    archive cannot be written, a storage away for a minute, say.
    """
    deaths = locked = 0
    while True:
        lease.check()
        record_new(portal)
        end = _run(lease, portal=portal, plan=plan_of(), on_segment=on_segment)
        if end.reason == "locked" and locked < MAX_LOCKED:
            locked += 1
        elif end.reason == "archive_unwritable":
            raise OSError(f"{portal.slug}: {end.detail or end.reason}")
        elif end.reason in ("locked", "bad_plan"):
            raise StageError(f"{portal.slug}: {end.detail or end.reason}")
        elif end.reason:
            record_new(portal)
            return end
        else:
            deaths = 1 if end.segments else deaths + 1
            if deaths >= MAX_DEATHS:
                raise StageError(f"{portal.slug}: the crawl died: {end.detail}; see {_log(portal)}")
            lease.log(f"the crawl died ({end.detail}) and is started again")


def _run(lease: Lease, *, portal: Portal, plan: Plan, on_segment: Callable[[], None]) -> End:
    end = End()
    with Spider(plan, log=_log(portal)) as spider:
        for event in spider.events(tick_s=TICK_S):
            lease.check()
            if event is not None:
                _heed(event, end, lease=lease, portal=portal, on_segment=on_segment)
        if not end.reason:
            end.detail = f"status {spider.status}"
    return end


def _heed(
    event: Event, end: End, *, lease: Lease, portal: Portal, on_segment: Callable[[], None]
) -> None:
    if event["event"] == "segment":
        record_segment(portal, str(event["name"]))
        end.segments += 1
        on_segment()
    elif event["event"] == "progress":
        for name in ("fetched", "failed", "excluded", "pending"):
            setattr(end, name, int(str(event[name])))
        waits = event.get("host_waits")
        note = "the portal asks us to wait" if waits else ""
        lease.progress(end.fetched, end.fetched + end.pending, note)
    elif event["event"] == "finished":
        end.reason, end.detail = str(event["reason"]), str(event.get("detail", ""))


def _log(portal: Portal) -> Path:
    return VAR / "log" / f"crawl-{portal.slug}.log"
