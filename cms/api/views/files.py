"""Images in the sizes that front ends need, and attachments."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Path, Router
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from cms.articles.models import PortalDocument, PortalImage
from cms.catalog.building import stored_json
from cms.catalog.uploads import file_data, hidden_collections, image_data

from ..gateway import etag, json_answer, matches, not_modified
from ..items import ORIGIN
from ..parameters import Id
from ..ranges import ranged
from ..renditions import Size, rendition_paths
from ..requests import origin
from ..routing import BINARY, REDIRECT, get
from ..schemas import File, FocalPoint, LibraryImage

router = Router(tags=["images and files"])
SHOWN_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"}
"""What a browser may show itself; all else is a download, whatever it claims to be."""


@get(router, "images/{image_id}/", response=LibraryImage)
def show_image(request: HttpRequest, image_id: Path[Id]) -> HttpResponse:
    """Show an image and the addresses of its sizes."""
    image = _public_image(image_id)
    point = None
    if image.has_focal_point():
        point = FocalPoint(
            x=image.focal_point_x,
            y=image.focal_point_y,
            width=image.focal_point_width,
            height=image.focal_point_height,
        ).model_dump()
    content = {
        **image_data(image),
        "focal_point": point,
        "renditions": rendition_paths(image.pk),
    }
    whole = _addressed(content, request)
    tag = etag(whole)
    return not_modified(tag) if matches(request, tag) else json_answer(whole, tag)


@get(router, "images/{image_id}/{size}/", response=REDIRECT)
def show_rendition(request: HttpRequest, image_id: Path[Id], size: Path[Size]) -> HttpResponse:
    """Lead to an image in another size; it is made when it is asked for first.

    Nothing is made larger than the original. Sizes with two numbers are cut to this shape, around
    the focal point.
    """
    image = _public_image(image_id)
    try:
        rendition = image.get_rendition(size.filter_spec)
    except (SourceImageIOError, InvalidFilterSpecError, OSError) as error:
        raise Http404 from error
    answer = HttpResponse(status=HTTPStatus.FOUND)
    url = rendition.url
    answer["Location"] = f"{origin(request)}{url}" if url.startswith("/") else url
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@get(router, "files/{file_id}/", response=File)
def show_file(request: HttpRequest, file_id: Path[Id]) -> HttpResponse:
    """Show what an attachment is."""
    whole = _addressed(file_data(_public_file(file_id)), request)
    tag = etag(whole)
    return not_modified(tag) if matches(request, tag) else json_answer(whole, tag)


@get(router, "files/{file_id}/content", response=BINARY)
def fetch_file(request: HttpRequest, file_id: Path[Id]) -> HttpResponseBase:
    """Fetch an attachment, or with `Range` a part of it."""
    file = _public_file(file_id)
    data = file_data(file)
    try:
        opened = file.file.open("rb")
        size_bytes = file.file.size
    except OSError as error:
        raise Http404 from error
    tag = etag(file.file.name, size_bytes, file.sha256 or file.file_hash)
    if matches(request, tag):
        opened.close()
        return not_modified(tag)
    answer = ranged(request, opened, size_bytes=size_bytes, tag=tag)
    if answer.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        kind = str(data["content_type"])
        answer["Content-Type"] = kind
        answer["Content-Disposition"] = content_disposition_header(
            kind not in SHOWN_INLINE, file.filename
        )
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _public_image(key: int) -> PortalImage:
    image = PortalImage.objects.filter(~hidden_collections(), pk=key).first()
    if image is None:
        raise Http404
    return image


def _public_file(key: int) -> PortalDocument:
    file = PortalDocument.objects.filter(~hidden_collections(), pk=key).first()
    if file is None:
        raise Http404
    return file


def _addressed(content: dict[str, object], request: HttpRequest) -> str:
    return stored_json(content).replace(ORIGIN, f'"{origin(request)}/')
