"""Where an item is read by people: at its front end, or on a plain page of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from cms.articles.models.items import ItemPage

from . import changes
from .places import PlaceData, Places, places

NAME = re.compile(r"\{(id|slug|kind)\}")


def public_url(page: ItemPage) -> str:
    """Return the address at which people read a page; starts with ``/`` if it is ours."""
    return address(
        known=places(changes.versions().places),
        kind=page.kind.value,
        page_id=page.pk,
        slug=page.slug,
        portal_id=page.portal_id,
        destinations=[destination.pk for destination in page.destinations.all()],
    )


def address(
    *,
    known: Places,
    kind: str,
    page_id: int,
    slug: str,
    portal_id: int,
    destinations: Sequence[int] = (),
) -> str:
    """Fill the pattern of the first destination that has one, else of the portal, else ours."""
    owners = [known.destinations.get(key) for key in destinations]
    owners.append(known.portals.get(portal_id))
    values = {"id": str(page_id), "slug": quote(slug), "kind": kind}
    for owner in owners:
        if owner and owner["front_end_url"]:
            return _filled(owner, values)
    return plain_path(page_id)


def plain_path(page_id: int) -> str:
    """Return the path of our own readable page of an item."""
    return f"/items/{page_id}/"


def _filled(owner: PlaceData, values: dict[str, str]) -> str:
    pattern = owner["front_end_path"] or "/{kind}/{id}"
    path = NAME.sub(lambda match: values[match[1]], pattern)
    return owner["front_end_url"].rstrip("/") + "/" + path.lstrip("/")
