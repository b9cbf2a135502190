"""Runs and what they did; messages for people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import Outcome
from .items import Item, SourceVersion


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", _("running")
    BRAKED = "braked", _("braked")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded")
    ROLLED_BACK = "rolled_back", _("rolled back")


class Run(models.Model):
    """One pass over a portal: what it counted, created and changed."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=10)
    """Kind of the job that made it."""
    state = models.CharField(max_length=12, choices=RunState, default=RunState.RUNNING)
    counts = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    """Why it was braked: see `cms.harvest.findings`."""
    judged_until = models.PositiveBigIntegerField(default=0)
    """Newest version that it was judged by; those up to it may go once a person releases it."""
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by"
    )
    """The run that this one rolled back."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering: ClassVar = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.portal.slug} {self.kind} {self.pk}"


class RunChange(models.Model):
    """What one run did to one item; enough to undo it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="changes")
    outcome = models.CharField(max_length=10, choices=Outcome)
    version = models.ForeignKey(
        SourceVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The version that it was about."""
    before = models.ForeignKey(
        SourceVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The version that was the base until then."""
    state_before = models.JSONField(default=dict, blank=True)
    """`item_states.ItemState` before the change: what a rollback brings back."""
    revision_before = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision_after = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "item"], name="one_change_an_item_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.outcome} {self.item_id}"


class Message(models.Model):
    """Something a person should know about a portal, an address or an item."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.CASCADE, related_name="messages")
    source_url = models.ForeignKey(
        "harvest.SourceUrl",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="messages",
    )
    code = models.CharField(max_length=40)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_url", "code"], name="one_message_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"
