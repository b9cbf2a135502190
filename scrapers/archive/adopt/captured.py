"""One page or file as an archive from elsewhere holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from scrapers.archive.record import ArchiveError, Link
from scrapers.archive.write import Headers as Headers
from scrapers.archive.write import Payload, copy_payload

MAX_ITEM_BYTES = 2 * 1024 * 1024 * 1024
_IN_MEMORY = 1024 * 1024


class AdoptError(ArchiveError):
    """An archive from elsewhere cannot be taken in: one line that says which, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A response, with the address it had at the source as far as that can be known."""

    url: str
    payload: Payload
    fetched_at: datetime | None = None
    """``None``: the archive does not say."""
    origin: str = ""
    """File and place in it, and the kind of archive."""
    base: str = ""
    """The address that links in it are relative to, where that is not ``url``."""
    same_as: str = ""
    """The address whose payload this one repeats; its own is then empty."""
    relink: Callable[[Link], Link] | None = None
    """Turns a link as the copy has it into one as the source had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A piece of an archive that is left out, with the reason."""

    origin: str
    detail: str


Found = Captured | Unreadable


def spooled(
    source: BinaryIO,
    *,
    status: int = 200,
    headers: Headers = (),
    limit_bytes: int = MAX_ITEM_BYTES,
    name: str = "",
) -> Payload:
    """Copy a body out of an archive. Raises AdoptError if it is over the limit."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by who writes it
    try:
        digest, size = copy_payload(source, cast("BinaryIO", file), limit_bytes)
    except AdoptError:
        raise
    except ArchiveError as error:
        raise AdoptError(f"{name}: {error}; nothing of it is taken in") from error
    file.seek(0)
    return Payload(
        status=status,
        headers=headers,
        body=cast("BinaryIO", file),
        digest=digest,
        size_bytes=size,
    )


def header(headers: Iterable[tuple[str, str]], name: str) -> str:
    """Find a header, case ignored; ``""`` if there is none."""
    return next((value for key, value in headers if key.lower() == name), "")
