"""Files with likely personal data in their text: kept out of the library until a person has looked.

They are looked at before the transaction that takes them in: reading a PDF may take seconds.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from cms.portals.models import Portal
from ingest.personal import count_kinds, find_personal_data
from scrapers.archive import ArchiveError, read_payload_to

from . import screening
from .asset_ledger import captured
from .file_texts import MAX_BYTES, is_pdf, text_of_pdf
from .models import Asset, AssetState, Item, PersonalReview, SourceUrl
from .planning import draft_of
from .states import Reason, UrlKind, UrlState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a file's text says; of a file that is no PDF, or approved, nothing."""

    sha256: str = ""
    personal: dict[str, int] = field(default_factory=dict)


def look_at(portal: Portal, asset_id: int) -> Seen:
    """Read a PDF's text from the archive, outside of any transaction."""
    asset = Asset.objects.get(pk=asset_id)
    row = captured(portal, asset)
    if row is None or row.segment is None or row.size_bytes > MAX_BYTES:
        return Seen()
    content = _content_of(row)
    if not is_pdf(content):
        return Seen()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 in _approved(portal):
        return Seen()
    return Seen(sha256=sha256, personal=count_kinds(find_personal_data(text_of_pdf(content))))


def hold_back(asset: Asset, row: SourceUrl, seen: Seen) -> None:
    """Leave a file out, withdraw the items that name it, and queue these for a person."""
    asset.state, asset.reason, asset.detail = AssetState.MISSING, Reason.PERSONAL, ""
    asset.sha256, asset.personal = seen.sha256, seen.personal
    asset.save()
    SourceUrl.objects.filter(pk=row.pk).update(
        state=UrlState.EXCLUDED, reason=Reason.PERSONAL, detail="", kind=UrlKind.ASSET
    )
    # Until the file is in the library each page that shows it says so.
    naming = Item.objects.filter(
        portal=asset.portal_id, mentions__key=asset.key, page__isnull=False, latest__isnull=False
    ).values("pk")
    items = list(
        Item.objects.select_for_update(of=("self",))
        .filter(pk__in=naming)
        .select_related("latest")
        .order_by("pk")
    )
    now = timezone.now()
    found = screening.doubts(asset.portal, {item: draft_of(item.latest) for item in items})
    screening.withdraw([item for item in items if item.pk in found], now=now)
    screening.note(found)


def _content_of(row: SourceUrl) -> bytes:
    with tempfile.TemporaryFile() as file:
        try:
            read_payload_to(settings.ARCHIVE_URL, row.segment.name, row.offset, file)
        except ArchiveError:
            return b""  # whoever takes it in says what is wrong
        file.seek(0)
        return file.read()


def _approved(portal: Portal) -> set[str]:
    reviews = PersonalReview.objects.filter(item__portal=portal).exclude(approved=[])
    return {token for tokens in reviews.values_list("approved", flat=True) for token in tokens}
