"""What production needs is said by Django's own check, and all of it is there."""

import secrets
import subprocess
import sys
from pathlib import Path

from tests.data_folder import ROOT, environment_of


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    environment = environment_of(
        tmp_path,
        DJANGO_SETTINGS_MODULE="settings.production",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="tin.example",
        DATABASE_URL="postgres://user@db.example/name",
        REDIS_URL="redis://broker.example/0",
        ARCHIVE_URL=str(tmp_path / "archive"),
        STORAGE_URL=str(tmp_path / "media"),
    )
    check = subprocess.run(
        (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (check.returncode, check.stderr) == (0, "")
