"""What a person says about likely personal data: it may be shown, or it stays away."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.articles.models.items import ItemPage
from ingest.types import Draft

from . import jobs
from .asset_ledger import assets_of
from .content import content_of_page, digest
from .hands_off import newest
from .keys import address_key
from .models import (
    Asset,
    AssetState,
    Item,
    JobKind,
    PersonalReview,
    ReviewState,
    SourceUrl,
)
from .planning import draft_of
from .recording import KEYS_A_QUERY, batches
from .screening import withdraw
from .states import Reason, UrlState


class ReviewError(ValueError):
    """Nothing waits for this decision any more; the text says what stands."""


@transaction.atomic
def approve(review_id: int, *, by: AbstractBaseUser | None = None) -> PersonalReview:
    """Let an item's text and files be shown as they are: it is published, its files come in.

    It stays approved until the source says something else. A page that an editor has been at is
    the editor's to publish. What comes in later (a held change, files) is loaded by jobs that this
    asks for. Raises ReviewError if nothing waits, PublishPermissionError if ``by`` may not publish.
    """
    review, item = _locked(review_id)
    review.approved = sorted({*review.approved, *review.seen})
    _decide(review, ReviewState.APPROVED, by)
    page = _page(item)
    if page is not None and item.withdrawn_at is not None and item.base_id == item.latest_id:
        Item.objects.filter(pk=item.pk).update(withdrawn_at=None)
        if digest(content_of_page(newest(page))) == item.left_digest:
            page.latest_revision.publish(user=by)
    if item.latest is not None:
        _want_files(item, draft_of(item.latest))
    jobs.request(JobKind.LOAD, portal=item.portal, by=by)
    return review


@transaction.atomic
def withhold(review_id: int, *, by: AbstractBaseUser | None = None) -> PersonalReview:
    """Keep an item from the public until the source says something else.

    Its page stays for editors. Raises ReviewError if nothing waits.
    """
    review, item = _locked(review_id)
    _decide(review, ReviewState.WITHHELD, by)
    if _page(item) is not None and item.base_id == item.latest_id:
        withdraw([item], now=timezone.now(), by=by)
    return review


def note_published(page: Page, revision: Revision) -> None:
    """Take an editor's publishing of a page that was held back for an approval."""
    if revision.user_id is None:
        return
    review = PersonalReview.objects.filter(
        item__page=page.pk,
        item__withdrawn_at__isnull=False,
        state__in=[ReviewState.OPEN, ReviewState.WITHHELD],
    ).first()
    if review is not None and review.item.base_id == review.item.latest_id:
        Item.objects.filter(pk=review.item_id).update(withdrawn_at=None)
        review.approved = sorted({*review.approved, *review.seen})
        _decide(review, ReviewState.APPROVED, revision.user)
        _want_files(review.item, draft_of(review.item.latest))
        jobs.request(JobKind.ASSETS, portal=review.item.portal, by=revision.user)


def _locked(review_id: int) -> tuple[PersonalReview, Item]:
    review = PersonalReview.objects.select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is None or review.state == ReviewState.CLEARED:
        raise ReviewError("there is nothing to look at any more")
    item = Item.objects.select_for_update(of=("self",)).get(pk=review.item_id)
    if item.same_as_id is not None:
        raise ReviewError("it is an address of another item: undo that first")
    return review, item


def _decide(review: PersonalReview, state: ReviewState, by: AbstractBaseUser | None) -> None:
    review.state, review.decided_by, review.decided_at = state, by, timezone.now()
    review.save(update_fields=["state", "approved", "decided_by", "decided_at"])


def _page(item: Item) -> ItemPage | None:
    if item.page_id is None:
        return None
    Page.objects.select_for_update().get(pk=item.page_id)
    return Page.objects.get(pk=item.page_id).specific


def _want_files(item: Item, draft: Draft) -> None:
    """Want the files again that were held back; the next job takes them in from the archive."""
    named = sorted(address_key(src) for src in assets_of(draft))
    for keys in batches(named, KEYS_A_QUERY):
        held = Asset.objects.filter(portal=item.portal, key__in=keys, reason=Reason.PERSONAL)
        rows = SourceUrl.objects.filter(
            portal=item.portal, key__in=list(held.values_list("key", flat=True))
        )
        rows.filter(reason=Reason.PERSONAL).update(state=UrlState.FETCHED, reason="", detail="")
        held.update(state=AssetState.WANTED, reason="", detail="", personal={})
