"""Tell by which platform a page was made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from ingest.platforms import GENERIC, Fingerprint, Platform, load_platform, platform_names

# The least certainty at which a platform's word counts: two weak signs, or one strong.
LEAST_CERTAINTY = 0.5

_GENERATOR = re.compile(
    r"""<meta\b(?=[^<>]*\bname\s*=\s*["']?generator)[^<>]*\bcontent\s*=\s*["']?([^"'>]+)""",
    re.IGNORECASE,
)


def recognise(
    html: str, *, url: str, headers: Iterable[tuple[str, str]] = ()
) -> tuple[Platform, float]:
    """Name the platform that made a page, with the certainty (0 to 1) of it.

    ``generic`` with certainty 0.0 where no platform reaches half.
    """
    # Bytes are brought to small letters and searched many times as fast.
    lowered = html.encode("utf-8", "replace").lower()
    generator = " ".join(_GENERATOR.findall(html))
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = tuple(f"{name}: {value}" for name, value in headers)
    best, certainty = GENERIC, 0.0
    for name in platform_names():
        weight = sum(
            sign.weight
            for sign in load_platform(name).fingerprint
            if _shows(sign, lowered=lowered, generator=generator, address=address, headers=lines)
        )
        if weight > certainty:
            best, certainty = name, weight
    if certainty < LEAST_CERTAINTY:
        return load_platform(GENERIC), 0.0
    return load_platform(best), min(certainty, 1.0)


def _shows(
    sign: Fingerprint, *, lowered: bytes, generator: str, address: str, headers: tuple[str, ...]
) -> bool:
    if sign.where == "html":
        return sign.pattern.encode() in lowered
    pattern = _compiled(sign.pattern)
    if sign.where == "generator":
        return bool(pattern.search(generator))
    if sign.where == "address":
        return bool(pattern.search(address))
    return any(pattern.search(line) for line in headers)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
