"""What old addresses need and no single one says: run after each load, any number of times."""

from __future__ import annotations

from collections import Counter

from cms.harvest.models import SourceUrl
from cms.portals.models import Portal

from .models import Signpost
from .spelling import parameters

Counts = Counter[str]


def prepare(portal: Portal) -> Counts:
    """Learn which parameters mean something, and to which section each list page belongs."""
    names: set[str] = set()
    known = SourceUrl.objects.filter(portal=portal, canonical__contains="?")
    for address in known.values_list("canonical", flat=True).iterator(chunk_size=2000):
        names |= parameters(address)
    Signpost.objects.update_or_create(portal=portal, defaults={"parameters": sorted(names)})
    return Counts()
