"""From an old address, however spelled, to what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import combinations
from urllib.parse import urlsplit, urlunsplit

from cms.articles.models import ITEM_MODELS
from cms.articles.models.items import ItemPage
from cms.catalog.addresses import public_url
from cms.harvest.keys import address_key, key_of, loose_address_key
from cms.harvest.models import Asset, AssetState, Item, SourceUrl
from cms.harvest.states import Reason, UrlState
from cms.portals.models import Portal, PortalHost

UNKNOWN = "unknown"
"""Reason of an address on a known host that no crawl ever met."""
MAX_HOPS = 5
MAX_EXTRA_PARAMETERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What an old address answers."""

    status: int
    """301, 404, 410 or 451."""
    url: str = ""
    """Where it leads; starts with ``/`` if that is a page of this server."""
    reason: str = ""
    """Why it leads nowhere: a `cms.harvest.states.Reason`, or ``unknown``."""
    page: ItemPage | None = None
    portal: Portal | None = None
    row: SourceUrl | None = None


def resolve(url: str) -> Resolution:
    """Say where an old address leads. Never raises for what an address contains."""
    portal = portal_of(url)
    if portal is None:
        return Resolution(status=HTTPStatus.NOT_FOUND, reason=UNKNOWN)
    row = find_row(portal, url)
    if row is None:
        return Resolution(status=HTTPStatus.NOT_FOUND, reason=UNKNOWN, portal=portal)
    return _follow(portal, row)


def portal_of(url: str) -> Portal | None:
    """Find the portal that had this host, with or without ``www.``."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    names = {host, host.removeprefix("www."), f"www.{host}"}
    spelled = {f"{name}:{port}" for name in names} if port else names
    found = PortalHost.objects.filter(name__in=spelled | names).select_related("portal")
    hosts = {known.name: known.portal for known in found}
    return next((hosts[name] for name in (*sorted(spelled), *sorted(names)) if name in hosts), None)


def find_row(portal: Portal, url: str) -> SourceUrl | None:
    """Find an address in the ledger: as spelled, however spelled, then with less query."""
    exact = address_key(url)
    loose = [loose_address_key(spelling) for spelling in _with_less_query(url)]
    rows = SourceUrl.objects.filter(portal=portal).select_related("item")
    found = list(rows.filter(loose__in=loose))
    ranked = sorted(
        found,
        key=lambda row: (
            row.key != exact,
            loose.index(row.loose),
            row.state != UrlState.LOADED,
            row.item_id is None,
            row.pk,
        ),
    )
    return ranked[0] if ranked else None


def _with_less_query(url: str) -> Sequence[str]:
    """Spell the address as asked for, then without one or two of its parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return [url]
    pairs = [pair for pair in parts.query.split("&") if pair]
    spellings = [url]
    for dropped in range(1, min(MAX_EXTRA_PARAMETERS, len(pairs)) + 1):
        if len(pairs) > 8:
            break
        for kept in combinations(pairs, len(pairs) - dropped):
            spellings.append(urlunsplit(parts._replace(query="&".join(kept))))
    return spellings


def _follow(portal: Portal, row: SourceUrl) -> Resolution:
    for _hop in range(MAX_HOPS):
        if row.item is not None or not row.redirects_to:
            break
        target = (
            SourceUrl.objects.filter(portal=portal, key=key_of(row.redirects_to))
            .select_related("item")
            .first()
        )
        if target is None:
            break
        row = target
    return _answer(portal, row)


def _answer(portal: Portal, row: SourceUrl) -> Resolution:
    item = row.item
    if row.reason == Reason.SUPPRESSED or (item and item.suppressed_at):
        return Resolution(
            status=HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
            reason=Reason.SUPPRESSED,
            portal=portal,
            row=row,
        )
    page = page_of(item) if item else None
    if page is not None:
        return Resolution(
            status=HTTPStatus.MOVED_PERMANENTLY,
            url=public_url(page),
            page=page,
            portal=portal,
            row=row,
        )
    file_url = _file_url(portal, row)
    if file_url:
        return Resolution(status=HTTPStatus.MOVED_PERMANENTLY, url=file_url, portal=portal, row=row)
    reason = row.reason or row.state
    if item is not None:
        reason = Reason.DELETED_HERE
    return Resolution(status=HTTPStatus.GONE, reason=reason, portal=portal, row=row)


def page_of(item: Item) -> ItemPage | None:
    """Read the item's page, if everybody may."""
    if item.page_id is None:
        return None
    for model in ITEM_MODELS:
        if model.kind.value == item.kind:
            page = model.objects.filter(pk=item.page_id, live=True).first()
            if page is not None:
                return page
    return None


def _file_url(portal: Portal, row: SourceUrl) -> str:
    if row.reason != Reason.FILE:
        return ""
    asset = (
        Asset.objects.filter(portal=portal, key=row.key, state=AssetState.LOADED)
        .select_related("image", "document")
        .first()
    )
    if asset is None:
        return ""
    if asset.document:
        return str(asset.document.url)
    return str(asset.image.file.url) if asset.image else ""
