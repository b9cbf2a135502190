"""The workers' application with one stage that a test can watch and hold."""

from __future__ import annotations

import time
from pathlib import Path

import django

from worker.app import app

django.setup()

from worker.lease import Lease  # noqa: E402
from worker.stages import STAGES  # noqa: E402
from worker.stages.outcome import Outcome  # noqa: E402

__all__ = ["app"]


def mark(lease: Lease) -> Outcome:
    """Write a mark, then go on until the file named ``go`` is there."""
    folder = Path(lease.job.arguments["folder"])
    with (folder / "marks").open("a", encoding="utf-8") as marks:
        marks.write("started\n")
    while not (folder / "go").exists():
        lease.check()
        time.sleep(0.02)
    return Outcome(result={"done": 1})


STAGES["probe"] = mark
