"""Which item a draft is: by any identity ever seen.

Only where none was seen, by its whole content: the same article, title, text and date, posted at a
second address. From then on that address is an alias, whatever becomes of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from cms.portals.models import Portal
from ingest.types import Draft

from .content import content_of_draft, digest
from .keys import key_of
from .models import Identity, Item, Proposal, ProposalKind, ProposalState

IDENTITIES_A_QUERY = 900
MIN_DATED, MIN_UNDATED = 40, 200
"""Letters of text from which on equal content is the same article, with a date and without."""


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
    items_by_key: dict[int, Item] = {}
    known = _known(portal, drafts, items_by_key)
    contents = [digest(content_of_draft(draft)) if tells_apart(draft) else "" for draft in drafts]
    posted = _posted(portal, set(contents) - {""}, items_by_key)
    matches, made, aliases = [], [], []
    for draft, content in zip(drafts, contents, strict=True):
        keys = {key_of(name): name for name in draft.identities}
        items = list(dict.fromkeys(known[key] for key in keys if key in known))
        if not items and content in posted:
            items = [posted[content]]
        created = not items
        if created:
            items = [Item(portal=portal, kind=draft.kind.value)]
            made.append(items[0])
        if content:
            posted.setdefault(content, items[0])
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


def tells_apart(draft: Draft) -> bool:
    """Tell whether a draft says enough to be known by its content again."""
    length = sum(len(block.text) for block in draft.blocks)
    return bool(draft.title) and length >= (MIN_DATED if draft.published_at else MIN_UNDATED)


def _posted(portal: Portal, digests: Iterable[str], items: dict[int, Item]) -> dict[str, Item]:
    """Find the items that have these contents now; of several the first."""
    found = (
        Item.objects.filter(portal=portal, latest__digest__in=list(digests))
        .select_related("latest__source_url")
        .order_by("-pk")
    )
    return {item.latest.digest: items.setdefault(item.pk, item) for item in found}


def _known(portal: Portal, drafts: Sequence[Draft], items: dict[int, Item]) -> dict[str, Item]:
    keys = sorted({key_of(name) for draft in drafts for name in draft.identities})
    known: dict[str, Item] = {}
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
