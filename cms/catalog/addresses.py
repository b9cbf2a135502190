"""Where an item is read by people: at its front end, or on a plain page of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from cms.articles.models import SectionPage
from cms.articles.models.items import ItemPage

from . import changes
from .places import STEP, PlaceData, Places, places

NAME = re.compile(r"\{(id|slug|kind|section)\}")


def public_url(page: ItemPage) -> str:
    """Return the address at which people read a page; starts with ``/`` if it is ours."""
    return address(
        known=places(changes.versions().places),
        kind=page.kind.value,
        page_id=page.pk,
        slug=page.slug,
        portal_id=page.portal_id,
        destinations=[destination.pk for destination in page.destinations.all()],
        section=next((above.pk for above in reversed(above_of(page))), None),
    )


def above_of(page: ItemPage) -> list[SectionPage]:
    """List the sections in whose tree a page stands, from the top."""
    paths = [page.path[:end] for end in range(STEP, len(page.path), STEP)]
    return list(SectionPage.objects.filter(path__in=paths).order_by("path"))


def address(
    *,
    known: Places,
    kind: str,
    page_id: int,
    slug: str,
    portal_id: int,
    destinations: Sequence[int] = (),
    section: int | None = None,
) -> str:
    """Fill the pattern of the first destination that has one, else of the portal, else ours.

    ``section`` is the one in whose tree the page stands: its path as the owner of the front end
    calls it, that of the nearest section above which the owner's map names, or none.
    """
    owners = [known.destinations.get(key) for key in destinations]
    owners.append(known.portals.get(portal_id))
    values = {"id": str(page_id), "slug": quote(slug), "kind": kind}
    for owner in owners:
        if owner and owner["front_end_url"]:
            own = section_path(known, section)
            return _filled(owner, {**values, "section": quote(_mapped(own, owner))})
    return plain_path(page_id)


def plain_path(page_id: int) -> str:
    """Return the path of our own readable page of an item."""
    return f"/items/{page_id}/"


def section_path(known: Places, section: int | None) -> str:
    """Return a section's path by slugs from the portal down: ``tin-tuc/thoi-su``."""
    slugs: list[str] = []
    while section is not None and section in known.sections:
        slugs.append(known.sections[section]["slug"])
        section = known.parents[section]
    return "/".join(reversed(slugs))


def _mapped(path: str, owner: PlaceData) -> str:
    section_map = owner.get("section_map")
    if not section_map:
        return path
    while path and path not in section_map:
        path = path.rpartition("/")[0]
    return str(section_map.get(path, ""))


def _filled(owner: PlaceData, values: dict[str, str]) -> str:
    pattern = owner["front_end_path"] or "/{kind}/{id}"
    path = NAME.sub(lambda match: values[match[1]], pattern)
    return owner["front_end_url"].rstrip("/") + "/" + re.sub("/{2,}", "/", path).lstrip("/")
