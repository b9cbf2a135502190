"""Images and files from the archive into Wagtail's libraries: by content, checked, never inline."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import puremagic
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import get_valid_filename
from PIL import Image as PillowImage
from wagtail.models import Collection, get_root_collection_id

from cms.articles.models import PortalDocument, PortalImage
from cms.portals.models import Portal
from scrapers.archive import ArchiveError, read_payload_to

from . import file_screening
from .asset_ledger import captured
from .models import Asset, AssetState, SourceUrl
from .states import Reason, UrlKind, UrlState
from .suppressing import suppressed_on

Counts = Counter[str]
MAX_PIXELS = 60_000_000
IMAGE_FORMATS = {
    "JPEG": "jpg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "BMP": "bmp",
    "TIFF": "tiff",
}
REFUSED_TYPES = frozenset(
    {
        *(
            "text/html",
            "application/xhtml+xml",
            "application/x-dosexec",
            "application/x-msdownload",
        ),
        *("application/x-executable", "application/x-sharedlib", "application/x-sh"),
        *("application/x-msi", "application/java-archive"),
    }
)
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_HEAD_BYTES = 4096
_SHEET_BYTES = 256 * 1024
SHEET_TYPES = frozenset(
    {
        "application/vnd.ms-excel",
        "application/msexcel",
        "application/x-msexcel",
        "application/xls",
        "application/msword",
        "application/octet-stream",
    }
)


class InvalidFileError(ValueError):
    """Content that the library does not take; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A file's bytes, measured."""

    file: BinaryIO
    size_bytes: int
    sha256: str
    sha1: str
    """Wagtail's own ``file_hash``."""


def import_assets(portal: Portal, asset_ids: Iterable[int] | None = None) -> Counts:
    """Bring archived images and files into the library; one record per portal and content.

    Counts ``loaded``, ``waiting`` (not fetched yet) and ``missing``. Done before, nothing happens.
    """
    assets = Asset.objects.filter(portal=portal, state=AssetState.WANTED).order_by("pk")
    if asset_ids is not None:
        assets = assets.filter(pk__in=list(asset_ids))
    counts = Counts()
    for key in assets.values_list("pk", flat=True):
        counts[_import(portal, key, file_screening.look_at(portal, key))] += 1
    return counts


def retry_missing(portal: Portal) -> int:
    """Want all missing assets again, for a later crawl."""
    missing = Asset.objects.filter(portal=portal, state=AssetState.MISSING)
    missing = missing.exclude(reason__in=[Reason.SUPPRESSED, Reason.PERSONAL])
    keys = list(missing.values_list("key", flat=True))
    rows = SourceUrl.objects.filter(portal=portal, key__in=keys, state=UrlState.FAILED)
    rows.update(attempts=1)
    return missing.update(state=AssetState.WANTED, reason="", detail="")


@transaction.atomic
def _import(portal: Portal, asset_id: int, seen: file_screening.Seen) -> str:
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    if asset.state != AssetState.WANTED:
        return asset.state
    row = captured(portal, asset)
    if row is None:
        return "waiting"
    if row.segment is None:
        _miss(asset, row.reason or Reason.NOT_FOUND, row.detail)
        return "missing"
    with tempfile.TemporaryFile() as file:
        try:
            payload = _read(row, file)
            if payload.sha256 in suppressed_on(portal).files:
                _miss(asset, Reason.SUPPRESSED, "")
                _end(row, UrlState.EXCLUDED, Reason.SUPPRESSED)
                return "missing"
            if payload.sha256 == seen.sha256 and seen.personal:
                file_screening.hold_back(asset, row, seen)
                return "missing"
            _take(portal, asset, payload, media_type=row.media_type)
        except (InvalidFileError, ArchiveError) as error:
            _miss(asset, Reason.INVALID_FILE, str(error))
            _end(row, UrlState.FAILED, Reason.INVALID_FILE, detail=str(error))
            return "missing"
    _end(row, UrlState.LOADED, Reason.FILE)
    return "loaded"


def _read(row: SourceUrl, file: BinaryIO) -> Payload:
    size = read_payload_to(settings.ARCHIVE_URL, row.segment.name, row.offset, file)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    sha1 = hashlib.file_digest(file, "sha1").hexdigest()
    file.seek(0)
    return Payload(file=file, size_bytes=size, sha256=sha256, sha1=sha1)


