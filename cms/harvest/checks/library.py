"""Drafts against the library: every asset named is there, whole, or missing with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage

from cms.articles.models import PortalDocument, PortalImage
from cms.portals.models import Portal
from ingest import codec
from ingest.types import Draft

from ..asset_ledger import assets_of
from ..keys import address_key
from ..models import Asset, AssetState, Mention, SourceVersion
from .problem import Problem


def problems(portal: Portal) -> Iterator[Problem]:
    """Compare drafts with assets, assets with the library, the library with its files."""
    known = set(Asset.objects.filter(portal=portal).values_list("key", flat=True))
    yield from _named(portal, known)
    yield from _assets(portal)
    for model in (PortalImage, PortalDocument):
        yield from _files(portal, model)
    yield from _open(portal)


def _named(portal: Portal, known: set[str]) -> Iterator[Problem]:
    versions = SourceVersion.objects.filter(item__portal=portal, item__suppressed_at__isnull=True)
    told: set[str] = set()
    for version in versions.order_by("pk").iterator(chunk_size=200):
        try:
            draft = codec.decode(Draft, version.draft)
        except codec.CodecError:
            continue  # named by the check of versions
        for src in assets_of(draft):
            key = address_key(src)
            if key not in known and key not in told:
                told.add(key)
                yield Problem(what="asset_not_in_ledger", where=f"version {version}", address=src)


def _assets(portal: Portal) -> Iterator[Problem]:
    for asset in Asset.objects.filter(portal=portal).order_by("pk").iterator():
        if asset.state == AssetState.WANTED:
            yield Problem(what="unfinished", where=asset.state, address=asset.address)
        elif asset.state == AssetState.LOADED and not (asset.image_id or asset.document_id):
            yield Problem(what="record_missing", where="library", address=asset.address)


def _files(portal: Portal, model: type[PortalImage | PortalDocument]) -> Iterator[Problem]:
    records = model.objects.filter(portal=portal).exclude(sha256="")
    for name, sha256, address in records.values_list("file", "sha256", "source_url").iterator():
        try:
            with default_storage.open(name, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            yield Problem(what="file_missing", where=name, address=address)
            continue
        if digest != sha256:
            yield Problem(what="file_changed", where=name, address=address)


def _open(portal: Portal) -> Iterator[Problem]:
    loaded = Asset.objects.filter(portal=portal, state=AssetState.LOADED)
    mentions = Mention.objects.filter(item__portal=portal, key__in=loaded.values("key"))
    for address, page in mentions.values_list("address", "item__page"):
        yield Problem(what="not_filled_in", where=f"page {page}", address=address)
