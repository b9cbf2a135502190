"""The processes that `make run` watches: started, started again when they die, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from worker.supervisor.options import StartError
from worker.tether import tether

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A child that lived this long starts again with the first pause."""
READY_S = 60.0
STOP_S = 25.0
"""A worker's tasks stop at their next safe point; a spider closes its last segment."""
MAX_LOG_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to start, and how to see that it is ready."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    is_ready: Callable[[], bool] = lambda: True


class Child:
    """One program and, most of the time, its running process."""

    def __init__(self, program: Program, *, folder: Path, clock: Callable[[], float]) -> None:
        self.program = program
        self.restarts = 0
        self._log = folder / "log" / f"{program.name}.log"
        self._pid_file = folder / "run" / f"{program.name}.pid"
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start_at = 0.0
        self._pause_s = FIRST_PAUSE_S

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        for path in (self._log, self._pid_file):
            path.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > MAX_LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own programs
                self.program.argv,
                env=self.program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C on the terminal reaches the supervisor alone.
                start_new_session=True,
                preexec_fn=tether(signal.SIGTERM),
            )
        self._started_at = self._clock()
        self._pid_file.write_text(str(self._process.pid), encoding="ascii")

    def tend(self) -> str:
        """Start the process again if it died and its pause is over; say what happened, or ""."""
        now = self._clock()
        if self._process is None:
            if now < self._next_start_at:
                return ""
            self.restarts += 1
            self.start()
            return f"{self.program.name}: started again"
        status = self._process.poll()
        if status is None:
            return ""
        if now - self._started_at >= STEADY_S:
            self._pause_s = FIRST_PAUSE_S
        self._next_start_at = now + self._pause_s
        said = f"{self.program.name}: {_how_it_ended(status)}; starts again in {self._pause_s:g} s"
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        self._kill_group()
        self._process = None
        return said

    def ask_to_stop(self) -> None:
        """Tell the program; what it started itself is its own to stop."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)

    def see_stopped(self, *, until: float) -> None:
        """Wait for the end, by force once ``until`` has passed; nothing of its group is left."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=max(0.0, until - self._clock()))
            self._kill_group()
            self._process.wait()
            self._process = None
        self._pid_file.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The last line of the log that says something."""
        if not self._log.exists():
            return ""
        with self._log.open(encoding="utf-8", errors="replace") as log:
            lines = deque((line.strip() for line in log if line.strip()), maxlen=1)
        return lines[0] if lines else ""

    def wait_until_ready(self, *, within_s: float = READY_S) -> None:
        """Raise StartError, with the last words of its log, if it ends or is not ready in time."""
        deadline = self._clock() + within_s
        while not self.program.is_ready():
            if self.pid is None or self._clock() > deadline:
                raise StartError(
                    f"{self.program.name} did not start: {self.last_words()} (see {self._log})"
                )
            time.sleep(0.05)

    def _kill_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _how_it_ended(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"ended with status {status}"


def stop_all(children: Sequence[Child], *, clock: Callable[[], float]) -> None:
    """Stop all: the first, on which the others lean, last; by force what takes over `STOP_S`."""
    for together in (children[1:], children[:1]):
        until = clock() + STOP_S
        for child in together:
            child.ask_to_stop()
        for child in together:
            child.see_stopped(until=until)
