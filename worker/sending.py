"""From the job table to the broker: ids only. What is not sent now, the sweeper sends."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from cms.harvest import jobs
from cms.harvest.models import Job, JobKind

logger = logging.getLogger(__name__)

QUEUES = {
    JobKind.PROBE: "upkeep",
    JobKind.CRAWL: "crawl",
    JobKind.ADOPT: "ingest",
    JobKind.LEARN: "ingest",
    JobKind.DRAFT: "ingest",
    JobKind.LOAD: "ingest",
    JobKind.ASSETS: "assets",
    JobKind.REFRESH: "upkeep",
    JobKind.PREVIEW: "ingest",
    JobKind.ROLLBACK: "ingest",
    JobKind.DISCARD: "ingest",
}


def send(job_id: int) -> bool:
    """Hand one job to the broker. False where the broker is away or the job is not known."""
    from worker.tasks import run_job

    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind is None:
        return False
    try:
        # Not taken in time, it is sent again: then the older message must not run it twice over.
        run_job.apply_async(
            kwargs={"job_id": job_id}, queue=QUEUES[JobKind(kind)], expires=jobs.RESEND_S
        )
    except OperationalError as error:
        logger.warning("broker away, job stays in the table: %s %s", job_id, error)
        return False
    jobs.sent(job_id)
    return True


def wake_broker(*, job_id: int, **_signal: object) -> None:
    """Send a job that was just committed."""
    send(job_id)


def send_due() -> int:
    """Send every job that is due; return how many were sent."""
    return sum(send(job_id) for job_id in jobs.due())
