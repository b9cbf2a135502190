"""Portals are made and changed here."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from .models import Portal, PortalHost


class PortalError(ValueError):
    """A portal that cannot be added; the message says what to do."""


@transaction.atomic
def add_portal(url: str, *, slug: str = "", name: str = "") -> Portal:
    """Make a portal with its host, or return the one that has this slug or host already.

    The host is known with and without ``www.``. Its root page appears with it (`cms.articles`).
    Raises PortalError on an address that is none, or a slug or host that is taken.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PortalError(
            f"{url!r} is no http address; expected such as http://canloc.hatinh.gov.vn/"
        )
    home = parts._replace(path=parts.path or "/", fragment="").geturl()
    host = parts.netloc.rpartition("@")[2].lower()
    taken = PortalHost.objects.filter(name=host).select_related("portal").first()
    if taken and slug in ("", taken.portal.slug):
        return taken.portal
    if taken:
        raise PortalError(f"{host} belongs to the portal {taken.portal.slug!r} already")
    slug = slug or slug_for(parts.hostname, parts.port)
    if Portal.objects.filter(slug=slug).exists():
        raise PortalError(f"the key {slug!r} is taken; choose another with --slug")
    portal = Portal(slug=slug, name=name or parts.hostname, home=home)
    try:
        portal.full_clean(exclude=["hosts"])
    except ValidationError as error:
        raise PortalError(f"{url}: {'; '.join(error.messages)}") from error
    portal.save()
    for known in {host, _other_www(host)}:
        PortalHost.objects.get_or_create(name=known, defaults={"portal": portal})
    portal.save_revision()
    return portal


def allow_named_address(portal: Portal, url: str) -> None:
    """Note the host and port of an address that was named on the command line.

    The fetch guard lets them be at a private address. Never called for what a browser sent.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    named = f"{parts.hostname}:{port}"
    if portal.named_address != named:
        portal.named_address = named
        portal.save(update_fields=["named_address"])


def slug_for(hostname: str, port: int | None) -> str:
    """Name a portal by its host: ``canloc.hatinh.gov.vn`` gives ``canloc-hatinh``."""
    labels = [label for label in hostname.split(".") if label not in ("www", "gov", "com", "vn")]
    made = slugify("-".join(labels))
    return f"{made}-{port}" if port else made


def _other_www(host: str) -> str:
    if host.replace(".", "").replace(":", "").isdigit():
        return host
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
