"""The whole line as a new user meets it: `manage.py run` in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.data_folder import ROOT, environment_of
from worker.supervisor.programs import free_port

READY = "Serving until Ctrl-C."
RUNS_OWN = frozenset({"harvest_job", "harvest_jobline", "harvest_run", "harvest_segment"})
"""Tables that every run adds to; all others hold content."""
Item = dict[str, Any]


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than an entry that waits to be read."""
    shown = subprocess.run(
        ("ps", "-o", "stat=", "-p", str(pid)), capture_output=True, text=True, check=False
    )
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


class Machine:
    """One data folder, and the run that works on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._said = var.with_name(f"{var.name}.said")

    # --- running ------------------------------------------------------------------------------

    def start(self, **variables: str) -> None:
        self.end()
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                (sys.executable, "manage.py", "run"),
                cwd=ROOT,
                env=environment_of(self.var, PORT=str(self.port), **variables),
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, *, timeout_s: float = 600, **variables: str) -> int:
        """Run to the balance sheet; return the exit status."""
        self.start(SERVE="0", **variables)
        return self.ended(timeout_s=timeout_s)

    def ended(self, *, timeout_s: float = 60) -> int:
        return self.process.wait(timeout=timeout_s)

    def serve(self, **variables: str) -> None:
        """Run until all is harvested and served."""
        self.start(**variables)
        self.until(lambda: READY in self.said)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.ended()

    def end(self) -> None:
        """Leave nothing behind, whatever the test found."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def until(self, holds: Callable[[], bool], *, within_s: float = 600) -> None:
        deadline = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < deadline, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.05)

    def pids(self) -> dict[str, int]:
        """Process ids of the programs, by name."""
        files = (self.var / "run").glob("*.pid")
        return {file.stem: int(file.read_text()) for file in files}

    def family(self) -> set[int]:
        """All processes that belong to the programs: each has a session of its own."""
        shown = subprocess.run(
            ("ps", "-A", "-o", "pid=,sess="), capture_output=True, text=True, check=True
        )
        sessions = set(self.pids().values())
        pairs = (line.split() for line in shown.stdout.splitlines())
        return {int(pid) for pid, session in pairs if int(session) in sessions}

    # --- asking -------------------------------------------------------------------------------

    def portal(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``manage.py portal …``."""
        return subprocess.run(
            (sys.executable, "manage.py", "portal", *words),
            cwd=ROOT,
            env=environment_of(self.var),
            capture_output=True,
            text=True,
            check=False,
        )

    def get(self, path: str) -> Item:
        """Ask the API."""
        url = path if path.startswith("http") else f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=30) as response:
            answer: Item = json.load(response)
        return answer

    def items(self, kind: str) -> list[Item]:
        """All items of a kind with their bodies, page after page."""
        found: list[Item] = []
        url = f"/api/v1/{kind}/?limit=100&expand=body"
        while url:
            page = self.get(url)
            found += page["items"]
            url = page["next"] or ""
        return found

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.var / "portalift.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def counts(self) -> dict[str, int]:
        """Rows of every table that holds content; an index's own tables aside."""
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type='table'")]
        return {
            name: self.rows(f'SELECT count(*) FROM "{name}"')[0][0]
            for name in sorted(names)
            if name not in RUNS_OWN and "_fts" not in name and not name.startswith("sqlite_")
        }

    def written(self) -> list[str]:
        """Every revision and page, with what changes when it is written again."""
        revisions = self.rows("SELECT id, created_at, object_id, content FROM wagtailcore_revision")
        pages = self.rows(
            "SELECT id, title, live_revision_id, latest_revision_id, last_published_at, numchild"
            " FROM wagtailcore_page"
        )
        return sorted(map(str, [*revisions, *pages]))

    def end_state(self) -> dict[str, list[tuple[Any, ...]]]:
        """What a run is for: equal for two runs that ended in the same state."""
        return {
            "addresses": self.rows(
                "SELECT address, kind, state, reason, payload_digest IS NOT NULL"
                " FROM harvest_sourceurl ORDER BY address"
            ),
            "items": self.rows(
                "SELECT url.address, item.kind, page.title, page.live, version.digest"
                " FROM harvest_item AS item"
                " JOIN harvest_sourceversion AS version ON version.id = item.latest_id"
                " JOIN harvest_sourceurl AS url ON url.id = version.source_url_id"
                " LEFT JOIN wagtailcore_page AS page ON page.id = item.page_id ORDER BY 1, 2, 3"
            ),
            "names": self.rows("SELECT name, count(*) FROM harvest_identity GROUP BY 1 ORDER BY 1"),
            "assets": self.rows(
                "SELECT address, state, reason, sha256 FROM harvest_asset ORDER BY address"
            ),
            "library": self.rows("SELECT count(*) FROM articles_portalimage"),
            "read model": self.rows(
                "SELECT entry.kind, page.title FROM catalog_entry AS entry"
                " JOIN wagtailcore_page AS page ON page.id = entry.page_id ORDER BY 2, 1"
            ),
        }

    def spider(self) -> int | None:
        """Process id of the crawl, while one runs."""
        shown = subprocess.run(
            ("ps", "-A", "-o", "pid=,args="), capture_output=True, text=True, check=True
        )
        family = self.family()
        for line in shown.stdout.splitlines():
            pid, _, command = line.strip().partition(" ")
            if "scrapers crawl" in command and int(pid) in family:
                return int(pid)
        return None
