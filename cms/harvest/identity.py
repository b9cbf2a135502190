"""Which item a draft is: by any identity ever seen, never by its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from cms.portals.models import Portal
from ingest.types import Draft

from .keys import key_of
from .models import Identity, Item, Proposal, ProposalKind, ProposalState

IDENTITIES_A_QUERY = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The item of a draft; ``others`` are further items that its identities name."""

    item: Item
    others: tuple[Item, ...] = ()
    created: bool = False


@transaction.atomic
def match_items(portal: Portal, drafts: Sequence[Draft]) -> list[Match]:
    """Find each draft's item, or make it; identities not seen before become aliases.

    A draft whose identities name several items gets the item of its strongest one, nothing is
    merged, and a proposal waits for a person.
    """
    # One matcher a portal at a time: two drafts of one new item must not make two.
    Portal.objects.select_for_update().get(pk=portal.pk)
    known = _known(portal, drafts)
    matches, made, aliases = [], [], []
    for draft in drafts:
        keys = {key_of(name): name for name in draft.identities}
        items = list(dict.fromkeys(known[key] for key in keys if key in known))
        created = not items
        if created:
            items = [Item(portal=portal, kind=draft.kind.value)]
            made.append(items[0])
        for key, name in keys.items():
            if key not in known and len(items) == 1:
                known[key] = items[0]
                aliases.append(Identity(portal=portal, item=items[0], name=name, key=key))
        matches.append(Match(item=items[0], others=tuple(items[1:]), created=created))
    Item.objects.bulk_create(made)
    Identity.objects.bulk_create(aliases)
    for match in matches:
        if match.others:
            _propose(match)
    return matches


def _known(portal: Portal, drafts: Sequence[Draft]) -> dict[str, Item]:
    keys = sorted({key_of(name) for draft in drafts for name in draft.identities})
    known: dict[str, Item] = {}
    items: dict[int, Item] = {}
    for start in range(0, len(keys), IDENTITIES_A_QUERY):
        found = Identity.objects.filter(
            portal=portal, key__in=keys[start : start + IDENTITIES_A_QUERY]
        ).select_related("item", "item__latest", "item__latest__source_url")
        for identity in found:
            # One object an item, so that what one draft does to it the next one sees.
            known[identity.key] = items.setdefault(identity.item_id, identity.item)
    return known


def _propose(match: Match) -> None:
    names = ", ".join(str(item.pk) for item in match.others)
    Proposal.objects.get_or_create(
        item=match.item,
        kind=ProposalKind.IDENTITY,
        state=ProposalState.OPEN,
        defaults={"reason": f"its identities also name the items {names}"},
    )
