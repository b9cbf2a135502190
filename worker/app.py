"""The Celery application: ``celery --app worker.app worker``."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")

from celery import Celery, platforms
from celery.signals import beat_embedded_init
from django.conf import settings

app = Celery("portalift")
app.config_from_object("settings.worker")
app.conf.broker_url = settings.BROKER_URL
app.conf.timezone = settings.TIME_ZONE
app.autodiscover_tasks(["worker"])


@beat_embedded_init.connect
def end_with_the_worker(**_signal: object) -> None:
    """Let the schedule's process end with its worker, as Celery sees to for those of the pool."""
    platforms.set_pdeathsig("SIGKILL")
