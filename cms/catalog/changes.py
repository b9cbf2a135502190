"""The change log: what a follower has to read to have what the server has, in commit order.

A number taken from a counter when a row is written says nothing about when the row can be seen:
of two transactions at once, the one with the higher number may commit first, and a follower that
has read it would never come back for the other. So rows are written without a number, by any
number of writers that never wait for each other, and are numbered when they can be seen: by the
writer after its commit, or by whoever looks before that, one at a time. Rows of one item keep their
own order, because its row in `Entry` is locked before its change is written. SQLite has one writer
at a time, so there the writer numbers its rows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.dispatch import Signal

from .models import Change, Operation, PlaceKind

recorded = Signal()
"""Sent with ``happened`` inside the transaction that makes changes, which may still fail."""
LOCK = "SELECT pg_advisory_xact_lock(7021963)"
"""The number is any that nobody else takes."""

PLACES = ", ".join(f"'{kind}'" for kind in PlaceKind.values)
NEWEST = """
SELECT sequence || '.' || id || '.' || at FROM catalog_change
WHERE sequence IS NOT NULL {condition} ORDER BY sequence DESC LIMIT 1
"""
VERSIONS = f"""
SELECT ({NEWEST.format(condition="")}), ({NEWEST.format(condition=f"AND kind IN ({PLACES})")}),
       EXISTS(SELECT 1 FROM catalog_change WHERE sequence IS NULL)
"""  # noqa: S608 - our own words
NUMBER = """
UPDATE catalog_change SET sequence = numbered.sequence FROM (
    SELECT id, row_number() OVER (ORDER BY id)
             + (SELECT coalesce(max(sequence), 0) FROM catalog_change) AS sequence
    FROM catalog_change WHERE sequence IS NULL
) AS numbered WHERE catalog_change.id = numbered.id
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """A change that is to be written."""

    operation: Operation
    kind: str
    object_id: int
    portal: str


@dataclass(frozen=True, slots=True)
class Versions:
    """How far the catalog has come.

    The texts hold the time besides the number, so that a database restored from yesterday does not
    pass for the one that went on from there.
    """

    all: str
    """Is another whenever anything is."""
    places: str
    """Is another whenever a portal, section or destination is."""

    @property
    def sequence(self) -> int:
        """Number of the newest change; 0 before the first."""
        return int(self.all.partition(".")[0] or 0)


def record(happened: Sequence[Happened], *, now: datetime) -> None:
    """Write changes; call it inside the transaction that makes them, after their rows."""
    if not happened:
        return
    Change.objects.bulk_create(
        [
            Change(
                operation=one.operation,
                kind=one.kind,
                object_id=one.object_id,
                portal=one.portal,
                at=now,
            )
            for one in happened
        ]
    )
    if connection.vendor == "postgresql":
        transaction.on_commit(number, robust=True)
    else:
        number()
    recorded.send(sender=Change, happened=happened)


def versions() -> Versions:
    """Return how far the catalog has come, all commits up to now included."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        newest, place, more = cursor.fetchone()
        if more:
            _number(cursor)
            cursor.execute(VERSIONS)
            newest, place, _more = cursor.fetchone()
    return Versions(all=newest or "", places=place or "")


def number() -> None:
    """Give every change that can be seen its place in the order."""
    with connection.cursor() as cursor:
        _number(cursor)


def _number(cursor: CursorWrapper) -> None:
    # PostgreSQL runs the two statements as one transaction; the second takes its snapshot when the
    # lock is had, so it sees every number given before.
    cursor.execute(f"{LOCK}; {NUMBER}" if connection.vendor == "postgresql" else NUMBER)


def since(
    sequence: int, *, limit: int, kinds: Iterable[str] = (), portal: str = ""
) -> list[Change]:
    """Return the changes after ``sequence`` in commit order, at most ``limit``."""
    versions()
    found = Change.objects.filter(sequence__gt=sequence).order_by("sequence")
    if kinds:
        found = found.filter(kind__in=list(kinds))
    if portal:
        found = found.filter(portal=portal)
    return list(found[:limit])
