"""What a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that two records disagree about."""

    what: str
    """A code of ``docs/ledger.md``."""
    where: str
    """The store and the place in it: a segment and offset, a table's row, a file's name."""
    address: str
    """The old address that it is about, or the name of the thing."""
