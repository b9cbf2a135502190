"""What a portal's crawl is allowed beyond the rule, by its profile: the report says each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from ingest.types import CrawlSettings


class Kind(models.TextChoices):
    """What is allowed."""

    ROBOTS = "robots", _("robots.txt is not obeyed")
    CERTIFICATE = "certificate", _("the portal's certificate is not verified")
    OLD_TLS = "old_tls", _("outdated encryption is accepted")
    RESOLVE = "resolve", _("found without DNS, at")
    ACCESS = "access", _("crawled with access given by its owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One exception."""

    kind: str
    """A `Kind`."""
    detail: str = ""
    """The reason given, or what is used: names, never values of what is secret."""

    @property
    def label(self) -> str:
        """Words for a person, in the active language."""
        return str(Kind(self.kind).label)


def allowances_of(portal: Portal) -> tuple[Allowance, ...]:
    """List the exceptions that hold for a portal."""
    found = _found(profile_of(portal).crawl)
    return tuple(Allowance(kind=kind.value, detail=detail) for kind, detail in found)


def _found(crawl: CrawlSettings) -> Iterator[tuple[Kind, str]]:
    if crawl.robots_override_reason:
        yield Kind.ROBOTS, crawl.robots_override_reason
    if not crawl.verify_certificate:
        yield Kind.CERTIFICATE, ""
    if crawl.old_tls:
        yield Kind.OLD_TLS, "TLS 1.0"
    if crawl.resolve:
        yield Kind.RESOLVE, ", ".join(crawl.resolve)
    ways = [pair.partition("=")[0] for pair in crawl.header_env]
    ways += ["Authorization"] if crawl.basic_auth_env else []
    ways += ["Cookie"] if crawl.cookie_env else []
    if ways:
        yield Kind.ACCESS, ", ".join(ways)
