"""From an old address, however spelled, to what became of it. Two queries at most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cms.catalog import changes
from cms.harvest.keys import canonical, key_of
from cms.harvest.models import Asset, AssetState, SourceUrl
from cms.harvest.recording import KEYS_A_QUERY, batches
from cms.harvest.states import Reason, UrlState

from . import targets
from .hosts import find_host, without_default_port
from .spelling import Asked, exact, language_of, read_asked, same_values

UNKNOWN = "unknown"
"""Reason of an address on a known host that no crawl ever met."""
NOT_PUBLIC = "not_public"
"""Reason of an address whose item is here, but not for everybody."""
MAX_HOPS = 3
_NUMBER = re.compile(r"\d+")
PLACES_VERSION = f"({changes.NEWEST.format(condition=f'AND kind IN ({changes.PLACES})')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What an old address answers."""

    status: int
    """301, 404, 410 or 451."""
    url: str = ""
    """Where it leads; starts with ``/`` if that is a page of this server."""
    reason: str = ""
    """Why it leads nowhere: a `cms.harvest.states.Reason`, ``unknown`` or ``not_public``."""
    page_id: int | None = None
    title: str = ""
    """Of the page or section that it leads to."""
    portal_id: int | None = None
    row: SourceUrl | None = None


def resolve(url: str) -> Resolution:
    """Say where an old address leads. Never raises for what an address contains."""
    try:
        url = without_default_port(url)
        host = find_host(urlsplit(url).netloc.rpartition("@")[2])
    except ValueError:
        host = None
    if host is None:
        return Resolution(status=HTTPStatus.NOT_FOUND, reason=UNKNOWN)
    row = find_row(host.portal_id, read_asked(url, platform=host.platform))
    if row is None:
        return Resolution(status=HTTPStatus.NOT_FOUND, reason=UNKNOWN, portal_id=host.portal_id)
    return answers([row])[0]


def rows_with_targets() -> QuerySet[SourceUrl]:
    """Read rows of the ledger together with all that their answer needs."""
    return SourceUrl.objects.select_related(
        "portal__signpost", "segment", "item__page__entry", "landing__section"
    ).annotate(places_version=RawSQL(PLACES_VERSION, ()))  # noqa: S611 - our own words


def find_row(portal_id: int, asked: Asked) -> SourceUrl | None:
    """Find an address in the ledger: as spelled, however spelled, then with less query."""
    rows = rows_with_targets().filter(portal=portal_id)
    found = list(rows.filter(loose__in=asked.keys))
    own = _best([row for row in found if row.loose in asked.own], asked)
    if own is None:
        own = _best([row for row in found if _may_drop(row, asked)], asked)
    if asked.names and (own is None or (own.state == UrlState.DUPLICATE and not own.item_id)):
        return _by_name(rows, portal_id, asked) or own
    return own


def _best(rows: Sequence[SourceUrl], asked: Asked) -> SourceUrl | None:
    keys, spelled = asked.keys, exact(asked.url)
    return min(
        (row for row in rows if same_values(asked.url, row.canonical)),
        key=lambda row: (
            _says_nothing(row),
            exact(row.canonical) != spelled,
            keys.index(row.loose),
            row.state != UrlState.LOADED,
            row.item_id is None,
            row.pk,
        ),
        default=None,
    )


def _says_nothing(row: SourceUrl) -> bool:
    """Tell whether the row is another's view, which only that one answers."""
    return row.state == UrlState.DUPLICATE and row.item_id is None and not row.redirects_to


def _may_drop(row: SourceUrl, asked: Asked) -> bool:
    """Tell whether the parameters that the row lacks mean nothing to its portal."""
    dropped = dict(asked.less).get(row.loose)
    if dropped is None:
        return False
    signpost = getattr(row.portal, "signpost", None)
    if signpost is None:
        return row.item_id is not None or row.state == UrlState.LOADED
    return dropped.isdisjoint(signpost.parameters)


