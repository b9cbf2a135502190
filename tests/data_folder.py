"""A data folder with an empty database, made once a test session however many processes run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]


def environment_of(var: Path, **more: str) -> dict[str, str]:
    """The environment of a program that works on the data folder."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "PYTEST_", "MAKE")) and name not in VARIABLES
    }
    return {**inherited, "PORTALIFT_VAR": str(var), "PYTHONPATH": str(ROOT), **more}


VARIABLES = ("PORTAL", "LIMIT", "SERVE", "PORT", "SAMPLE_SEED", "DATABASE_URL", "REDIS_URL")


def make_data_folder(factory: pytest.TempPathFactory, var: Path) -> Path:
    """Make a data folder with a migrated SQLite database."""
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    template = shared / "migrated"
    with FileLock(str(shared / "migrated.lock")):
        if not template.exists():
            making = shared / "migrating"
            subprocess.run(
                (sys.executable, "manage.py", "migrate", "--verbosity", "0"),
                cwd=ROOT,
                env=environment_of(making),
                check=True,
            )
            making.rename(template)
    shutil.copytree(template, var)
    return var