def _take(portal: Portal, asset: Asset, payload: Payload, *, media_type: str) -> None:
    if payload.size_bytes == 0:
        raise InvalidFileError("empty")
    image = _find_image(payload) if asset.as_image else None
    if image:
        asset.image = _image(portal, asset, payload, image)
    else:
        _check_file(payload, media_type=media_type)
        asset.document = _document(portal, asset, payload)
    asset.state, asset.sha256, asset.reason, asset.detail = (
        AssetState.LOADED,
        payload.sha256,
        "",
        "",
    )
    asset.save()


def _find_image(payload: Payload) -> tuple[str, int, int] | None:
    """Measure an image: suffix, width, height; ``None`` for what no image library shows safely."""
    payload.file.seek(0)
    try:
        with PillowImage.open(payload.file, formats=list(IMAGE_FORMATS)) as image:
            width, height = image.size
            kind = image.format or ""
    except (OSError, SyntaxError, ValueError, PillowImage.DecompressionBombError):
        return None
    if width * height > MAX_PIXELS:
        raise InvalidFileError(f"{width} x {height} pixels are over the limit of {MAX_PIXELS}")
    return IMAGE_FORMATS[kind], width, height


def _check_file(payload: Payload, *, media_type: str) -> None:
    payload.file.seek(0)
    head = payload.file.read(_HEAD_BYTES)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_SIGNS):
        # Excel's "save as web page" is served as a sheet and holds one.
        rest = payload.file.read(_SHEET_BYTES)
        if media_type not in SHEET_TYPES or b"<table" not in (head + rest).lower():
            raise InvalidFileError("a web page where a file should be")
        return
    try:
        kind = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return  # unknown to the tables: kept, and served as an attachment only
    if kind in REFUSED_TYPES:
        raise InvalidFileError(f"content of type {kind}")


def _image(
    portal: Portal, asset: Asset, payload: Payload, measured: tuple[str, int, int]
) -> PortalImage:
    found = PortalImage.objects.filter(portal=portal, sha256=payload.sha256).first()
    if found:
        return found
    suffix, width, height = measured
    name = f"original_images/{payload.sha256[:24]}.{suffix}"
    image = PortalImage(
        portal=portal,
        collection=_collection(portal),
        title=_title(asset.address),
        sha256=payload.sha256,
        source_url=asset.address,
        width=width,
        height=height,
        file_size=payload.size_bytes,
        file_hash=payload.sha1,
    )
    image.file.name = _store(name, payload)
    image.save()
    return image


def _document(portal: Portal, asset: Asset, payload: Payload) -> PortalDocument:
    found = PortalDocument.objects.filter(portal=portal, sha256=payload.sha256).first()
    if found:
        return found
    title = _title(asset.address)
    document = PortalDocument(
        portal=portal,
        collection=_collection(portal),
        title=title,
        sha256=payload.sha256,
        source_url=asset.address,
        file_size=payload.size_bytes,
        file_hash=payload.sha1,
    )
    name = f"documents/{payload.sha256[:16]}-{get_valid_filename(title)[-80:]}"
    document.file.name = _store(name, payload)
    document.save()
    return document


def _store(name: str, payload: Payload) -> str:
    payload.file.seek(0)
    return default_storage.save(name, File(payload.file))


def _collection(portal: Portal) -> Collection:
    """Give the portal's own collection."""
    root = Collection.objects.get(pk=get_root_collection_id())
    name = portal.name[:255]
    found = root.get_children().filter(name=name).first()
    return found or root.add_child(instance=Collection(name=name))


def _title(address: str) -> str:
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    return (name or urlsplit(address).netloc)[-255:]


def _miss(asset: Asset, reason: str, detail: str) -> None:
    asset.state, asset.reason, asset.detail = AssetState.MISSING, reason, detail[:500]
    asset.save()


def _end(row: SourceUrl, state: UrlState, reason: Reason, *, detail: str = "") -> None:
    row.state, row.reason, row.detail = state, reason, detail[:500]
    if row.kind == UrlKind.PAGE:
        row.kind = UrlKind.ASSET
    row.save(update_fields=["state", "reason", "detail", "kind"])
