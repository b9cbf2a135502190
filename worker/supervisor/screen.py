"""What the operator sees while the line works: a live table on a terminal, else plain lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from cms.harvest.models import Job

PLAIN_EVERY_S = 5.0
TITLES = {
    "probe": "look at the portal",
    "crawl": "crawl",
    "adopt": "take in the archive",
    "learn": "learn the template",
    "draft": "take the articles out",
    "load": "load into the CMS",
    "assets": "images and files",
    "refresh": "links and catalogue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as the operator sees it."""

    id: int
    kind: str
    state: str
    done: int = 0
    total: int = 0
    note: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        return TITLES.get(self.kind, self.kind)

    @property
    def amount(self) -> str:
        if not self.total:
            return str(self.done or "")
        return f"{self.done} of {self.total}"


def view_of(job: Job) -> JobView:
    """The job as a screen shows it."""
    return JobView(
        id=job.pk,
        kind=job.kind,
        state=job.state,
        done=job.done,
        total=job.total,
        note=job.note,
        reason=job.reason,
    )


class Screen(Protocol):
    """Where the run shows itself."""

    def say(self, line: str) -> None:
        """Show a line for good."""

    def show(self, jobs: Sequence[JobView]) -> None:
        """Show where the jobs stand now."""

    def close(self) -> None:
        """Leave what stands there."""


class PlainScreen:
    """Lines, for logs and pipes: each change of state, and progress every few seconds."""

    def __init__(self, write: Callable[[str], None], *, clock: Callable[[], float]) -> None:
        self._write = write
        self._clock = clock
        self._seen: dict[int, JobView] = {}
        self._written_at: dict[int, float] = {}

    def say(self, line: str) -> None:
        self._write(line)

    def show(self, jobs: Sequence[JobView]) -> None:
        now = self._clock()
        for job in jobs:
            before = self._seen.get(job.id)
            if job == before:
                continue
            changed = before is None or before.state != job.state
            if changed or now - self._written_at.get(job.id, 0.0) >= PLAIN_EVERY_S:
                self._seen[job.id] = job
                self._written_at[job.id] = now
                said = (job.state, job.amount, job.note, job.reason)
                self._write(f"{job.title}: {' - '.join(part for part in said if part)}")

    def close(self) -> None:
        """Nothing stands open."""


class TerminalScreen:
    """A table that is drawn over; lines that stay go above it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        # Without a thread of its own: this process forks when it starts a child again.
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._started = False

    def say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False)

    def show(self, jobs: Sequence[JobView]) -> None:
        if not self._started:
            self._live.start()
            self._started = True
        self._live.update(_table(jobs), refresh=True)

    def close(self) -> None:
        if self._started:
            self._live.stop()
            self._started = False


def _table(jobs: Sequence[JobView]) -> Table:
    table = Table.grid(padding=(0, 2))
    for job in jobs:
        bar = ProgressBar(
            total=job.total or None,
            completed=job.done,
            width=24,
            pulse=job.state == "running" and not job.total,
        )
        said = " ".join(part for part in (job.amount, job.note, job.reason) if part)
        table.add_row(job.title, bar, job.state, said)
    return table


def make_screen(write: Callable[[str], None], *, clock: Callable[[], float]) -> Screen:
    """A live table where standard output is a terminal, else plain lines through ``write``."""
    console = Console()
    if console.is_terminal and not console.is_dumb_terminal:
        return TerminalScreen(console)
    return PlainScreen(write, clock=clock)
