"""The change log: what a follower has to read to have what the server has, in commit order.

A number taken from a counter when a row is written says nothing about when the row can be seen:
of two transactions at once, the one with the higher number may commit first, and a follower that
has read it would never come back for the other. So rows are written without a number, by any
number of writers that never wait for each other, and are numbered when they can be seen: by
whoever looks next, one at a time. Rows of one item keep their own order, because its row in
`Entry` is locked before its change is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from .models import Change, Operation, PlaceKind

NUMBERING_LOCK = 7_021_963
"""Key of PostgreSQL's advisory lock: any number that nobody else takes."""

NEWEST = """
SELECT sequence || '.' || id || '.' || at FROM catalog_change
WHERE sequence IS NOT NULL {condition} ORDER BY sequence DESC LIMIT 1
"""
VERSIONS = """
SELECT ({newest}), ({newest_place}), EXISTS(SELECT 1 FROM catalog_change WHERE sequence IS NULL)
"""
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


def versions() -> Versions:
    """Return how far the catalog has come, all commits up to now included."""
    newest, places, more = _read_versions()
    if more:
        number()
        newest, places, more = _read_versions()
    return Versions(all=newest, places=places)


def number() -> None:
    """Give every change that can be seen its place in the order."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The next statement's snapshot is taken when the lock is had: it sees all numbers.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING_LOCK])
        cursor.execute(NUMBER)


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


def _read_versions() -> tuple[str, str, bool]:
    kinds = ", ".join(f"'{kind}'" for kind in PlaceKind.values)
    query = VERSIONS.format(
        newest=NEWEST.format(condition=""),
        newest_place=NEWEST.format(condition=f"AND kind IN ({kinds})"),
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        newest, place, more = cursor.fetchone()
    return newest or "", place or "", bool(more)
