"""Run the crawl as the worker does: a child process with a plan, events on its stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ingest.types import CrawlSettings, PortalProfile
from scrapers.archive import ArchiveRecord, Outcome, iter_records, segments
from scrapers.plan import Plan, save_plan

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Crawled:
    """How a crawl ended."""

    status: int
    events: tuple[dict[str, object], ...]
    log: str

    @property
    def reason(self) -> object:
        return self.events[-1].get("reason") if self.events else None

    @property
    def peak_mib(self) -> float:
        return int(str(self.events[-1].get("peak_bytes", 0))) / 1024**2


def profile_of(home: str, **crawl: object) -> PortalProfile:
    settings = CrawlSettings(**crawl)  # type: ignore[arg-type]
    return PortalProfile(slug="can-loc", name="Can Lộc", home=home, crawl=settings)


def start(plan: Plan, folder: Path) -> subprocess.Popen[str]:
    path = folder / f"plan-{plan.run}-{plan.mode}.json"
    save_plan(plan, path)
    return subprocess.Popen(
        [sys.executable, "-m", "scrapers", "crawl", "--plan", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(plan: Plan, folder: Path, *, timeout_s: float = 120) -> Crawled:
    """Crawl to the end."""
    with start(plan, folder) as process:
        out, log = process.communicate(timeout=timeout_s)
    events = tuple(json.loads(line) for line in out.splitlines())
    return Crawled(process.returncode, events, log)


def records(root: str | Path) -> list[ArchiveRecord]:
    return [record for name in segments(root, "can-loc") for record in iter_records(root, name)]


def fetched(root: str | Path) -> list[str]:
    """List the paths of what was stored as content, in order."""
    return [
        "/" + record.note.url.split("/", 3)[3]
        for record in records(root)
        if record.note.outcome is Outcome.FETCHED
    ]
