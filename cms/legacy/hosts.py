"""Which hosts are retired portals'. Few names, asked at every request: a process keeps them all."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import DatabaseError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms.portals.models import Portal, PortalHost

KEPT_S, MISSED_S = 60.0, 5.0
"""After this long another process's change is seen here: of a known host, of one not known yet."""
DEFAULT_PORTS = frozenset({80, 443})
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OldHost:
    """A portal as far as its host names tell."""

    portal_id: int
    platform: str


@dataclass(slots=True)
class _Kept:
    """The names as read last."""

    names: dict[str, OldHost]
    read_at: float


_kept: list[_Kept] = []


def find_host(netloc: str) -> OldHost | None:
    """Find the portal that had a host (``name`` or ``name:port``), with or without ``www.``."""
    name, port = _parted(netloc)
    bare = name.removeprefix("www.")
    end = f":{port}" if port else ""
    spellings = (f"{name}{end}", f"{bare}{end}", f"www.{bare}{end}")
    for kept_s in (KEPT_S, MISSED_S):
        known = _names(kept_s)
        found = next((known[spelled] for spelled in spellings if spelled in known), None)
        if found is not None:
            return found
    return None


def find_served_host(netloc: str) -> tuple[str, OldHost] | None:
    """Find whom a request to this server is for, and under which name the ledger has the host.

    The port is ours once the name leads here, unless the portal itself had it.
    """
    if netloc.lower() == urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc.lower():
        return None
    name, port = _parted(netloc)
    for spelled in (f"{name}:{port}", name) if port else (name,):
        found = find_host(spelled)
        if found:
            return spelled, found
    return None


def without_default_port(url: str) -> str:
    """Drop port 80 or 443, whichever the scheme. Raises ValueError as `urlsplit` does."""
    parts = urlsplit(url.strip())
    if parts.port not in DEFAULT_PORTS:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))


def _parted(netloc: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{netloc}")
        name, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", None
    return name, None if port in DEFAULT_PORTS else port


def _names(kept_s: float) -> dict[str, OldHost]:
    now = time.monotonic()
    if not _kept or now - _kept[0].read_at > kept_s:
        _kept[:] = [_Kept(_read_names(), now)]
    return _kept[0].names


def _read_names() -> dict[str, OldHost]:
    rows = PortalHost.objects.values_list("name", "portal_id", "portal__platform")
    try:
        return {name: OldHost(portal, platform) for name, portal, platform in rows}
    except DatabaseError as error:
        # What needs no database goes on being served: media, styles, the page that says so.
        logger.warning("hosts of the portals cannot be read: %s", error)
        return _kept[0].names if _kept else {}


@receiver(post_save, sender=PortalHost)
@receiver(post_delete, sender=PortalHost)
@receiver(post_save, sender=Portal)
def forget(**_kwargs: object) -> None:
    """Read the names anew at the next request."""
    _kept.clear()
