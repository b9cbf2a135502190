"""One job from claim to end."""

from __future__ import annotations

import logging
from http.client import HTTPException

from django.db import DatabaseError, close_old_connections, transaction

from cms.harvest import jobs
from cms.harvest.models import Job
from worker.lease import LEASE_S, InterruptedStageError, Interruption, Lease
from worker.stages import stage_of
from worker.stages.outcome import Outcome, PutOffError, StageError

logger = logging.getLogger(__name__)

PASSING = (DatabaseError, OSError, HTTPException)
"""The world may recover from these: the job is tried again, three times in all."""


def run(job_id: int, *, worker: str) -> str:
    """Claim a job, do it, close it; return how it ended.

    Safe to call twice: a job that another worker holds, or that is done, is left alone. A bug in a
    stage closes the job as failed, with its traceback in the worker's log, and is raised again.
    """
    close_old_connections()
    job = jobs.claim(job_id, worker=worker, lease_s=LEASE_S)
    if job is None:
        return "not to be had"
    return carry_out(Lease(job))


def carry_out(lease: Lease) -> str:
    """Do a claimed job, close it, and ask for what comes after it."""
    job = lease.job
    logger.info("job starts: %s %s attempt %s", job.kind, job.pk, job.attempts)
    try:
        with lease.kept():
            outcome = stage_of(job.kind)(lease)
            _finish(job, outcome)
    except InterruptedStageError as interrupted:
        return _interrupted(job, interrupted)
    except PutOffError as error:
        jobs.put_off(job, until=error.until, note=str(error))
        return "put off"
    except StageError as error:
        jobs.log(job, str(error))
        jobs.fail(job, reason=str(error), retry=False)
        return "failed"
    except PASSING as error:
        logger.exception("job tried again: %s %s", job.kind, job.pk)
        jobs.fail(job, reason=f"{type(error).__name__}: {error}", retry=True)
        return "tried again"
    except Exception as error:
        jobs.fail(job, reason=f"{type(error).__name__}: {error}", retry=False)
        raise
    logger.info("job done: %s %s", job.kind, job.pk)
    return "done"


@transaction.atomic
def _finish(job: Job, outcome: Outcome) -> None:
    """Close the job and ask for the next in one transaction: nothing falls between the two."""
    closed = jobs.finish(job, result=outcome.result)
    job.refresh_from_db(fields=["cancel_requested"])
    if closed and not job.cancel_requested:
        for kind in outcome.then:
            jobs.request(kind, portal=job.portal, by=job.requested_by)


def _interrupted(job: Job, interrupted: InterruptedStageError) -> str:
    if interrupted.why is Interruption.STOPPING:
        jobs.release(job)
        return "handed back"
    # Cancelled by a person: closed here. Lost to another worker: this changes nothing. Else the
    # database did not take the heartbeats in time, and what is left is to be done.
    jobs.fail(job, reason="its lease could not be renewed in time", retry=True)
    return "cancelled or lost"
