"""Look at a portal before it is added: the spider's short crawl in a child process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from settings.env import CHECKOUT
from worker.tether import tether

Facts = Mapping[str, object]
LOOK_S = 0.5


def probe(
    url: str, *, allow_private: tuple[str, ...] = (), check: Callable[[], None] = lambda: None
) -> Facts:
    """Return what `scrapers.crawl.probe` finds; ``reached`` is False where nothing answers.

    ``check`` is called twice a second and may raise to give up. Raises ValueError for an address
    that is none.
    """
    private = [word for place in allow_private for word in ("--allow-private", place)]
    with subprocess.Popen(  # noqa: S603 - our own program
        (sys.executable, "-m", "scrapers", "probe", url, *private),
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=tether(signal.SIGKILL),
    ) as child:
        try:
            while True:
                try:
                    out, log = child.communicate(timeout=LOOK_S)
                    break
                except subprocess.TimeoutExpired:
                    check()
        finally:
            child.kill()
    if not out.strip():
        raise ValueError(log.strip().rpartition("\n")[2] or f"{url} could not be looked at")
    facts: Facts = json.loads(out)
    return facts


def place_of(url: str) -> str:
    """``host:port`` of an address, as the fetch guard takes it."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
