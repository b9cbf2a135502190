"""Work in a child process with limits: a poison item fails alone, not the batch around it."""

from __future__ import annotations

import fcntl
import os
import resource
import select
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterator

# Wall time that one page may take; the slowest real page seen takes two seconds.
PAGE_SECONDS = 60.0
# Address space of the child: a page that wants more is poison.
MAX_MEMORY_BYTES = 2 * 1024**3
# What every user may ask for on Linux.
PIPE_BYTES = 1024**2

_LENGTH = struct.Struct(">Q")


def run_items(count: int, work: Callable[[int], str]) -> Iterator[str | None]:
    """Yield ``work(0)`` to ``work(count - 1)`` in order; None for an item that killed its child.

    The child is a fork, so what was learnt before is at hand. After a death (memory, time, a crash
    of a parser) another child goes on with the next item.
    """
    done = 0
    while done < count:
        for line in _child(range(done, count), work):
            yield line
            done += 1
        if done < count:
            yield None
            done += 1


def _child(items: range, work: Callable[[int], str]) -> Iterator[str]:
    reader, writer = os.pipe()
    if sys.platform == "linux":
        # Room for the child to go on while its reader is busy.
        fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads run. The child takes none of their locks: it
        # computes, writes to its pipe, and ends without any clean-up.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.close(reader)
        _work(writer, items, work)
    os.close(writer)
    try:
        for _ in items:
            head = _read(reader, _LENGTH.size)
            body = _read(reader, _LENGTH.unpack(head)[0]) if head else b""
            if not body:
                return
            yield body.decode("utf-8")
    finally:
        os.close(reader)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _work(writer: int, items: range, work: Callable[[int], str]) -> None:
    """Be the child: never returns."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        with os.fdopen(writer, "wb") as out:
            for item in items:
                body = work(item).encode("utf-8", "replace")
                out.write(_LENGTH.pack(len(body)) + body)
                out.flush()
        status = 0
    finally:
        os._exit(status)


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
