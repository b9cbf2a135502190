"""Files with likely personal data in their text: kept out of the library until a person has looked.

They are looked at before the transaction that takes them in: reading a PDF may take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from cms.portals.models import Portal
from ingest.personal import count_kinds, find_personal_data

from . import screening
from .examining import Payload
from .file_texts import MAX_BYTES, is_pdf, text_of_pdf
from .models import Item, PersonalReview
from .planning import draft_of


def look_at(portal: Portal, payload: Payload) -> dict[str, int]:
    """Count by kind what a PDF's text has; of a file that is none, or approved: nothing."""
    if payload.size_bytes > MAX_BYTES:
        return {}
    payload.file.seek(0)
    content = payload.file.read()
    if not is_pdf(content) or payload.sha256 in _approved(portal):
        return {}
    return dict(count_kinds(find_personal_data(text_of_pdf(content))))


def withdraw(portal: Portal, keys: Sequence[str]) -> None:
    """Withdraw the items that name files which were left out, and queue these for a person."""
    # Until the file is in the library each page that shows it says so.
    naming = Item.objects.filter(
        portal=portal, mentions__key__in=keys, page__isnull=False, latest__isnull=False
    ).values("pk")
    items = list(
        Item.objects.select_for_update(of=("self",))
        .filter(pk__in=naming)
        .select_related("latest")
        .order_by("pk")
    )
    now = timezone.now()
    found = screening.doubts(portal, {item: draft_of(item.latest) for item in items})
    screening.withdraw([item for item in items if item.pk in found], now=now)
    screening.note(found)


def _approved(portal: Portal) -> set[str]:
    reviews = PersonalReview.objects.filter(item__portal=portal).exclude(approved=[])
    return {token for tokens in reviews.values_list("approved", flat=True) for token in tokens}
