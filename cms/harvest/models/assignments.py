"""Why an item belongs to a destination."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


class Ground(models.TextChoices):
    """What spoke for the destination."""

    SECTION = "section", _("former commune in the section")
    TITLE = "title", _("former commune in the title")
    BYLINE = "byline", _("former commune in the byline")
    BULK = "bulk", _("assigned with others")


class Assignment(models.Model):
    """That an item was given a destination once. Taken away by an editor, it stays away."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assignments")
    destination = models.ForeignKey(
        "portals.Destination", on_delete=models.CASCADE, related_name="assignments"
    )
    ground = models.CharField(max_length=8, choices=Ground)
    words = models.CharField(max_length=255, blank=True)
    """The name that was found, as written."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "destination"], name="one_assignment_an_item_and_destination"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.destination_id}"
