"""Plain pages for readers: what is gone says why; lists stand where no front end has them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.catalog import changes
from cms.catalog.models import Entry, FacetName
from cms.catalog.places import places
from cms.harvest.states import Reason, UrlState

from .resolving import NOT_PUBLIC, UNKNOWN, Resolution
from .targets import absolute, home_address, item_address

LANGUAGES = ("vi", "en")
ITEMS_A_PAGE = 30
OF_ITEMS = frozenset(
    {Reason.PERSONAL, Reason.DISCARDED, Reason.DELETED_HERE, Reason.QUESTIONS, Reason.SUPPRESSED}
)
"""Reasons to leave out a page that may hold what was, or would have been, an item's text."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a page says in one language."""

    language: str
    title: str
    text: str
    home: str
    archived: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a list."""

    title: str
    url: str


def page_of_nothing(found: Resolution, *, url: str) -> HttpResponse:
    """Say in both languages why an old address leads nowhere, and where to go on."""
    home, copy = "", ""
    if found.portal_id is not None:
        known = places(changes.versions().places)
        slug = known.portals.get(found.portal_id, {}).get("slug", "")
        home = absolute(home_address(known, found.portal_id, slug)) if slug else ""
    if has_public_copy(found):
        copy = absolute(reverse("legacy-archived", args=(found.row.pk,)))
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(_said(found, language))
    context = {"said": said, "home": home, "copy": copy, "url": url}
    response = HttpResponse(render_to_string("legacy/nothing.html", context), status=found.status)
    response["Content-Security-Policy"] = POLICY
    return response


def has_public_copy(found: Resolution) -> bool:
    """Tell whether everybody may see what the archive has of an address that leads nowhere."""
    row = found.row
    return bool(
        row is not None
        and found.status == HTTPStatus.GONE
        # What is an item, a view of one, or not judged yet was not looked at for personal data,
        # or a person decided: its text goes out through the item alone.
        and row.state == UrlState.EXCLUDED
        and row.item_id is None
        and not row.is_view
        and row.reason not in OF_ITEMS
        and row.segment_id
        and row.portal.archived_copy_public
    )


def _said(found: Resolution, language: str) -> Said:
    titles = {
        HTTPStatus.GONE: _("This page was not carried over"),
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: _("This page was taken down for legal reasons"),
        HTTPStatus.NOT_FOUND: _("Nothing is known of this address"),
    }
    texts = {
        UNKNOWN: _("No page of the old portal had this address."),
        NOT_PUBLIC: _("Its content is not published."),
        Reason.SUPPRESSED.value: _("Its content may not be shown any more."),
    }
    text = texts.get(found.reason)
    if text is None and found.reason in Reason.values:
        text = _("Reason: %(reason)s.") % {"reason": Reason(found.reason).label}
    if text is None and found.reason in UrlState.values:
        text = _("It is not worked through yet.")
    return Said(
        language=language,
        title=titles[HTTPStatus(found.status)],
        text=text or "",
        home=_("Go on to the first page"),
        archived=_("Copy in the archive"),
    )


def portal_page(request: HttpRequest, slug: str) -> HttpResponse:
    """List a portal's newest items."""
    known = places(changes.versions().places)
    key = known.portal_with_slug(slug)
    if key is None:
        raise Http404
    entries = Entry.objects.filter(portal=key)
    return _list(request, title=known.portals[key]["name"], entries=entries)


def section_page(request: HttpRequest, section_id: int) -> HttpResponse:
    """List a section's newest items."""
    known = places(changes.versions().places)
    if section_id not in known.sections:
        raise Http404
    entries = Entry.objects.filter(facets__name=FacetName.SECTION, facets__value=str(section_id))
    return _list(request, title=known.sections[section_id]["title"], entries=entries)


def _list(request: HttpRequest, *, title: str, entries: QuerySet[Entry]) -> HttpResponse:
    version = changes.versions().places
    shown = Paginator(
        entries.order_by("-newest", "-pk").defer("body", "summary"), ITEMS_A_PAGE
    ).get_page(request.GET.get("page"))
    titles = dict(
        Page.objects.filter(pk__in=[entry.pk for entry in shown]).values_list("pk", "title")
    )
    lines = [Line(title=titles[entry.pk], url=item_address(entry, version)) for entry in shown]
    context = {"title": title, "lines": lines, "shown": shown}
    response = render(request, "legacy/list.html", context)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "public, max-age=60"
    return response
