"""Links in bodies that lead to no page of ours, and what is at their end: for a person to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from cms.portals.models import Portal, PortalHost

from .models import Asset, Mention, SourceUrl
from .recording import KEYS_A_QUERY, batches
from .states import END_STATES, Reason, UrlState


class LinkKind(TextChoices):
    """What a link leads to."""

    FRAME = "frame", _("a list, a search or the front page")
    SIGN_IN = "sign_in", _("a sign-in page or form")
    DEAD = "dead", _("a page that is gone or fails")
    LEFT_OUT = "left_out", _("a page that was left out")
    WAITING = "waiting", _("a page that is not worked through yet")
    UNKNOWN = "unknown", _("an address that no crawl met")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """One address in one item's body."""

    kind: LinkKind
    address: str
    item: int
    page: int | None


FRAMES = frozenset({Reason.LISTING, Reason.HOME, Reason.SEARCH, Reason.FEED, Reason.SITEMAP})
SIGN_INS = frozenset({Reason.LOGIN, Reason.FORM})
# The whole of a path's step or of a parameter: "dang-ky-khai-sinh" is an article's.
_SIGN_IN = re.compile(
    r"(?:^|[/?&=])(?:dang-?nhap|dang-?ky|log-?in|sign-?in|wp-login|wp-admin|quan-?tri|register|account)"
    r"(?:\.\w+)?(?:[/?&=#]|$)",
    re.IGNORECASE,
)


def open_links(portal: Portal) -> Iterator[OpenLink]:
    """List the links of a portal's items that lead to hosts of portals, and to no page.

    Links to the rest of the web are nobody's here; images and files have a list of their own.
    """
    hosts = frozenset(PortalHost.objects.values_list("name", flat=True))
    assets = Asset.objects.filter(portal=portal, key=OuterRef("key"))
    mentions = Mention.objects.filter(item__portal=portal).exclude(Exists(assets))
    rows = mentions.order_by("pk").values_list("key", "address", "item", "item__page")
    inside = [row for row in rows.iterator(chunk_size=2000) if _host(row[1]) in hosts]
    ends: dict[str, tuple[str, str]] = {}
    for keys in batches(sorted({row[0] for row in inside}), KEYS_A_QUERY):
        known = SourceUrl.objects.filter(key__in=keys)
        ends |= {
            key: (state, reason)
            for key, state, reason in known.values_list("key", "state", "reason")
        }
    for key, address, item, page in inside:
        yield OpenLink(kind=_kind(ends.get(key), address), address=address, item=item, page=page)


def count_open_links(portal: Portal) -> dict[LinkKind, int]:
    """Count them by kind."""
    return dict(Counter(link.kind for link in open_links(portal)))


def _kind(end: tuple[str, str] | None, address: str) -> LinkKind:
    state, reason = end or ("", "")
    if reason in SIGN_INS or (reason in ("", Reason.DENIED) and _SIGN_IN.search(_path(address))):
        return LinkKind.SIGN_IN
    if reason in FRAMES:
        return LinkKind.FRAME
    if not state:
        return LinkKind.UNKNOWN
    if state in (UrlState.GONE, UrlState.FAILED):
        return LinkKind.DEAD
    return LinkKind.LEFT_OUT if state in END_STATES else LinkKind.WAITING


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2]
