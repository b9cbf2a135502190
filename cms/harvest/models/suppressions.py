"""What was taken down for good: who asked for it, why, and how it is recognised. Never its text."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


class Suppression(models.Model):
    """One lawful request: an item, a file, or a span of text that may not be shown again."""

    portal = models.ForeignKey(
        "portals.Portal", on_delete=models.PROTECT, related_name="suppressions"
    )
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="suppressions"
    )
    address = models.TextField(_("address"))
    is_span = models.BooleanField(default=False)
    """Whether only a part of the text is taken out, wherever it stands on this portal."""
    digests = models.JSONField(default=list)
    """Pairs of a number of words and the hash of these words, folded (`suppressing.phrase_of`)."""
    files = models.JSONField(default=list)
    """SHA-256 of images and files that went with the item."""
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    """When the archive's records were rewritten, too."""
    records = models.JSONField(default=list)
    """``segment@offset`` of the records that were rewritten."""

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.address} ({self.at:%Y-%m-%d})"
