"""Addresses that a person gives: rows of the ledger, fetched by the next crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from scrapers.archive import LinkSource

from . import captures
from .keys import address_key
from .models import SourceUrl
from .recording import KEYS_A_QUERY, batches, new_row, save_rows
from .states import UrlKind


def add_given(
    portal: Portal, addresses: Iterable[tuple[str, UrlKind]], *, now: datetime
) -> Counter[str]:
    """Take addresses in, whatever their spelling and how often they come.

    Counts ``new``, ``known`` and those on an ``other_host``, each once.
    """
    counts: Counter[str] = Counter()
    hosts = _hosts(portal)
    seen: set[str] = set()
    for batch in batches(addresses, KEYS_A_QUERY):
        fresh: dict[str, tuple[str, UrlKind]] = {}
        for address, kind in batch:
            key = address_key(address)
            if key in seen:
                continue
            seen.add(key)
            if (urlsplit(address).hostname or "") in hosts:
                fresh[key] = (address, kind)
            else:
                counts["other_host"] += 1
        counts += _add(portal, fresh, now=now)
    return counts


@transaction.atomic
def _add(portal: Portal, fresh: dict[str, tuple[str, UrlKind]], *, now: datetime) -> Counter[str]:
    Portal.objects.select_for_update().get(pk=portal.pk)  # a segment may be read meanwhile
    known = list(SourceUrl.objects.filter(portal=portal, key__in=fresh))
    taken = {row.key for row in known}
    new = [
        new_row(portal, address, kind=kind, at=now)
        for key, (address, kind) in fresh.items()
        if key not in taken
    ]
    for row in (*known, *new):
        captures.meet(row, sources=[LinkSource.GIVEN.value])
    # Known rows move on meanwhile: nothing but this column is written.
    SourceUrl.objects.bulk_update(known, ["found_by"])
    save_rows(new)
    return Counter(new=len(new), known=len(known))


def _hosts(portal: Portal) -> frozenset[str]:
    """Name the portal's hosts, without port."""
    named = [*portal.hosts.values_list("name", flat=True), *profile_of(portal).crawl.hosts]
    named.append(urlsplit(portal.home).netloc)
    return frozenset(urlsplit(f"//{name.lower()}").hostname or "" for name in named)
