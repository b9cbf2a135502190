"""From the ledger's plain values to the spider's plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from cms.harvest.frontier import PendingUrl
from cms.harvest.models import Job
from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from scrapers.plan import Mode, Pending, Plan


def run_of(job: Job, mode: Mode) -> str:
    """Id of a job's visit: a visit that is taken up again has the same."""
    return f"{mode}-{job.pk}"


def plan_for(
    job: Job,
    *,
    mode: Mode,
    pending: Iterable[PendingUrl],
    known: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    full: bool = True,
    limit: int = 0,
) -> Plan:
    """Make the plan of a job's visit."""
    portal = job.portal
    return Plan(
        profile=profile_of(portal),
        run=run_of(job, mode),
        root=str(settings.ARCHIVE_URL),
        mode=mode,
        known=known,
        absent=absent,
        pending=tuple(map(_pending_of, pending)),
        limit=limit,
        full=full,
        allow_private=allowed_private(portal),
    )


def _pending_of(row: PendingUrl) -> Pending:
    return Pending(
        url=row.url,
        kind=row.kind,
        source=row.source,
        etag=row.etag,
        last_modified=row.last_modified,
        digest=row.digest,
        segment=row.segment,
        offset=row.offset,
        fetched_at=row.fetched_at,
    )


def allowed_private(portal: Portal) -> tuple[str, ...]:
    """``host:port`` that may be at a private address: what the operator named, nothing else."""
    return (portal.named_address,) if portal.named_address else ()
