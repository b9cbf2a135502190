"""Short keys for long texts: addresses and identities have no length limit, index entries have."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote

from ingest.address import canonical_url, loose_key

# PostgreSQL refuses NUL; lone surrogates cannot be written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(address: str) -> str:
    """Escape what no database takes: names of a mirror's files, say, in an unknown encoding.

    The archive keeps the address as it was; both have the same key.
    """
    return _UNSTORABLE.sub(lambda sign: quote(sign[0].encode("utf-8", "surrogatepass")), address)


def key_of(text: str) -> str:
    """Hash a text to 32 hex digits."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def digest_of(data: object) -> str:
    """Hash plain data (dicts, lists, texts, numbers) whatever the order of its keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return key_of(text)


@lru_cache(maxsize=65536)
def canonical(address: str) -> str:
    """Bring an address to the ledger's form.

    The same for every platform, so that better knowledge of a portal moves no row; what is no http
    address stays as it is.
    """
    address = storable(address)
    try:
        return canonical_url(address)
    except ValueError:
        return address


def address_key(address: str) -> str:
    """Key of the ledger's row for any spelling of an address."""
    return key_of(canonical(address))


@lru_cache(maxsize=65536)
def loose_address_key(address: str) -> str:
    """Key under which old addresses are looked up, whatever their spelling."""
    try:
        return key_of(loose_key(address))
    except ValueError:
        return key_of(address)
