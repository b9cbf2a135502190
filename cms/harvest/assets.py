"""Images and files from the archive into Wagtail's libraries: by content, checked, never inline."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import get_valid_filename
from wagtail.models import Collection, get_root_collection_id

from cms.articles.indexing import (
    add_to_reference_index,
    add_to_search_index,
    refresh_title_weights,
)
from cms.articles.models import PortalDocument, PortalImage
from cms.portals.models import Portal
from scrapers.archive import ArchiveError

from . import file_screening
from .asset_ledger import captured
from .examining import InvalidFileError, Payload, check_file, find_image, read_file
from .models import Asset, AssetState, SourceUrl
from .recording import batches
from .states import Reason, UrlKind, UrlState
from .suppressing import suppressed_on

Counts = Counter[str]
Record = PortalImage | PortalDocument
ASSETS_A_TRANSACTION = 50


@dataclass(slots=True, kw_only=True)
class _Found:
    """What became of one asset: its record, or why there is none."""

    asset: Asset
    row: SourceUrl
    sha256: str = ""
    record: Record | None = None
    personal: dict[str, int] = field(default_factory=dict)
    reason: Reason | str = ""
    detail: str = ""

    def refuse(self, reason: Reason, detail: str = "") -> None:
        self.record, self.reason, self.detail = None, reason, detail[:500]


def import_assets(portal: Portal, asset_ids: Iterable[int] | None = None) -> Counts:
    """Bring archived images and files into the library; one record per portal and content.

    Counts ``loaded``, ``waiting`` (not fetched yet) and ``missing``. Done before, nothing happens.
    """
    assets = Asset.objects.filter(portal=portal, state=AssetState.WANTED).order_by("pk")
    if asset_ids is not None:
        assets = assets.filter(pk__in=list(asset_ids))
    counts = Counts()
    for ids in batches(list(assets.values_list("pk", flat=True)), ASSETS_A_TRANSACTION):
        counts += _import(portal, ids)
    if counts["loaded"]:
        refresh_title_weights()
    return counts


def retry_missing(portal: Portal) -> int:
    """Want all missing assets again, for a later crawl."""
    missing = Asset.objects.filter(portal=portal, state=AssetState.MISSING)
    missing = missing.exclude(reason__in=[Reason.SUPPRESSED, Reason.PERSONAL])
    keys = list(missing.values_list("key", flat=True))
    rows = SourceUrl.objects.filter(portal=portal, key__in=keys, state=UrlState.FAILED)
    rows.update(attempts=1)
    return missing.update(state=AssetState.WANTED, reason="", detail="")


def _import(portal: Portal, ids: Sequence[int]) -> Counts:
    """Read, check and store files while nothing is locked; then write all rows at once."""
    assets = Asset.objects.filter(pk__in=ids, state=AssetState.WANTED).order_by("pk")
    rows = captured(portal, list(assets))
    shelf = _Shelf(portal)
    found = [shelf.take(asset, row) for asset, row in rows if row is not None]
    counts = Counts(waiting=len(rows) - len(found))
    return counts + _save(portal, found)


class _Shelf:
    """A batch's records: those of the library, and new ones whose files are stored already."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._barred = suppressed_on(portal).files
        self._records: dict[tuple[type[Record], str], Record] = {}

    def take(self, asset: Asset, row: SourceUrl) -> _Found:
        """Read and check an asset's file, and find or prepare its record."""
        found = _Found(asset=asset, row=row)
        if row.segment is None:
            found.reason, found.detail = row.reason or Reason.NOT_FOUND, row.detail
            return found
        with tempfile.TemporaryFile() as file:
            try:
                payload = read_file(row, file)
                found.sha256 = payload.sha256
                if payload.sha256 in self._barred:
                    found.refuse(Reason.SUPPRESSED)
                elif personal := file_screening.look_at(self._portal, payload):
                    found.personal = personal
                    found.refuse(Reason.PERSONAL)
                else:
                    found.record = self._record(asset, payload, media_type=row.media_type)
            except (InvalidFileError, ArchiveError) as error:
                found.refuse(Reason.INVALID_FILE, str(error))
        return found

    def _record(self, asset: Asset, payload: Payload, *, media_type: str) -> Record:
        measured = find_image(payload) if asset.as_image else None
        if measured is None:
            check_file(payload, media_type=media_type)
        model = PortalImage if measured else PortalDocument
        key = model, payload.sha256
        if key not in self._records:
            known = model.objects.filter(portal=self._portal, sha256=payload.sha256).first()
            self._records[key] = known or self._new(asset, payload, measured)
        return self._records[key]

    def _new(self, asset: Asset, payload: Payload, measured: tuple[str, int, int] | None) -> Record:
        title = _title(asset.address)
        values = {
            "portal": self._portal,
            "collection": self._collection,
            "title": title,
            "sha256": payload.sha256,
            "source_url": asset.address,
            "file_size": payload.size_bytes,
            "file_hash": payload.sha1,
        }
        record: Record
        if measured:
            suffix, width, height = measured
            record = PortalImage(**values, width=width, height=height)
            name = f"original_images/{payload.sha256[:24]}.{suffix}"
        else:
            record = PortalDocument(**values)
            name = f"documents/{payload.sha256[:16]}-{get_valid_filename(title)[-80:]}"
        payload.file.seek(0)
        record.file.name = default_storage.save(name, File(payload.file))
        return record

    @cached_property
    def _collection(self) -> Collection:
        """The portal's own collection."""
        root = Collection.objects.get(pk=get_root_collection_id())
        name = self._portal.name[:255]
        found = root.get_children().filter(name=name).first()
        return found or root.add_child(instance=Collection(name=name))


