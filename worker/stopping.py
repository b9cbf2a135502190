"""Whether this worker was told to stop: its tasks then hand their jobs back at the next safe point.

The flag lives in memory that the worker shares with the processes of its pool (they are forked
from it). Where a pool is not forked, a worker that stops waits for its tasks; what is ended by
force is taken over when its lease runs out.
"""

from __future__ import annotations

import mmap

from celery.signals import worker_shutting_down

_flag = mmap.mmap(-1, 1)


@worker_shutting_down.connect
def note(**_signal: object) -> None:
    """Raise the flag."""
    _flag[0] = 1


def is_stopping() -> bool:
    return bool(_flag[0])
