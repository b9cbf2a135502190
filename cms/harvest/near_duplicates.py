"""Items of one portal that read alike are proposed to a person, never merged silently.

What says the same word for word is one item from the start (`identity`). Here copies are found that
were edited, cut short or dated anew: each text is sketched once a version, and only texts that
agree in a band are compared. No band holds more than `MAX_IN_BAND` items, so that a thousand weekly
schedules cost a thousand times twenty looks, not a million.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import F

from cms.portals.models import Portal
from ingest.likeness import NEAR, Sketch, sketch_of

from .models import AlikePair, Item, LikenessBand, PairState
from .planning import draft_of
from .recording import KEYS_A_QUERY, batches
from .screening import searched_text

Counts = Counter[str]
ITEMS_A_TRANSACTION = 50
MAX_IN_BAND = 20
MAX_COMPARED = 10
"""Items that one item is compared with: those with the most bands in common."""


def propose(portal: Portal) -> Counts:
    """Compare what is new with all that is there. Counts new ``pairs``; again, nothing."""
    counts = Counts()
    waiting = (
        Item.objects.filter(portal=portal, page__isnull=False, latest__isnull=False, same_as=None)
        .exclude(compared=F("latest__number"))
        .order_by("pk")
    )
    for ids in batches(list(waiting.values_list("pk", flat=True)), ITEMS_A_TRANSACTION):
        with transaction.atomic():
            counts["pairs"] += _compare(portal, ids)
    return +counts


def _compare(portal: Portal, ids: Sequence[int]) -> int:
    # One at a time: of two processes each would miss what the other just sketched.
    Portal.objects.select_for_update().get(pk=portal.pk)
    items = list(
        Item.objects.filter(pk__in=ids, latest__isnull=False)
        .select_related("latest")
        .order_by("pk")
    )
    sketches = {item.pk: sketch_of(searched_text(draft_of(item.latest))) for item in items}
    LikenessBand.objects.filter(item__in=ids).delete()
    open_pairs = AlikePair.objects.filter(state=PairState.OPEN)
    (open_pairs.filter(first__in=ids) | open_pairs.filter(second__in=ids)).delete()
    members = _members(portal, {key for sketch in sketches.values() for key in sketch.bands})
    candidates = {item.pk: _enter(item.pk, sketches[item.pk], members) for item in items}
    LikenessBand.objects.bulk_create(
        [
            LikenessBand(item_id=key, key=band)
            for band, inside in members.items()
            for key in inside
            if key in sketches
        ],
        batch_size=500,
    )
    for item in items:
        item.compared = item.latest.number
    Item.objects.bulk_update(items, ["compared"])
    return _note(candidates, sketches)


def _members(portal: Portal, bands: Iterable[int]) -> dict[int, list[int]]:
    """Say which items of the portal are in which band."""
    members: dict[int, list[int]] = defaultdict(list)
    for keys in batches(sorted(bands), KEYS_A_QUERY):
        rows = LikenessBand.objects.filter(key__in=keys, item__portal=portal, item__same_as=None)
        for band, item in rows.order_by("pk").values_list("key", "item"):
            members[band].append(item)
    return members


def _enter(item: int, sketch: Sketch, members: dict[int, list[int]]) -> list[int]:
    """Put an item into its bands, where there is room; name those to compare it with."""
    met: Counter[int] = Counter()
    for band in sketch.bands:
        met.update(members[band])
        if len(members[band]) < MAX_IN_BAND:
            members[band].append(item)
    return [other for other, _count in met.most_common(MAX_COMPARED)]


def _note(candidates: Mapping[int, Sequence[int]], sketches: dict[int, Sketch]) -> int:
    others = {other for found in candidates.values() for other in found} - sketches.keys()
    for keys in batches(sorted(others), KEYS_A_QUERY):
        for other in Item.objects.filter(pk__in=keys, latest__isnull=False).select_related(
            "latest"
        ):
            sketches[other.pk] = sketch_of(searched_text(draft_of(other.latest)))
    found = {
        (min(item, other), max(item, other)): share
        for item, met in candidates.items()
        for other in met
        if other in sketches and (share := sketches[item].shared(sketches[other])) >= NEAR
    }
    known = set(
        AlikePair.objects.filter(first__in={first for first, _second in found}).values_list(
            "first", "second"
        )
    )
    new = [
        AlikePair(first_id=first, second_id=second, share=round(share, 4))
        for (first, second), share in found.items()
        if (first, second) not in known
    ]
    AlikePair.objects.bulk_create(new)
    return len(new)


def open_pairs(portal: Portal | None = None) -> Iterable[AlikePair]:
    """List what a person has to decide, the most alike first."""
    pairs = AlikePair.objects.filter(state=PairState.OPEN)
    if portal is not None:
        pairs = pairs.filter(first__portal=portal)
    return pairs.select_related("first__page", "second__page")
