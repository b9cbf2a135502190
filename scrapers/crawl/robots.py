"""robots.txt, RFC 9309: by host, with its sitemaps and crawl-delay."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

PRODUCT = "Portalift"
"""The name that a portal's robots.txt can speak to."""


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host allows."""

    rules: Protego | None
    """``None``: everything is allowed."""
    unreadable: bool = False
    """The host could not say: by the RFC nothing may be fetched."""

    def allows(self, url: str) -> bool:
        if self.unreadable:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay_s(self) -> float:
        if self.rules is None:
            return 0.0
        return float(self.rules.crawl_delay(PRODUCT) or 0.0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return () if self.rules is None else tuple(self.rules.sitemaps)


EVERYTHING = Robots(None)
NOTHING = Robots(None, unreadable=True)


def parse_robots(body: bytes, *, status: int) -> Robots:
    """Read an answer to ``/robots.txt``: 4xx allows all, 5xx nothing (RFC 9309, 2.3.1)."""
    if 400 <= status < 500:
        return EVERYTHING
    if status >= 500:
        return NOTHING
    if body.lstrip()[:1] == b"<":
        return (
            EVERYTHING  # the portal's own page instead of a robots.txt: a "not found" in disguise
        )
    # The RFC asks for at least 500 KiB.
    return Robots(Protego.parse(body[: 512 * 1024].decode("utf-8", "replace")))
