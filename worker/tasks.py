"""The tasks: as thin as can be. What they do is in the job table and in `worker.stages`."""

from __future__ import annotations

import os
import socket

from cms.harvest import schedule
from worker.app import app
from worker.delivery import JobTask
from worker.running import run
from worker.sending import send_due
from worker.webhooks import send_due as send_webhooks_due


@app.task(base=JobTask, name="worker.run_job")
def run_job(*, job_id: int) -> str:
    """Do one job if it is to be had; return how it ended."""
    return run(job_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@app.task(base=JobTask, name="worker.sweep")
def sweep() -> int:
    """Ask for the crawls that are due, and send what is."""
    schedule.request_due()
    return send_due()


@app.task(base=JobTask, name="worker.send_webhooks", time_limit=300)
def send_webhooks() -> int:
    """Tell receivers what has changed."""
    return send_webhooks_due()
