"""The identity of an address: spider, ledger and old addresses share it."""

from __future__ import annotations

from w3lib.url import canonicalize_url

TRACKING = frozenset(
    {"fbclid", "gclid", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"}
)


def canonical_url(url: str, *, platform: str = "generic") -> str:
    """Bring every spelling of an address to one form; the raw address is kept elsewhere.

    Raises ValueError if ``url`` is no absolute http(s) address.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError(f"no http address: {url!r}")
    return str(canonicalize_url(url))
