"""The archived original of an address: for those who may, or for all by the portal's policy."""

from __future__ import annotations

from http import HTTPStatus

import nh3
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.harvest.models import SourceUrl
from ingest.charset import decode_body
from scrapers.archive import ArchiveError, read_page

from .pages import has_public_copy, page_of_nothing
from .resolving import Resolution, answers, rows_with_targets

MAX_SHOWN = 4_000_000
"""Letters of a page that are shown: the largest real pages have half a million."""
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
TAGS = (nh3.ALLOWED_TAGS | {"section", "main", "font"}) - {"img", "map", "area"}
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)
"""Nothing of the old page runs, loads or is sent anywhere, whatever came through sanitising."""


@require_safe
def for_everybody(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a copy where the portal's policy lets everybody see what was not carried over."""
    found = _resolution(pk)
    if found.status != HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS and not has_public_copy(found):
        raise Http404
    return _show(request, found)


@require_safe
def for_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a copy to those who may see the ledger."""
    if not request.user.has_perm("harvest.view_sourceurl"):
        raise PermissionDenied
    return _show(request, _resolution(pk))


def _resolution(pk: int) -> Resolution:
    return answers([get_object_or_404(rows_with_targets(), pk=pk)], follow=False)[0]


def _show(request: HttpRequest, found: Resolution) -> HttpResponse:
    row = found.row
    if found.status == HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS or row is None:
        return page_of_nothing(found, url=row.address if row else "")
    context = {"row": row, "body": sanitised(row)}
    response = render(request, "legacy/archived.html", context)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def sanitised(row: SourceUrl) -> str:
    """Read a page from the archive: its text, structure and links, nothing that runs or loads.

    Raises Http404 if the archive holds no page of it.
    """
    if row.segment is None or row.media_type not in HTML_TYPES:
        raise Http404
    try:
        page = read_page(settings.ARCHIVE_URL, row.segment.name, row.offset)
    except (ArchiveError, OSError) as error:
        raise Http404 from error
    headers = {name.lower(): value for name, value in page.headers}
    text = decode_body(page.body, content_type=headers.get("content-type", "")).text
    return nh3.clean(
        text[:MAX_SHOWN],
        tags=TAGS,
        clean_content_tags={"script", "style", "noscript", "template", "iframe", "object", "title"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
