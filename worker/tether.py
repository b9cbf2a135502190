"""Child processes that never outlive what started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform.startswith("linux") else None


def tether(number: signal.Signals) -> Callable[[], None]:
    """Make a ``preexec_fn``: the kernel sends the child ``number`` when its parent dies.

    Only Linux has this; elsewhere the child is found and stopped at the next start. The parent is
    the thread that started the child: start it from one that lives as long as the process.
    """
    parent = os.getpid()

    def in_child() -> None:
        if _prctl is None:
            return
        _prctl(_PR_SET_PDEATHSIG, int(number))
        # The parent may have died before the line above: then nothing would ever be sent.
        if os.getppid() != parent:
            os._exit(1)

    return in_child
