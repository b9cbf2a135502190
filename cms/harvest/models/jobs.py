"""Jobs: outbox, progress bar and log at once. Written by `cms.harvest.jobs` only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobKind(models.TextChoices):
    """What a worker can be asked to do."""

    PROBE = "probe", pgettext_lazy("job", "probe")
    CRAWL = "crawl", pgettext_lazy("job", "crawl")
    ADOPT = "adopt", pgettext_lazy("job", "adopt an archive")
    LEARN = "learn", pgettext_lazy("job", "learn the template")
    DRAFT = "draft", pgettext_lazy("job", "draft")
    LOAD = "load", pgettext_lazy("job", "load")
    ASSETS = "assets", pgettext_lazy("job", "images and files")
    REFRESH = "refresh", pgettext_lazy("job", "refresh the catalogue")
    PREVIEW = "preview", pgettext_lazy("job", "dry run")
    ROLLBACK = "rollback", pgettext_lazy("job", "roll back")
    DISCARD = "discard", pgettext_lazy("job", "discard")


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    QUARANTINED = "quarantined", _("quarantined")


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """Something to be done by a worker."""

    kind = models.CharField(_("kind"), max_length=10, choices=JobKind)
    portal = models.ForeignKey(
        "portals.Portal", null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    result = models.JSONField(default=dict, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    note = models.CharField(_("note"), max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    """Asked for once more while it was running: a fresh job follows it."""
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "portal"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_open_job_a_kind_and_portal",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(state__in=["waiting", "running"], portal__isnull=True),
                name="one_open_job_a_kind_without_portal",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        where = self.portal.slug if self.portal else "-"
        return f"{self.kind} {where} {self.pk}"


class JobLine(models.Model):
    """One line of a job's log."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text
