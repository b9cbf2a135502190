"""Items that read alike: their sketches, and what a person says of a pair."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


class LikenessBand(models.Model):
    """One band of an item's sketch (`ingest.likeness`); items with one in common are compared."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.key}"


class PairState(models.TextChoices):
    """What a person said of a pair."""

    OPEN = "open", _("open")
    SAME = "same", _("the same")
    DIFFERENT = "different", _("different")


class AlikePair(models.Model):
    """Two items of one portal that read alike, the older one first."""

    first = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    share = models.FloatField()
    """Of the shorter text in the longer one, 0 to 1."""
    state = models.CharField(
        _("state"), max_length=9, choices=PairState, default=PairState.OPEN, db_index=True
    )
    before = models.JSONField(default=dict, blank=True)
    """How the item that became an address of the other one stood (`same_items.Before`)."""
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
        verbose_name = _("pair of texts that are alike")
        verbose_name_plural = _("texts that are alike")
        ordering: ClassVar = ["-share", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair"),
            models.CheckConstraint(
                name="a_pair_is_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
