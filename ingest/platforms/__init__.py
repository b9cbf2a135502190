"""Platforms: the software that groups of portals run on, described as data.

A platform is ``ingest/platforms/<name>.toml``; its keys are the fields of `Platform`. What
``generic.toml`` says holds for every platform too: a platform's own entries come first, those of
``generic`` after them.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from ingest.codec import Json, decode

GENERIC = "generic"


class UnknownPlatformError(LookupError):
    """No platform has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """One sign that a page comes from a platform."""

    where: str
    """``generator`` (meta tag), ``header``, ``address`` or ``html``."""
    pattern: str
    """For ``html`` a literal in lower case, sought in the lower-cased page; else a regular
    expression, case ignored. A header is matched as ``name: value``."""
    weight: float = 0.5
    """How much of certainty 1.0 the sign alone gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeId:
    """Where an address carries the engine's own key of an item."""

    pattern: str
    """On path and query; group ``id`` is the key, a group ``module`` extends the namespace."""
    namespace: str
    """``nukeviet:news`` gives the identity ``nukeviet:news:1234``; may hold ``{module}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintView:
    """How the print (or save) view's address leads back to the item's own."""

    pattern: str
    """On path and query; matches only print views."""
    normal: str
    """Replacement for `re.sub`: the item's own path and query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressForms:
    """What the addresses of a platform tell. Patterns are sought in path and query."""

    article: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    """Never fetched: theme switches, log-ins, carts of parameters."""
    native_id: tuple[NativeId, ...] = ()
    keep_query: tuple[str, ...] = ()
    """Parameters that choose the content; not empty: all others are dropped."""
    drop_query: tuple[str, ...] = ()
    """Regular expressions on the whole name of a parameter that never chooses content."""
    print_view: tuple[PrintView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most so many requests in so many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodBlock:
    """A page with status 200 that asks to wait instead of answering."""

    pattern: str
    """On the page's text; group ``wait`` is the number stated, where one is."""
    unit: str = "seconds"
    """``seconds`` or ``minutes``."""
    wait_s: int = 60
    """Where the page states no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlForms:
    """What a crawl of the platform should know."""

    pace: tuple[Pace, ...] = ()
    flood: tuple[FloodBlock, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Paths from the portal's root."""
    feeds: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    """Paths of JSON listings, with ``{page}`` counted from 1."""
    cookies: bool = False
    """True only where the portal cannot be read without cookies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors by role, the best first. A claim that the template checks."""

    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """Frame wherever it stands."""
    hidden: tuple[str, ...] = ()
    """Not shown by the platform's own style sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One engine. A recognised engine's selectors are a claim, not a proof."""

    name: str
    title: str = ""
    fingerprint: tuple[Fingerprint, ...] = ()
    address: AddressForms = AddressForms()
    crawl: CrawlForms = CrawlForms()
    select: Selectors = Selectors()
    date_order: str = "dmy"
    """``dmy``, or ``mdy`` where the engine prints the month first."""


Part = TypeVar("Part", AddressForms, CrawlForms, Selectors)


_FOLDER = Path(__file__).parent


@cache
def platform_names() -> tuple[str, ...]:
    """List the platforms that have a file, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_platform(name: str) -> Platform:
    """Read a platform, with what ``generic`` says added behind its own entries.

    Raises UnknownPlatformError for a name without a file, CodecError for a bad key or value.
    """
    if name not in platform_names():
        known = ", ".join(platform_names())
        raise UnknownPlatformError(f"no platform {name!r}; known are: {known}")
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    data: Json = {"name": name, **tomllib.loads(text)}
    own = decode(Platform, data, where=f"{name}.toml")
    return own if name == GENERIC else _with_generic(own, load_platform(GENERIC))


def _with_generic(own: Platform, generic: Platform) -> Platform:
    return dataclasses.replace(
        own,
        address=_joined(own.address, generic.address, without=("keep_query",)),
        crawl=_joined(own.crawl, generic.crawl, without=("pace",)),
        select=_joined(own.select, generic.select),
    )


def _joined(own: Part, more: Part, *, without: tuple[str, ...] = ()) -> Part:
    changes: Json = {}
    for field in dataclasses.fields(own):
        mine, theirs = getattr(own, field.name), getattr(more, field.name)
        if isinstance(mine, tuple) and field.name not in without:
            changes[field.name] = mine + tuple(item for item in theirs if item not in mine)
    return dataclasses.replace(own, **changes)
