"""Items with likely personal data: held back until a person has looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


class ReviewState(models.TextChoices):
    """What a person said."""

    OPEN = "open", _("open")
    APPROVED = "approved", _("approved")
    WITHHELD = "withheld", _("withheld")
    CLEARED = "cleared", _("not there any more")
    """The source took it out before anybody looked."""


class PersonalReview(models.Model):
    """One item whose text or files seem to hold personal data. Never the data itself."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="personal_review")
    state = models.CharField(
        _("state"), max_length=8, choices=ReviewState, default=ReviewState.OPEN, db_index=True
    )
    kinds = models.JSONField(_("kinds"), default=dict)
    """Places by `ingest.personal.PersonalKind`, text and files together."""
    seen = models.JSONField(default=list)
    """What it is about: hash of the folded text, SHA-256 of files (`screening.Doubt`)."""
    approved = models.JSONField(default=list)
    """All that was ever approved of it, in the same form."""
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("likely personal data")
        verbose_name_plural = _("likely personal data")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.item_id}"
