"""Where what an old address showed stands now."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

from cms.catalog.addresses import address
from cms.catalog.models import Entry
from cms.catalog.places import Places, places
from cms.harvest.models import Asset, SourceUrl
from cms.harvest.states import Reason

TO_HOME = frozenset({Reason.HOME, Reason.SEARCH})


def item_address(entry: Entry, places_version: str | None) -> str:
    """Return the address at which people read a live item."""
    return address(
        known=places(places_version or ""),
        kind=entry.kind,
        page_id=entry.pk,
        slug=entry.slug,
        portal_id=entry.portal_id,
        destinations=entry.destinations,
        section=entry.sections[0] if entry.sections else None,
    )


def of_page_without_item(row: SourceUrl, asset: Asset | None) -> tuple[str, str]:
    """Return address and title of what a file, list, feed or front page became; else "" twice."""
    known = places(row.places_version or "")
    landing = getattr(row, "landing", None)
    if row.reason == Reason.FILE:
        return (_file_address(asset) if asset else ""), ""
    if landing is not None and row.reason == Reason.LISTING:
        return section_address(known, row.portal_id, landing.section_id), landing.section.title
    if landing is not None and row.reason == Reason.FEED:
        return f"/feeds/sections/{landing.section_id}.atom", landing.section.title
    if row.reason == Reason.FEED:
        return f"/feeds/portals/{row.portal.slug}.atom", row.portal.name
    if row.reason == Reason.LISTING or row.reason in TO_HOME:
        return home_address(known, row.portal_id, row.portal.slug), row.portal.name
    return "", ""


def home_address(known: Places, portal_id: int, slug: str) -> str:
    """Return the address of a portal's first page."""
    front_end = known.portals.get(portal_id, {}).get("front_end_url", "")
    return front_end or f"/portals/{slug}/"


def section_address(known: Places, portal_id: int, section_id: int) -> str:
    """Return the address of a section: at the front end if that has a pattern, else ours."""
    portal = known.portals.get(portal_id, {})
    pattern = portal.get("front_end_section_path", "")
    if not (portal.get("front_end_url") and pattern):
        return portal.get("front_end_url") or f"/sections/{section_id}/"
    slug = known.sections.get(section_id, {}).get("slug", "")
    path = pattern.replace("{id}", str(section_id)).replace("{slug}", quote(slug))
    return portal["front_end_url"].rstrip("/") + "/" + path.lstrip("/")


def absolute(url: str) -> str:
    """Put this server before a path of its own."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + url if url.startswith("/") else url


def _file_address(asset: Asset) -> str:
    if asset.document:
        return str(asset.document.url)
    return str(asset.image.file.url) if asset.image else ""
