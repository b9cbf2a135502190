"""The images and files that drafts name: each stands in the ledger as soon as it is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from cms.portals.models import Portal
from ingest.types import Draft
from ingest.vocabulary import BlockKind

from .keys import address_key
from .models import Asset, SourceUrl
from .recording import KEYS_A_QUERY, batches, new_row
from .states import Reason, UrlKind, UrlState

MAX_REDIRECTS = 5


def assets_of(draft: Draft) -> dict[str, bool]:
    """Name the addresses of a draft's images (True) and files (False)."""
    named = {file.src: False for file in draft.files}
    named |= {block.src: False for block in draft.blocks if block.kind is BlockKind.FILE}
    named |= {image.src: True for image in draft.images}
    named |= {block.src: True for block in draft.blocks if block.kind is BlockKind.IMAGE}
    return {src: as_image for src, as_image in named.items() if src and is_fetchable(src)}


def is_fetchable(address: str) -> bool:
    """Tell whether an address can be asked for at all; ``data:`` and ``file:`` cannot."""
    return address.lower().startswith(("http://", "https://"))


def captured(portal: Portal, assets: Sequence[Asset]) -> list[tuple[Asset, SourceUrl | None]]:
    """Find the rows that hold assets, over redirects; ``None``: a crawl may still bring it."""
    rows = SourceUrl.objects.filter(portal=portal).select_related("segment")
    by_key = {row.key: row for row in rows.filter(key__in=[asset.key for asset in assets])}
    return [(asset, _ended(rows, by_key.get(asset.key))) for asset in assets]


def _ended(rows: QuerySet[SourceUrl], row: SourceUrl | None) -> SourceUrl | None:
    for _hop in range(MAX_REDIRECTS):
        if row is None or not row.redirects_to or row.segment:
            break
        row = rows.filter(canonical=row.redirects_to).first()
    ended = row is not None and (
        row.state not in (UrlState.DISCOVERED, UrlState.EXCLUDED) or row.reason == Reason.PERSONAL
    )
    return row if ended else None


def want_assets(portal: Portal, drafts: Iterable[Draft], *, now: datetime) -> None:
    """Note the assets that drafts name; those that no crawl met get a row in the ledger too."""
    named: dict[str, tuple[str, bool]] = {}
    for draft in drafts:
        for src, as_image in assets_of(draft).items():
            key = address_key(src)
            named[key] = (src, as_image or named.get(key, ("", False))[1])
    for keys in batches(named, KEYS_A_QUERY):
        _note(portal, {key: named[key] for key in keys}, now=now)


def _note(portal: Portal, named: dict[str, tuple[str, bool]], *, now: datetime) -> None:
    known = set(Asset.objects.filter(portal=portal, key__in=named).values_list("key", flat=True))
    missing = {key: what for key, what in named.items() if key not in known}
    if not missing:
        return
    Asset.objects.bulk_create(
        [
            Asset(portal=portal, key=key, address=src, as_image=as_image)
            for key, (src, as_image) in missing.items()
        ],
        ignore_conflicts=True,
    )
    rows = SourceUrl.objects.filter(portal=portal, key__in=missing)
    rows.filter(state=UrlState.EXCLUDED, reason=Reason.UNUSED_FILE).update(
        state=UrlState.DISCOVERED, reason="", detail=""
    )
    met = set(rows.values_list("key", flat=True))
    new = [
        new_row(portal, src, kind=UrlKind.ASSET, at=now)
        for key, (src, _as_image) in missing.items()
        if key not in met
    ]
    for row in new:
        row.found_by = ["draft"]
    SourceUrl.objects.bulk_create(new, ignore_conflicts=True)
