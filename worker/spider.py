"""The crawl's child process: its plan goes in as a file, its events come out as lines."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scrapers.plan import Plan, save_plan
from settings.env import CHECKOUT
from worker.tether import tether

Event = Mapping[str, object]
STOP_S = 20.0
"""What a crawl may take to close its last segment; then it is ended, and the next one recovers."""
_CHUNK_BYTES = 1 << 16


class Spider:
    """One ``python -m scrapers crawl``; stopped and waited for when the block is left."""

    def __init__(self, plan: Plan, *, log: Path) -> None:
        self._plan = plan
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="portalift-plan-")
        plan_file = Path(self._folder.name) / "plan.json"
        save_plan(self._plan, plan_file)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                (sys.executable, "-m", "scrapers", "crawl", "--plan", str(plan_file)),
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=tether(signal.SIGKILL),
            )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._stdout.close()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def status(self) -> int:
        """Exit status; negative: the signal that ended it."""
        return self._child.wait()

    def stop(self) -> None:
        """Let the crawl close its last segment and end; end it by force if it takes too long."""
        with contextlib.suppress(ProcessLookupError):
            self._child.terminate()
        try:
            self._child.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def events(self, *, tick_s: float) -> Iterator[Event | None]:
        """Give each event as it comes, and ``None`` after ``tick_s`` seconds without one."""
        stdout = self._stdout
        os.set_blocking(stdout.fileno(), False)
        rest = b""
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while True:
                if not selector.select(timeout=tick_s):
                    yield None
                    continue
                chunk = os.read(stdout.fileno(), _CHUNK_BYTES)
                if not chunk:
                    return
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield json.loads(line)

    @property
    def _child(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the crawl was not started")
        return self._process

    @property
    def _stdout(self) -> IO[bytes]:
        stdout = self._child.stdout
        if stdout is None:
            raise RuntimeError("the crawl's events are not read")
        return stdout
