"""Communes over time: which of them followed which, and when."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import ClassVar

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ingest.text import fold

HEADER = ["old_units", "new_commune", "evidence"]


class CommunesError(ValueError):
    """A table of successors that cannot be read: line and what was expected."""


class Commune(models.Model):
    """A commune, township or ward, for as long as it exists."""

    name = models.CharField(_("name"), max_length=120)
    """With its kind: ``xã Thiên Lộc``, ``thị trấn Nghèn``."""
    district = models.CharField(_("district"), max_length=120, blank=True)
    """Empty since there are no districts any more."""
    province = models.CharField(_("province"), max_length=120)
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering: ClassVar = ["province", "district", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "district", "province"], name="one_commune_a_name_and_district"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.district, self.province)))


class Succession(models.Model):
    """That one commune went into another."""

    predecessor = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="origins")
    on = models.DateField(_("date"))
    evidence = models.TextField(_("evidence"), blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_a_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} {self.successor_id}"


@transaction.atomic
def import_successors(text: str, *, district: str, province: str, on: date) -> Counter[str]:
    """Read a table of old units and the commune that they went into, with a destination for each.

    Tab-separated, with the header ``old_units new_commune evidence``; old units are divided by
    commas. Reading it again changes nothing. Counts what is new. Raises CommunesError.
    """
    from .models import Destination  # the models of this file are theirs too

    rows = list(csv.reader(text.splitlines(), delimiter="\t"))
    if not rows or rows[0] != HEADER:
        raise CommunesError(f"line 1: expected the header {' '.join(HEADER)!r}, tab-separated")
    counts: Counter[str] = Counter()
    for number, row in enumerate(rows[1:], start=2):
        old_units = [" ".join(name.split()) for name in row[0].split(",")] if row else []
        if len(row) != len(HEADER) or not all(old_units) or not row[1].strip():
            raise CommunesError(f"line {number}: expected {len(HEADER)} columns with names")
        new, made = Commune.objects.get_or_create(
            name=" ".join(row[1].split()),
            district="",
            province=province,
            defaults={"valid_from": on},
        )
        counts["communes"] += made
        if not Destination.objects.filter(commune=new).exists():
            Destination.objects.create(slug=_free_slug(new), name=new.name, commune=new)
            counts["destinations"] += 1
        for name in old_units:
            old, made = Commune.objects.get_or_create(
                name=name, district=district, province=province, defaults={"valid_until": on}
            )
            counts["communes"] += made
            _pair, made = Succession.objects.get_or_create(
                predecessor=old, successor=new, defaults={"on": on, "evidence": row[2]}
            )
            counts["successions"] += made
    return +counts


def _free_slug(commune: Commune) -> str:
    from .models import Destination

    name, province = (slugify(fold(text)) for text in (commune.name, commune.province))
    return f"{name}-{province}" if Destination.objects.filter(slug=name).exists() else name