@transaction.atomic
def _save(portal: Portal, found: list[_Found]) -> Counts:
    """Write the records, assets and rows, of those that nobody touched since they were read."""
    mine = _untouched(found)
    kept = {id(one.record) for one in mine}
    for one in found:
        if one.record and one.record.pk is None and id(one.record) not in kept:
            default_storage.delete(one.record.file.name)
    barred = suppressed_on(portal).files
    for one in mine:
        if one.record and one.sha256 in barred:
            if one.record.pk is None:
                default_storage.delete(one.record.file.name)
            one.refuse(Reason.SUPPRESSED)
    _create([one.record for one in mine if one.record and one.record.pk is None])
    for one in mine:
        _close(one)
    Asset.objects.bulk_create(
        [one.asset for one in mine],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "reason", "detail", "sha256", "personal", "image", "document"],
    )
    _end_rows(mine)
    if personal := [one.asset.key for one in mine if one.personal]:
        file_screening.withdraw(portal, personal)
    return Counts(str(one.asset.state) for one in mine)


def _untouched(found: list[_Found]) -> list[_Found]:
    """Lock what is to be written; leave out what was done, or fetched anew, meanwhile."""
    assets = Asset.objects.select_for_update().filter(
        pk__in=[one.asset.pk for one in found], state=AssetState.WANTED
    )
    wanted = set(assets.values_list("pk", flat=True))
    rows = SourceUrl.objects.select_for_update().filter(pk__in={one.row.pk for one in found})
    places = {key: place for key, *place in rows.values_list("pk", "state", "segment", "offset")}
    return [
        one
        for one in found
        if one.asset.pk in wanted
        and places.get(one.row.pk) == [one.row.state, one.row.segment_id, one.row.offset]
    ]


def _create(records: Iterable[Record]) -> None:
    """Insert new records with their index entries, as saving each of them would."""
    for model in (PortalImage, PortalDocument):
        new = list({id(one): one for one in records if isinstance(one, model)}.values())
        model.objects.bulk_create(new)
        for record in new:
            record._prefetched_objects_cache = {"tags": []}  # a new one has none: no need to ask
        add_to_search_index(new)
        add_to_reference_index(new)


def _close(one: _Found) -> None:
    asset, record = one.asset, one.record
    asset.reason, asset.detail = one.reason, one.detail
    if record is None:
        asset.state = AssetState.MISSING
        if one.personal:
            asset.sha256, asset.personal = one.sha256, one.personal
    else:
        asset.state, asset.sha256 = AssetState.LOADED, one.sha256
        if isinstance(record, PortalImage):
            asset.image = record
        else:
            asset.document = record


def _end_rows(found: list[_Found]) -> None:
    """Give the ledger's rows of what was fetched their end."""
    ends: dict[tuple[UrlState, str, str], list[int]] = defaultdict(list)
    for one in found:
        if one.row.segment_id is None:
            continue  # it has its end: it could not be fetched
        if one.record:
            end = UrlState.LOADED, Reason.FILE, ""
        else:
            barred = one.reason in (Reason.SUPPRESSED, Reason.PERSONAL)
            end = UrlState.EXCLUDED if barred else UrlState.FAILED, one.reason, one.detail
        ends[end].append(one.row.pk)
    for (state, reason, detail), ids in ends.items():
        rows = SourceUrl.objects.filter(pk__in=ids)
        rows.update(state=state, reason=reason, detail=detail)
        rows.filter(kind=UrlKind.PAGE).update(kind=UrlKind.ASSET)


def _title(address: str) -> str:
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    return (name or urlsplit(address).netloc)[-255:]
