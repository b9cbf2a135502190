"""Items to the destinations where they now belong: by rule, in bulk; an editor's word stands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from cms.articles.models.items import ItemPage
from cms.catalog import services as catalog
from cms.catalog.addresses import above_of
from cms.catalog.models import Entry
from cms.portals.models import Destination, Portal, Succession

from .models import Assignment, Ground, Item
from .recording import batches

Counts = Counter[str]
ITEMS_A_TRANSACTION = 100
KIND = r"(?:xã|thị trấn|tt\.?|phường|p\.)"
# After these words the same name is another place's, or nobody's.
_ELSEWHERE = re.compile(r"(?:huyện|tỉnh|thành phố|tp\.?|thị xã|quận|đường|phố|sông|họ)\s+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A former commune, as texts call it."""

    pattern: re.Pattern[str]
    destinations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A destination that a text speaks for."""

    destination: int
    ground: Ground
    words: str


def assign(portal: Portal) -> Counts:
    """Give the portal's items the destinations that section, title or byline speak for.

    Only what was never assigned before: what an editor took away stays away. Counts ``assigned``
    items by this call, and those ``unassigned`` after it.
    """
    counts = Counts()
    names = _names(portal)
    items = Item.objects.filter(portal=portal, page__isnull=False).order_by("pk")
    if names:
        for ids in batches(list(items.values_list("pk", flat=True)), ITEMS_A_TRANSACTION):
            with transaction.atomic():
                found = {item: _grounds(page, names) for item, page in _locked(ids)}
                counts["assigned"] += _give(found)
    counts["unassigned"] = unassigned(portal).count()
    return counts


def assign_all(items: Iterable[Item], destinations: Sequence[Destination]) -> Counts:
    """Give many items destinations at a person's word."""
    counts = Counts()
    wanted = [
        Found(destination=destination.pk, ground=Ground.BULK, words="")
        for destination in destinations
    ]
    for ids in batches([item.pk for item in items], ITEMS_A_TRANSACTION):
        with transaction.atomic():
            # At a person's word also what was taken away before.
            Assignment.objects.filter(item__in=ids, destination__in=destinations).delete()
            counts["assigned"] += _give({item: wanted for item, _page in _locked(ids)})
    return counts


def unassigned(portal: Portal) -> QuerySet[Entry]:
    """List what is served and belongs to no destination."""
    return Entry.objects.filter(portal=portal, destinations=[]).order_by("pk")


def _locked(ids: Sequence[int]) -> Iterator[tuple[Item, ItemPage]]:
    items = {
        item.page_id: item
        for item in Item.objects.select_for_update(of=("self",)).filter(
            pk__in=ids, page__isnull=False
        )
    }
    for page in catalog.items_by_id(list(items)):
        yield items[page.pk], page


def _names(portal: Portal) -> list[_Name]:
    """Collect the former communes, longest name first; of the portal's district if it has one."""
    pairs = Succession.objects.exclude(successor__destinations__isnull=True)
    if portal.district:
        pairs = pairs.filter(predecessor__district=portal.district)
    found: dict[str, set[int]] = defaultdict(set)
    for name, destination in pairs.values_list("predecessor__name", "successor__destinations__pk"):
        found[_plain(name)].add(destination)
    ordered = sorted(found, key=lambda name: (-len(name), name))
    return [
        _Name(pattern=_pattern(name), destinations=tuple(sorted(found[name]))) for name in ordered
    ]


def _pattern(name: str) -> re.Pattern[str]:
    """Match a name with its kind, and without it if it has two syllables or more."""
    bare = re.sub(rf"^{KIND}\s+", "", name)
    spelled = r"\s+".join(map(re.escape, bare.split()))
    kind = rf"{KIND}\s*" if " " not in bare else rf"(?:{KIND}\s*)?"
    return re.compile(rf"(?<!\w){kind}{spelled}(?!\w)")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _grounds(page: ItemPage, names: Sequence[_Name]) -> list[Found]:
    sections = [*above_of(page), *page.also_in.all()]
    texts = (
        (Ground.SECTION, " / ".join(section.title for section in sections)),
        (Ground.TITLE, page.full_title),
        (Ground.BYLINE, page.byline),
    )
    found: dict[int, Found] = {}
    for ground, text in texts:
        for destination, words in _spoken_for(_plain(text), names):
            found.setdefault(
                destination, Found(destination=destination, ground=ground, words=words[:255])
            )
    return list(found.values())


def _spoken_for(text: str, names: Sequence[_Name]) -> Iterator[tuple[int, str]]:
    for name in names:
        for match in name.pattern.finditer(text):
            if _ELSEWHERE.search(text[: match.start()]):
                continue
            yield from ((destination, match[0]) for destination in name.destinations)
            # A longer name's words are not a shorter one's.
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]


def _give(found: Mapping[Item, Sequence[Found]]) -> int:
    known = set(Assignment.objects.filter(item__in=found).values_list("item", "destination"))
    given: dict[int, list[Found]] = {}
    for item, grounds in found.items():
        new = [one for one in grounds if (item.pk, one.destination) not in known]
        if new:
            given[item.page_id] = new
    items = {item.page_id: item for item in found}
    Assignment.objects.bulk_create(
        [
            Assignment(
                item=items[page], destination_id=one.destination, ground=one.ground, words=one.words
            )
            for page, new in given.items()
            for one in new
        ]
    )
    pages = list(catalog.items_by_id(list(given)))
    for page in pages:
        _add(page, [one.destination for one in given[page.pk]])
    catalog.refresh_ids(given)
    return len(given)


def _add(page: ItemPage, destinations: Sequence[int]) -> None:
    """Add destinations to the live page, its revision and an editor's draft: no word changes."""
    field = page._meta.get_field("destinations")
    through = field.remote_field.through
    through.objects.bulk_create(
        [
            through(**{field.m2m_column_name(): page.pk, field.m2m_reverse_name(): destination})
            for destination in destinations
        ],
        ignore_conflicts=True,
    )
    for revision in Revision.objects.filter(
        pk__in={page.live_revision_id, page.latest_revision_id} - {None}
    ):
        content = dict(revision.content)
        content["destinations"] = sorted({*content.get("destinations", ()), *destinations})
        # The row, not the object: saving it would make a scheduled revision look new.
        Revision.objects.filter(pk=revision.pk).update(content=content)