def _by_name(rows: QuerySet[SourceUrl], portal_id: int, asked: Asked) -> SourceUrl | None:
    """Find an item by the native id in the address; each language counts its own."""
    language = language_of(asked.url)
    named = rows.filter(item__identities__portal=portal_id, item__identities__key__in=asked.names)
    fitting = [row for row in named if language_of(row.canonical) == language]
    return min(fitting, key=lambda row: (row.state != UrlState.LOADED, row.pk), default=None)


def answers(rows: Sequence[SourceUrl], *, follow: bool = True) -> list[Resolution]:
    """Say what rows of `rows_with_targets` answer, in their order."""
    followed = _followed(rows) if follow else rows
    keys = {row.key for row in followed if row.reason == Reason.FILE}
    assets: dict[tuple[int, str], Asset] = {}
    for batch in batches(sorted(keys), KEYS_A_QUERY):
        found = Asset.objects.filter(key__in=batch, state=AssetState.LOADED)
        for asset in found.select_related("image", "document"):
            assets[asset.portal_id, asset.key] = asset
    return [_answer(row, assets.get((row.portal_id, row.key))) for row in followed]


def _followed(rows: Sequence[SourceUrl]) -> list[SourceUrl]:
    """Put in place of each row that only leads on the one that it leads to."""
    followed = list(rows)
    for _hop in range(MAX_HOPS):
        waiting = {
            rank: key_of(canonical(address))
            for rank, row in enumerate(followed)
            if row.item_id is None and (address := row.redirects_to or _shown_by(row))
        }
        if not waiting:
            break
        known: dict[tuple[int, str], SourceUrl] = {}
        for keys in batches(sorted(set(waiting.values())), KEYS_A_QUERY):
            for row in rows_with_targets().filter(key__in=keys):
                known[row.portal_id, row.key] = row
        for rank, key in waiting.items():
            followed[rank] = known.get((followed[rank].portal_id, key), followed[rank])
    return followed


def _shown_by(row: SourceUrl) -> str:
    """Name the page that a view for print belongs to; "" where its address speaks against it.

    Pages offer views of other pages, too: one that was never fetched must have the page's number,
    or its path.
    """
    page = row.view_of or row.found_on
    if row.reason != Reason.VARIANT or not page:
        return ""
    own, shown = urlsplit(row.canonical), urlsplit(page)
    numbers = set(_NUMBER.findall(f"{own.path}?{own.query}"))
    if numbers and numbers <= set(_NUMBER.findall(page)):
        return page
    is_below = f"{own.path}/".startswith(shown.path.rstrip("/") + "/") and shown.path != "/"
    return page if row.view_of and (is_below or _last(own.path) == _last(shown.path) != "") else ""


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _answer(row: SourceUrl, asset: Asset | None) -> Resolution:
    item, reason = row.item, row.reason or row.state
    if row.reason == Reason.SUPPRESSED or (item and item.suppressed_at):
        return Resolution(
            status=HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
            reason=Reason.SUPPRESSED,
            portal_id=row.portal_id,
            row=row,
        )
    if item is not None:
        entry = getattr(item.page, "entry", None)
        if entry is not None:
            return Resolution(
                status=HTTPStatus.MOVED_PERMANENTLY,
                url=targets.item_address(entry, row.places_version),
                page_id=entry.pk,
                title=item.page.title,
                portal_id=row.portal_id,
                row=row,
            )
        if item.page_id is not None:
            reason = NOT_PUBLIC
        elif item.deleted_by_editor_at:
            reason = Reason.DELETED_HERE
    url, title = ("", "") if item else targets.of_page_without_item(row, asset)
    status = HTTPStatus.MOVED_PERMANENTLY if url else HTTPStatus.GONE
    return Resolution(
        status=status,
        url=url,
        title=title,
        reason="" if url else reason,
        portal_id=row.portal_id,
        row=row,
    )
