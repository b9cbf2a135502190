"""The Celery application: ``celery --app worker.app worker``."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.dev")

from celery import Celery
from django.conf import settings

app = Celery("portalift")
app.config_from_object("settings.worker")
app.conf.broker_url = settings.BROKER_URL
app.conf.timezone = settings.TIME_ZONE
app.autodiscover_tasks(["worker"])
