"""The tasks: as thin as can be. What they do is in the job table and in `worker.stages`."""

from __future__ import annotations

import os
import socket

from celery import shared_task

from worker.delivery import JobTask
from worker.running import run
from worker.sending import send_due


@shared_task(base=JobTask, name="worker.run_job")
def run_job(*, job_id: int) -> str:
    """Do one job if it is to be had; return how it ended."""
    return run(job_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@shared_task(base=JobTask, name="worker.sweep")
def sweep() -> int:
    """Send what is due."""
    return send_due()
