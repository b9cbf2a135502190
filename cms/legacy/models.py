"""What the server of old addresses keeps: where lists lead, who still asks, what is not found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Signpost(models.Model):
    """What all known addresses of a portal have in common, worked out after each load."""

    portal = models.OneToOneField(
        "portals.Portal", on_delete=models.CASCADE, related_name="signpost"
    )
    parameters = models.JSONField(default=list)
    """Names of the parameters that known addresses have, folded and sorted."""
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.portal_id)


class Landing(models.Model):
    """The section that a list page showed."""

    source_url = models.OneToOneField(
        "harvest.SourceUrl", on_delete=models.CASCADE, related_name="landing"
    )
    section = models.ForeignKey(
        "articles.SectionPage", on_delete=models.CASCADE, related_name="landings"
    )

    def __str__(self) -> str:
        return f"{self.source_url_id} {self.section_id}"


class Hits(models.Model):
    """How often an old address was asked for on one day."""

    source_url = models.ForeignKey(
        "harvest.SourceUrl", on_delete=models.CASCADE, related_name="hits"
    )
    day = models.DateField()
    count = models.PositiveIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("requests of an old address")
        verbose_name_plural = _("requests of old addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_url", "day"], name="one_count_an_address_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_url_id} {self.day} {self.count}"


class Unresolved(models.Model):
    """An address on a retired host that nobody knows: the table is bounded (`cms.legacy.hits`)."""

    portal = models.ForeignKey(
        "portals.Portal", on_delete=models.CASCADE, related_name="unresolved_addresses"
    )
    address = models.TextField(_("address"))
    key = models.CharField(max_length=32)
    count = models.PositiveIntegerField(_("requests"), default=0)
    last_on = models.DateField(_("last asked for on"))

    class Meta:
        verbose_name = _("unresolved address")
        verbose_name_plural = _("unresolved addresses")
        ordering: ClassVar = ["-count", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal", "key"], name="one_count_an_unresolved_address"
            )
        ]

    def __str__(self) -> str:
        return self.address
