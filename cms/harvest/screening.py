"""Likely personal data on its way to the public: which items and files wait for a person.

What drafting saw stands with the version (`SourceVersion.personal`), what a file's text gave with
the asset. Here both are weighed against what a person approved: approval is of a text and of files
as they were, and ends where the source says something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page

from cms.portals.models import Portal
from ingest.personal import count_kinds, find_personal_data
from ingest.text import tokens
from ingest.types import Draft

from .asset_ledger import assets_of
from .content import content_of_page, digest
from .hands_off import newest
from .keys import address_key, key_of
from .models import Asset, Item, PersonalReview, ReviewState, SourceVersion
from .states import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What nobody has approved yet of an item."""

    kinds: Mapping[str, int]
    seen: tuple[str, ...]
    """The hash of its folded text, SHA-256 of its files: those with personal data."""


def searched_text(draft: Draft) -> str:
    """Give all words of a draft that the public would read, a line a block or row."""
    document = (draft.document.abstract,) if draft.document else ()
    blocks = (text for block in draft.blocks for text in (block.text, block.caption))
    return "\n".join(filter(None, (draft.title, draft.lead, *document, *blocks)))


def personal_data_of(draft: Draft) -> dict[str, int]:
    """Count the places of likely personal data, by kind."""
    return count_kinds(find_personal_data(searched_text(draft)))


def doubts(portal: Portal, drafts: Mapping[Item, Draft]) -> dict[int, Doubt]:
    """Say, by item, what of its newest version a person has to look at first."""
    files = _files_in_doubt(portal)
    found = {
        item.pk: doubt
        for item, draft in drafts.items()
        if (doubt := _doubt(item.latest, draft, files)) is not None
    }
    approved = dict(
        PersonalReview.objects.filter(item__in=found).values_list("item", "approved")
        if found
        else ()
    )
    return {
        key: doubt
        for key, doubt in found.items()
        if not set(doubt.seen) <= {*approved.get(key, ())}
    }


def _doubt(
    version: SourceVersion, draft: Draft, files: Mapping[str, tuple[str, Mapping[str, int]]]
) -> Doubt | None:
    if version.personal is None:
        # Drafted before anybody looked.
        version.personal = personal_data_of(draft)
    kinds, seen = Counter(version.personal), []
    if kinds:
        seen.append(key_of(" ".join(tokens(searched_text(draft)))))
    keys = sorted({address_key(src) for src in assets_of(draft)} & files.keys()) if files else ()
    for sha256, found in (files[key] for key in keys):
        kinds.update(found)
        seen.append(sha256)
    return Doubt(kinds=dict(sorted(kinds.items())), seen=tuple(seen)) if seen else None


def _files_in_doubt(portal: Portal) -> dict[str, tuple[str, dict[str, int]]]:
    held = Asset.objects.filter(portal=portal, reason=Reason.PERSONAL)
    return {
        key: (sha256, kinds) for key, sha256, kinds in held.values_list("key", "sha256", "personal")
    }


def note(found: Mapping[int, Doubt]) -> None:
    """Queue items for a person; what was decided about the same text and files stands."""
    known = {
        review.item_id: review for review in PersonalReview.objects.filter(item__in=list(found))
    }
    new = []
    for key, doubt in found.items():
        review = known.get(key)
        values = {"kinds": dict(doubt.kinds), "seen": list(doubt.seen)}
        if review is None:
            new.append(PersonalReview(item_id=key, **values))
        elif review.seen != values["seen"] or review.state not in (
            ReviewState.OPEN,
            ReviewState.WITHHELD,
        ):
            PersonalReview.objects.filter(pk=review.pk).update(
                state=ReviewState.OPEN, decided_at=None, decided_by=None, **values
            )
    PersonalReview.objects.bulk_create(new)


def clear(item_ids: Iterable[int], *, now: datetime) -> None:
    """Take items off the queue whose newest version has nothing in it any more."""
    waiting = PersonalReview.objects.filter(
        item__in=list(item_ids), state__in=[ReviewState.OPEN, ReviewState.WITHHELD]
    )
    waiting.update(state=ReviewState.CLEARED, decided_at=now)


def withdraw(items: Sequence[Item], *, now: datetime, by: AbstractBaseUser | None = None) -> None:
    """Unpublish items that wait for a person, but no page that an editor has been at.

    The caller's transaction holds the items' rows. Raises what Wagtail raises if ``by`` may not.
    """
    for item in items:
        Page.objects.select_for_update().get(pk=item.page_id)
        page = Page.objects.get(pk=item.page_id).specific
        if page.live and digest(content_of_page(newest(page))) == item.left_digest:
            page.unpublish(user=by)
            Item.objects.filter(pk=item.pk).update(withdrawn_at=now)
            item.withdrawn_at = now
