"""The whole line on a sample portal: ``python -m tests.bench.line [--articles 1000]``.

Prints two tables: pages a second of each stage, and the peak memory of each program. Memory is
sampled where there is ``/proc`` (Linux); elsewhere that table stays empty.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from samples.portal import Portal
from samples.server import serve
from tests.data_folder import ROOT, environment_of
from worker.supervisor.programs import free_port

SAMPLE_EVERY_S = 0.25
PROGRAMS = (
    ("scrapers crawl", "spider"),
    ("crawler@", "crawler"),
    ("worker@", "worker"),
    ("gunicorn", "web"),
    ("valkey", "broker"),
    ("manage.py run", "supervisor"),
)
"""What stands in a command line, and whose it is; the first that fits."""
_PAGES = "SELECT count(*) FROM harvest_sourceurl WHERE segment_id IS NOT NULL AND kind = 'page'"
_FILES = "SELECT count(*) FROM harvest_asset WHERE state = 'loaded'"
_ITEMS = "SELECT count(*) FROM harvest_item WHERE page_id IS NOT NULL"
AMOUNTS = {
    "crawl": _PAGES,
    "record": "SELECT count(*) FROM harvest_sourceurl WHERE segment_id IS NOT NULL",
    "learn": f"SELECT min(200, ({_PAGES}))",
    "draft": _PAGES,
    "load": _ITEMS,
    "fetch files": _FILES,
    "assets": _FILES,
    "refresh": _ITEMS,
}
"""What each stage takes, in the order of the line."""
_FETCHED = "SELECT max(recorded_at) FROM harvest_segment WHERE name LIKE '%assets-%'"
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_RECORD = """
import django; django.setup()
import time
from cms.portals.services import add_portal
from worker.stages.visit import record_new
portal = add_portal({home!r}, slug="bench")
start = time.perf_counter()
record_new(portal)
print(time.perf_counter() - start)
"""


def main() -> int:
    """Run the line once on a data folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="bench-line-") as folder,
        serve(Portal(options.seed, count=options.articles)) as server,
    ):
        var, home = Path(folder) / "var", f"{server.address}/"
        peaks, status = _run(var, home)
        if status:
            sys.stderr.write(f"the run ended with status {status}; see {var / 'log'}\n")
            return status
        console = Console(width=100)
        console.print(_stages(var, home))
        console.print(_memory(peaks))
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        console.print(f"processor time of all programs: {used.ru_utime + used.ru_stime:.0f} s")
    return 0


def _run(var: Path, home: str) -> tuple[dict[str, tuple[int, int]], int]:
    """Harvest to the balance sheet; peak memory of a process and of all, by program, in bytes."""
    environment = environment_of(var, PORTAL=home, SERVE="0", PORT=str(free_port()))
    peaks: dict[str, tuple[int, int]] = {}
    with subprocess.Popen(
        (sys.executable, "manage.py", "run"), cwd=ROOT, env=environment, stdout=sys.stderr
    ) as run:
        while run.poll() is None:
            for name, sizes in _sizes(var, run.pid).items():
                one, together = peaks.get(name, (0, 0))
                peaks[name] = (max(one, *sizes), max(together, sum(sizes)))
            time.sleep(SAMPLE_EVERY_S)
    return peaks, run.returncode


def _sizes(var: Path, supervisor: int) -> dict[str, list[int]]:
    """Resident memory of the run's processes now, by program."""
    sessions = {int(file.read_text() or 0) for file in (var / "run").glob("*.pid")}
    found: dict[str, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()
            if int(process.name) != supervisor and int(state[3]) not in sessions:
                continue
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            pages = int((process / "statm").read_text().split()[1])
        except (OSError, ValueError):
            continue  # it ended meanwhile
        name = next((name for sign, name in PROGRAMS if sign in line), "")
        if name:
            found.setdefault(name, []).append(pages * _PAGE_BYTES)
    return found


def _stages(var: Path, home: str) -> Table:
    table = Table("stage", "pages", "seconds", "pages a second", title="The line, stage by stage")
    with closing(sqlite3.connect(var / "portalift.sqlite3")) as database:
        amounts = {stage: database.execute(sql).fetchone()[0] for stage, sql in AMOUNTS.items()}
        jobs = database.execute(
            "SELECT kind, started_at, ended_at FROM harvest_job WHERE state = 'done' ORDER BY id"
        ).fetchall()
        (fetched,) = database.execute(_FETCHED).fetchone()
    times: dict[str, float] = {"record": _record_s(var, home)}
    for kind, start, end in jobs:
        if kind == "assets" and fetched:  # its first part is the portal's and the network's time
            times["fetch files"] = _seconds(start, fetched)
            start = fetched
        times[kind] = times.get(kind, 0.0) + _seconds(start, end)
    for stage, amount in amounts.items():
        passed = times.get(stage, 0.0)
        rate = amount / max(passed, 0.001)
        table.add_row(stage, str(amount), f"{passed:.1f}", f"{rate:.0f}")
    return table


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _record_s(var: Path, home: str) -> float:
    """Read the archive into an empty ledger: in the run this happens while it crawls."""
    other = var.with_name("recorded")
    (archive,) = (var / "archive").iterdir()
    shutil.copytree(archive, other / "archive" / "bench")
    environment = environment_of(other, DJANGO_SETTINGS_MODULE="settings.dev")
    for words in (("manage.py", "migrate", "--verbosity", "0"), ("-c", _RECORD.format(home=home))):
        done = subprocess.run(
            (sys.executable, *words), cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    return float(done.stdout)


def _memory(peaks: dict[str, tuple[int, int]]) -> Table:
    table = Table("program", "largest process, MiB", "all its processes, MiB", title="Peak memory")
    for name, (one, together) in sorted(peaks.items(), key=lambda row: -row[1][1]):
        table.add_row(name, f"{one / 2**20:.0f}", f"{together / 2**20:.0f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
