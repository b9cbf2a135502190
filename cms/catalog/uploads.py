"""Images and files as they are served."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import CollectionViewRestriction

from cms.articles.models import PortalDocument, PortalImage

from .rendering import ORIGIN, Uploads, file_path


def hidden_collections() -> Q:
    """Match what lies in collections that are kept from the public."""
    paths = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    hidden = Q(collection__in=[])
    for path in paths:
        hidden |= Q(collection__path__startswith=path)
    return hidden


def public_images(ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """Return what everybody may see of these images, by id."""
    rows = PortalImage.objects.filter(~hidden_collections(), pk__in=list(ids))
    return {image.pk: image_data(image) for image in rows.defer("description")}


def public_files(ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """Return what everybody may fetch of these files, by id."""
    rows = PortalDocument.objects.filter(~hidden_collections(), pk__in=list(ids))
    return {file.pk: file_data(file) for file in rows}


def uploads_for(raws: Iterable[Iterable[dict]]) -> Uploads:
    """Read all images and files that these bodies name, in at most four queries."""
    images: set[int] = set()
    files: set[int] = set()
    for raw in raws:
        images.update(named_images(raw))
        files.update(named_files(raw))
    return Uploads(
        images=public_images(images) if images else {},
        files=public_files(files) if files else {},
    )


def named_images(raw: Iterable[dict]) -> set[int]:
    """Return the ids of all images in a body, also of those that are kept from the public."""
    found = (child["value"].get("image") for child in raw if child["type"] == "image")
    return {key for key in found if key}


def named_files(raw: Iterable[dict]) -> set[int]:
    """Return the ids of all attached files, also of those that are kept from the public."""
    found = (child["value"].get("document") for child in raw if child["type"] == "file")
    return {key for key in found if key}


def image_data(image: PortalImage) -> dict[str, object]:
    """Return what the API shows of an image."""
    return {
        "id": image.pk,
        "url": from_here(image.file.url),
        "width": image.width,
        "height": image.height,
        "title": image.title,
    }


def file_data(file: PortalDocument) -> dict[str, object]:
    """Return what the API shows of a file."""
    content_type, _ = mimetypes.guess_type(file.filename)
    return {
        "id": file.pk,
        "url": from_here(file_path(file.pk)),
        "title": file.title,
        "file_name": file.filename,
        "content_type": content_type or "application/octet-stream",
        "size_bytes": file.file_size,
    }


def from_here(address: str) -> str:
    """Mark an address of ours, to be completed when it is served."""
    return f"{ORIGIN}{address}" if address.startswith("/") else address
