"""What old addresses need and no single one says: worked out after each load, any time again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils.text import slugify

from cms.articles.models import SectionPage
from cms.catalog.models import Entry
from cms.harvest.keys import canonical
from cms.harvest.models import SourceUrl
from cms.harvest.states import Reason
from cms.portals.models import Portal
from ingest.text import fold

from .models import Landing, Signpost
from .spelling import parameters

Counts = Counter[str]
LISTS = (Reason.LISTING, Reason.FEED)
MAJORITY = 0.5
"""Share of a list's items that one section must have to be what the list showed."""
_PAGING = re.compile(r"(?:page|trang|p)?-?\d*|rss|feed|atom|index|default", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_END_NUMBER = re.compile(r"-\d+$")


def prepare(portal: Portal) -> Counts:
    """Learn which parameters mean something, and which section each list page showed.

    Counts ``lists`` whose section is known. A second call writes nothing new.
    """
    names: set[str] = set()
    known = SourceUrl.objects.filter(portal=portal, canonical__contains="?")
    for address in known.values_list("canonical", flat=True).iterator(chunk_size=2000):
        names |= parameters(address)
    Signpost.objects.update_or_create(portal=portal, defaults={"parameters": sorted(names)})
    return Counts(lists=_save(portal, _landings(portal)))


def _landings(portal: Portal) -> dict[int, int]:
    """Say for lists, by id, which section they showed: by name, by items, by their first page."""
    rows = SourceUrl.objects.filter(portal=portal, reason__in=LISTS)
    ordered = rows.order_by("first_seen_at", "pk")
    lists = list(ordered.values_list("pk", "canonical", "found_on"))
    by_slug = _sections_by_slug(portal)
    votes = _votes(portal, {address for _pk, address, _found_on in lists})
    found: dict[int, int] = {}
    by_address: dict[str, int] = {}
    for pk, address, found_on in lists:
        section = _named(address, by_slug) or _elected(votes.get(address))
        first = canonical(found_on)
        if section is None and _path(first) == _path(address):
            section = by_address.get(first)
        if section is not None:
            found[pk] = by_address[address] = section
    return found


def _sections_by_slug(portal: Portal) -> dict[str, int]:
    """Find sections by name as addresses write it; a name that two sections have says nothing."""
    found: dict[str, int | None] = {}
    for pk, title in SectionPage.objects.filter(portal=portal, live=True).values_list(
        "pk", "title"
    ):
        slug = slugify(fold(title))
        found[slug] = None if slug in found else pk
    return {slug: pk for slug, pk in found.items() if pk is not None and slug}


def _named(address: str, by_slug: dict[str, int]) -> int | None:
    for segment in reversed(_path(address).split("/")):
        name = _EXTENSION.sub("", unquote(segment))
        if not _PAGING.fullmatch(name):
            slug = slugify(fold(name))
            return by_slug.get(slug) or by_slug.get(_END_NUMBER.sub("", slug))
    return None


def _path(address: str) -> str:
    return urlsplit(address).path


def _votes(portal: Portal, lists: Iterable[str]) -> dict[str, Counter[int]]:
    """Count the sections of the items that were first met on each list."""
    wanted = set(lists)
    rows = SourceUrl.objects.filter(portal=portal, item__page__entry__isnull=False)
    sections = {
        pk: found[0]
        for pk, found in Entry.objects.filter(portal=portal).values_list("pk", "sections")
        if found
    }
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for found_on, page in rows.values_list("found_on", "item__page").iterator(chunk_size=2000):
        address = canonical(found_on)
        if address in wanted and page in sections:
            votes[address][sections[page]] += 1
    return votes


def _elected(votes: Counter[int] | None) -> int | None:
    if not votes:
        return None
    section, count = votes.most_common(1)[0]
    return section if count > votes.total() * MAJORITY else None


@transaction.atomic
def _save(portal: Portal, found: dict[int, int]) -> int:
    kept = Landing.objects.filter(source_url__portal=portal)
    stale = [
        landing.pk for landing in kept if found.get(landing.source_url_id) != landing.section_id
    ]
    Landing.objects.filter(pk__in=stale).delete()
    known = set(kept.values_list("source_url", flat=True))
    Landing.objects.bulk_create(
        [
            Landing(source_url_id=pk, section_id=section)
            for pk, section in found.items()
            if pk not in known
        ],
        batch_size=500,
    )
    return len(found)
