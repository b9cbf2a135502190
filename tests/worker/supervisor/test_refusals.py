"""`manage.py run` that cannot start: one line that says what to do, status 1, nothing written."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_folder import ROOT, environment_of
from worker.supervisor.programs import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something listens that is no portal."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def refusal(var: Path, **variables: str) -> str:
    """Run, and give the one line that is said."""
    run = subprocess.run(
        (sys.executable, "manage.py", "run"),
        cwd=ROOT,
        env=environment_of(var, **{"SERVE": "0"} | variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1, run.stdout
    (line,) = run.stdout.splitlines()
    return line


def nothing_is_written(var: Path) -> bool:
    return not {path.name for path in var.glob("*")} - {"secret-key"}


def test_a_port_in_use(tmp_path: Path, taken: int) -> None:
    assert f"port {taken} is in use" in refusal(tmp_path, PORT=str(taken))
    assert nothing_is_written(tmp_path)


def test_a_portal_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert "cannot be reached" in refusal(tmp_path, PORTAL=home, PORT=str(free_port()))
    assert nothing_is_written(tmp_path)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PORTAL": "huyen.example.vn"}, "not the address of a portal"),
        ({"LIMIT": "nhiều"}, "LIMIT=nhiều: expected a whole number"),
    ],
)
def test_a_wrong_variable(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    assert said in refusal(tmp_path, **variables)
    assert nothing_is_written(tmp_path)


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "name another data folder with PORTALIFT_VAR" in refusal(tmp_path / "file" / "var")
