"""The worker as a Django app: its commands, and the wake-up of the broker."""

from __future__ import annotations

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Connects the job table with the broker."""

    name = "worker"

    def ready(self) -> None:
        from cms.harvest.jobs import job_requested
        from worker.sending import wake_broker

        job_requested.connect(wake_broker, dispatch_uid="worker.wake_broker")
