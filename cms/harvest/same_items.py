"""A person says of two items that read alike that they are one, or that they are not.

One becomes an address of the other: its names, addresses and sections go there, its page is
unpublished and kept. Nothing is lost: undoing puts all of it back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.articles.models.items import ItemPage

from .further_sections import hide_sections, show_in_further_sections
from .models import (
    AlikePair,
    Identity,
    Item,
    LikenessBand,
    PairState,
    Proposal,
    ProposalState,
    SourceUrl,
)
from .states import Reason, UrlState
from .versions import show_also_in


class PairError(ValueError):
    """A pair that cannot be decided like this; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How an item stood before it became an address of another one: plain values."""

    copy: int
    kept: int
    identities: list[int]
    rows: list[list[object]]
    """Id, state, reason and detail of its addresses."""
    kept_also_in: list[list[str]]
    shown_in: list[int]
    """Further sections that the page to keep had, an editor's among them."""
    live_revision: int | None
    """What its page showed; ``None`` where that was not live."""
    withdrawn: bool


@transaction.atomic
def same(pair_id: int, *, keep: int, by: AbstractBaseUser | None = None) -> AlikePair:
    """Let the other item be an address of the item ``keep``. Raises PairError."""
    pair = _locked(pair_id)
    if pair.state == PairState.SAME:
        raise PairError("they are one already: undo that first")
    if keep not in (pair.first_id, pair.second_id):
        raise PairError(f"item {keep} is none of the two")
    kept, copy = _items(keep, pair.first_id + pair.second_id - keep)
    page = _locked_page(copy)
    pair.before = asdict(_before(kept, copy, page))
    Identity.objects.filter(item=copy).update(item=kept)
    rows = SourceUrl.objects.filter(item=copy)
    rows.filter(state__in=[UrlState.DRAFTED, UrlState.LOADED]).update(
        state=UrlState.DUPLICATE, reason=Reason.SAME_CONTENT, detail=""
    )
    rows.update(item=kept)
    _close_questions(pair, copy)
    if page.live:
        page.unpublish(user=by)
    copy.same_as, copy.withdrawn_at = kept, copy.withdrawn_at or timezone.now()
    copy.save(update_fields=["same_as", "withdrawn_at"])
    for section in [list(copy.latest.draft.get("section", ())), *copy.also_in]:
        show_also_in(kept, section)
    show_in_further_sections(kept.portal)
    return _decide(pair, PairState.SAME, by)


@transaction.atomic
def different(pair_id: int, *, by: AbstractBaseUser | None = None) -> AlikePair:
    """Remember that the two are different: they are not proposed again. Raises PairError."""
    pair = _locked(pair_id)
    if pair.state == PairState.SAME:
        raise PairError("they are one: undo that first")
    return _decide(pair, PairState.DIFFERENT, by)


@transaction.atomic
def undo(pair_id: int, *, by: AbstractBaseUser | None = None) -> AlikePair:
    """Take back what was said of a pair; two that became one are two again. Raises PairError."""
    pair = _locked(pair_id)
    if pair.state == PairState.OPEN:
        raise PairError("nothing was said of them yet")
    if pair.state == PairState.SAME:
        _part(Before(**pair.before), by=by)
    pair.before = {}
    return _decide(pair, PairState.OPEN, by)


def _part(before: Before, *, by: AbstractBaseUser | None) -> None:
    kept, copy = _items(before.kept, before.copy)
    if copy.suppressed_at or copy.page_id is None:
        raise PairError("one of them was taken down or deleted since")
    Identity.objects.filter(pk__in=before.identities).update(item=copy)
    for key, state, reason, detail in before.rows:
        row = SourceUrl.objects.filter(pk=key, item=kept)
        # An address that a later crawl moved on goes with its item, where it stands now.
        row.filter(state=UrlState.DUPLICATE).update(state=state, reason=reason, detail=detail)
        row.update(item=copy)
    copy.same_as = None
    if not before.withdrawn:
        copy.withdrawn_at = None
    copy.save(update_fields=["same_as", "withdrawn_at"])
    page = _locked_page(copy)
    if before.live_revision is not None and not page.live:
        # Not the latest one: that may be an editor's unfinished draft.
        page.revisions.get(pk=before.live_revision).publish(user=by)
    added = [names for names in kept.also_in if names not in before.kept_also_in]
    hide_sections(kept, added, leave=before.shown_in)


def _before(kept: Item, copy: Item, page: ItemPage) -> Before:
    rows = SourceUrl.objects.filter(item=copy).values_list("pk", "state", "reason", "detail")
    return Before(
        copy=copy.pk,
        kept=kept.pk,
        identities=list(Identity.objects.filter(item=copy).values_list("pk", flat=True)),
        rows=[list(row) for row in rows],
        kept_also_in=list(kept.also_in),
        shown_in=[section.pk for section in kept.page.specific.also_in.all()],
        live_revision=page.live_revision_id if page.live else None,
        withdrawn=copy.withdrawn_at is not None,
    )


def _close_questions(pair: AlikePair, copy: Item) -> None:
    """Ask nothing more about the item that is one no more."""
    LikenessBand.objects.filter(item=copy).delete()
    others = AlikePair.objects.filter(state=PairState.OPEN).exclude(pk=pair.pk)
    (others.filter(first=copy) | others.filter(second=copy)).delete()
    Item.objects.filter(pk=copy.pk).update(compared=0)
    Proposal.objects.filter(item=copy, state=ProposalState.OPEN).update(
        state=ProposalState.SUPERSEDED, decided_at=timezone.now()
    )


def _locked(pair_id: int) -> AlikePair:
    pair = AlikePair.objects.select_for_update(of=("self",)).filter(pk=pair_id).first()
    if pair is None:
        raise PairError("there is no such pair any more")
    return pair


def _items(kept: int, copy: int) -> tuple[Item, Item]:
    locked = Item.objects.select_for_update(of=("self",)).filter(pk__in=[kept, copy])
    items = {item.pk: item for item in locked.select_related("portal", "latest").order_by("pk")}
    if any(item.page_id is None or item.latest_id is None for item in items.values()):
        raise PairError("one of them has no page any more")
    if items[kept].same_as_id is not None:
        raise PairError("the one to keep is an address of another item itself")
    if items[copy].copies.exists():
        raise PairError("others are addresses of the one that goes: keep that one")
    return items[kept], items[copy]


def _locked_page(item: Item) -> ItemPage:
    Page.objects.select_for_update().get(pk=item.page_id)
    return Page.objects.get(pk=item.page_id).specific


def _decide(pair: AlikePair, state: PairState, by: AbstractBaseUser | None) -> AlikePair:
    pair.state, pair.decided_by = state, by
    pair.decided_at = None if state == PairState.OPEN else timezone.now()
    pair.save()
    return pair
