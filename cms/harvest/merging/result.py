"""What a merge gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.types import Draft


class Speaker(StrEnum):
    """Who changed a field since the base."""

    NOBODY = "nobody"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One thing about which a person must decide. ``None``: that side does not have it."""

    name: str
    """A field of the draft, ``body``, ``order``, or ``block:<id>`` with base's id, else ours'."""
    base: str | None
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What became of three drafts."""

    merged: Draft
    """The editor's wherever there is a conflict."""
    conflicts: tuple[Conflict, ...] = ()
    changed: bool = False
    """Whether ``merged`` says anything that ours does not say: else there is nothing to write."""
    speakers: tuple[tuple[str, Speaker], ...] = ()
    """Field by field, with ``body`` for the blocks, who changed it."""
