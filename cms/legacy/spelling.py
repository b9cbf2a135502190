"""Of which known addresses an asked one may be a spelling. Pure: nothing here asks the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import unquote, urlsplit, urlunsplit

from cms.harvest.keys import canonical, key_of, loose_address_key
from ingest.address import canonical_url, identities, normal_url

MAX_DROPPED = 2
MAX_PARAMETERS = 8
LANGUAGES = frozenset(
    {"vi", "en", "fr", "de", "ru", "zh", "cn", "ja", "jp", "ko", "kr", "lo", "km"}
)
OWN_LANGUAGE = "vi"
_LANGUAGE = re.compile(
    r"^/([a-z]{2})(?:[/?]|$)|[?&](?:language|lang)=([a-z]{2})(?:&|$)", re.IGNORECASE
)
# Small letters, capitals and digits in one run count in base 62: in other case it is another key.
_BASE_62 = re.compile(r"(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])(?=[A-Za-z]*\d)[A-Za-z0-9]+")
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """An asked address, and the keys under which the ledger may have it."""

    url: str
    own: tuple[str, ...]
    """Loose keys of the address itself: as it is, as its platform reads it, as its normal view."""
    less: tuple[tuple[str, frozenset[str]], ...]
    """Loose keys of the address without some parameters, and the names of those."""
    names: tuple[str, ...]
    """Keys of the item's native identity, if the address has one in it."""

    @property
    def keys(self) -> list[str]:
        """All loose keys."""
        return [*self.own, *(key for key, _dropped in self.less)]


def read_asked(url: str, *, platform: str) -> Asked:
    """Work out the keys. What is no address has none but its own."""
    own = [loose_address_key(url)]
    names: list[str] = []
    try:
        # A view may be told by a parameter that the platform drops: each form is read twice.
        own += [
            loose_address_key(normal_url(url)),
            loose_address_key(normal_url(url, platform=platform)),
        ]
        own.append(loose_address_key(canonical_url(url, platform=platform)))
        names = [name for name in identities(url, platform=platform) if not name.startswith("url:")]
    except ValueError:
        pass
    return Asked(
        url=url,
        own=tuple(dict.fromkeys(own)),
        less=tuple(_with_less_query(url)),
        names=tuple(key_of(name) for name in names),
    )


def _with_less_query(url: str) -> list[tuple[str, frozenset[str]]]:
    try:
        parts = urlsplit(canonical(url))
    except ValueError:
        return []
    pairs = [pair for pair in parts.query.split("&") if pair]
    if len(pairs) > MAX_PARAMETERS:
        return []
    found = []
    for count in range(1, min(MAX_DROPPED, len(pairs)) + 1):
        for dropped in combinations(range(len(pairs)), count):
            kept = "&".join(pair for rank, pair in enumerate(pairs) if rank not in dropped)
            key = loose_address_key(urlunsplit(parts._replace(query=kept)))
            found.append((key, frozenset(parameter(pairs[rank]) for rank in dropped)))
    return found


def parameter(pair: str) -> str:
    """Name of a parameter, as names are compared."""
    return unquote(pair.partition("=")[0]).casefold()


def parameters(address: str) -> set[str]:
    """Names of an address's parameters."""
    query = address.partition("?")[2]
    return {parameter(pair) for pair in query.split("&") if pair}


def exact(address: str) -> str:
    """An address without what never matters: scheme and ``www.``; letter case stays."""
    return canonical(address).partition("://")[2].removeprefix("www.")


def same_values(asked: str, known: str) -> bool:
    """Tell whether the keys in base 62 among the known address's values are asked for as such."""
    keys = {key for value in _values(known) for key in _BASE_62.findall(value)}
    return not keys or keys <= {word for value in _values(asked) for word in _WORD.findall(value)}


def _values(address: str) -> list[str]:
    query = canonical(address).partition("?")[2]
    return [unquote(pair.partition("=")[2]) for pair in query.split("&")]


def language_of(address: str) -> str:
    """Language that an address names, else that of the portals."""
    parts = urlsplit(canonical(address))
    found = _LANGUAGE.search(f"{parts.path}?{parts.query}")
    named = (found[1] or found[2]).lower() if found else ""
    return named if named in LANGUAGES else OWN_LANGUAGE
