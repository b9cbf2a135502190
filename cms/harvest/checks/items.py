"""The ledger against itself: loaded addresses, their items, versions and identities."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from cms.portals.models import Portal
from ingest import codec
from ingest.types import Draft

from ..content import content_of_draft, digest
from ..models import Identity, Item, SourceUrl, SourceVersion
from ..states import Reason, UrlState
from .problem import Problem


def problems(portal: Portal) -> Iterator[Problem]:
    """Compare addresses with items, items with pages, versions with their digests."""
    yield from _rows(portal)
    yield from _items(portal)
    yield from _versions(portal)


def _rows(portal: Portal) -> Iterator[Problem]:
    loaded = SourceUrl.objects.filter(portal=portal, state=UrlState.LOADED, reason=Reason.ITEM)
    for address in loaded.filter(item__isnull=True).values_list("address", flat=True):
        yield Problem(what="item_missing", where="ledger", address=address)


def _items(portal: Portal) -> Iterator[Problem]:
    items = Item.objects.filter(portal=portal)
    kept = items.filter(
        base__isnull=False, deleted_by_editor_at__isnull=True, suppressed_at__isnull=True
    )
    for key, address in kept.filter(page__isnull=True).values_list(
        "pk", "base__source_url__address"
    ):
        yield Problem(what="page_missing", where=f"item {key}", address=address)
    names = Identity.objects.filter(item=OuterRef("pk"))
    nameless = items.filter(~Exists(names), same_as=None).values_list(
        "pk", "latest__source_url__address"
    )
    for key, address in nameless:
        yield Problem(what="identity_missing", where=f"item {key}", address=address or "")
    baseless = Q(page__isnull=False, base__isnull=True, withdrawn_at__isnull=True)
    versionless = items.filter(Q(latest__isnull=True) | baseless)
    for key, address in versionless.filter(suppressed_at__isnull=True).values_list(
        "pk", "urls__address"
    ):
        yield Problem(what="version_missing", where=f"item {key}", address=address or "")


def _versions(portal: Portal) -> Iterator[Problem]:
    versions = SourceVersion.objects.filter(item__portal=portal).select_related("source_url")
    for version in versions.order_by("pk").iterator(chunk_size=200):
        try:
            draft = codec.decode(Draft, version.draft)
        except codec.CodecError:
            draft = None
        if draft is None or digest(content_of_draft(draft)) != version.digest:
            where = f"version {version}"
            yield Problem(what="version_damaged", where=where, address=version.source_url.address)
