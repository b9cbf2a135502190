"""Who still asks for what: counted in memory, written every few seconds beside the requests."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cms.harvest.keys import key_of

from .models import Hits, Unresolved

MAX_UNRESOLVED = 5000
"""A portal's rows of addresses that nobody knows; the least asked for make room."""
MAX_WAITING = 20_000
"""Different addresses in memory; what comes on top before the next write is not counted."""
MAX_ADDRESS = 2000
ADD_HITS = """
INSERT INTO legacy_hits (source_url_id, day, count) VALUES (%s, %s, %s)
ON CONFLICT (source_url_id, day) DO UPDATE SET count = legacy_hits.count + excluded.count
"""
ADD_UNRESOLVED = """
INSERT INTO legacy_unresolved (portal_id, key, address, last_on, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (portal_id, key) DO UPDATE
SET count = legacy_unresolved.count + excluded.count, last_on = excluded.last_on
"""
logger = logging.getLogger(__name__)

_lock = threading.Lock()
_known: Counter[tuple[int, date]] = Counter()
_unknown: Counter[tuple[int, str, date]] = Counter()
_writers: list[threading.Thread] = []
_silent: ContextVar[bool] = ContextVar("hits are not counted", default=False)


@contextmanager
def not_counted() -> Iterator[None]:
    """Answer without counting: for trials."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def note_known(source_url_id: int, *, today: date) -> None:
    """Count a request for a known address."""
    _note(_known, (source_url_id, today))


def note_unresolved(portal_id: int, address: str, *, today: date) -> None:
    """Count a request for an address on a retired host that nobody knows."""
    _note(_unknown, (portal_id, address[:MAX_ADDRESS].replace("\0", ""), today))


def _note(counts: Counter, key: tuple[object, ...]) -> None:
    if _silent.get():
        return
    with _lock:
        if key in counts or len(counts) < MAX_WAITING:
            counts[key] += 1
        if settings.HITS_FLUSH_S and not (_writers and _writers[0].is_alive()):
            _writers[:] = [threading.Thread(target=_write_regularly, name="hits", daemon=True)]
            _writers[0].start()


def forget() -> None:
    """Drop what was counted: for tests."""
    with _lock:
        _known.clear()
        _unknown.clear()


def flush() -> None:
    """Write what was counted. Counts that the database refuses are lost, not asked for again."""
    with _lock:
        known, unknown = dict(_known), dict(_unknown)
        _known.clear()
        _unknown.clear()
    if not (known or unknown):
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            rows = [(key, day, count) for (key, day), count in sorted(known.items())]
            cursor.executemany(ADD_HITS, rows)
            cursor.executemany(
                ADD_UNRESOLVED,
                [
                    (portal, key_of(address), address, day, count)
                    for (portal, address, day), count in sorted(unknown.items())
                ],
            )
            for portal in {portal for portal, _address, _day in unknown}:
                _make_room(portal)
    except DatabaseError as error:
        logger.warning("%s counts of old addresses lost: %s", len(known) + len(unknown), error)


def _make_room(portal_id: int) -> None:
    kept = Unresolved.objects.filter(portal=portal_id)
    over = kept.count() - MAX_UNRESOLVED
    if over > 0:
        least = kept.order_by("count", "last_on", "pk").values("pk")[:over]
        Unresolved.objects.filter(pk__in=list(least.values_list("pk", flat=True))).delete()


def _write_regularly() -> None:
    pause = threading.Event()
    while not pause.wait(settings.HITS_FLUSH_S):
        flush()
        connection.close()


def count_of(portal_id: int) -> int:
    """Count all requests for a portal's old addresses so far."""
    counted = Hits.objects.filter(source_url__portal=portal_id).values_list("count", flat=True)
    return sum(counted)


atexit.register(flush)
