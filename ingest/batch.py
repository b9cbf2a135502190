"""Work in a child process with limits: a poison item fails alone, not the batch around it."""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import struct
import traceback
from collections.abc import Callable, Iterator
from typing import BinaryIO

# Wall time that one page may take; the slowest real page seen takes two seconds.
PAGE_SECONDS = 60.0
# Address space of the child: a page that wants more is poison.
MAX_MEMORY_BYTES = 2 * 1024**3
# Objects: those of some ten pages of a portal, or of one large page.
_COLLECT_EVERY = 50_000

# Before each message: its kind, then the line's length or the number of the item in hand.
_HEAD = struct.Struct(">cQ")
_IN_HAND, _READY, _LINE = b"i", b"r", b"l"

Prepare = Callable[[frozenset[int], Callable[[int], None]], None]


def run_items(
    count: int, work: Callable[[int], str], *, prepare: Prepare | None = None
) -> Iterator[str | None]:
    """Yield ``work(0)`` to ``work(count - 1)`` in order; None for an item that killed its child.

    After a death (memory, time, a crash of a parser) another child goes on with the next item.
    Each child begins with ``prepare``: it is given the items to leave out and what to call with the
    number of an item before it takes the item in hand. One that kills the child there is left out
    by the next.
    """
    done = 0
    poison: set[int] = set()
    while done < count:
        in_hand = -1
        for item, line in _child(range(done, count), work, prepare, frozenset(poison)):
            in_hand = item
            if line is not None:
                yield line
                done += 1
        if done < count and in_hand >= 0 and in_hand not in poison:
            poison.add(in_hand)
        elif done < count:
            yield None
            done += 1


def _child(
    items: range, work: Callable[[int], str], prepare: Prepare | None, poison: frozenset[int]
) -> Iterator[tuple[int, str | None]]:
    """Yield each line with -1; before, the number of each item that ``prepare`` takes in hand, and
    -1 at its end.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _work(writer, items, work, prepare, poison)
    os.close(writer)
    left = len(items)
    try:
        while left:
            head = _read(reader, _HEAD.size)
            if not head:
                return
            kind, number = _HEAD.unpack(head)
            if kind != _LINE:
                yield (number if kind == _IN_HAND else -1), None
                continue
            body = _read(reader, number)
            if not body:
                return
            left -= 1
            yield -1, body.decode("utf-8")
    finally:
        os.close(reader)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _work(
    writer: int,
    items: range,
    work: Callable[[int], str],
    prepare: Prepare | None,
    poison: frozenset[int],
) -> None:
    """Be the child: never returns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        _collect_rarely()
        with os.fdopen(writer, "wb") as out:
            if prepare is not None:
                prepare(poison, lambda item: _tell(out, _HEAD.pack(_IN_HAND, item)))
                _tell(out, _HEAD.pack(_READY, 0))
                gc.freeze()
            for item in items:
                body = work(item).encode("utf-8", "replace")
                _tell(out, _HEAD.pack(_LINE, len(body)) + body)
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def _collect_rarely() -> None:
    """Look for unreachable cycles every few pages: at Python's pace it is a fifth of the time."""
    gc.freeze()
    gc.set_threshold(_COLLECT_EVERY, 10, 10)


def _tell(out: BinaryIO, message: bytes) -> None:
    out.write(message)
    out.flush()


def _read(reader: int, size: int) -> bytes:
    """Read exactly ``size`` bytes; b"" if the child died or took too long."""
    parts: list[bytes] = []
    left = size
    while left:
        ready, _, _ = select.select([reader], [], [], PAGE_SECONDS)
        part = os.read(reader, min(left, 1 << 20)) if ready else b""
        if not part:
            return b""
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
