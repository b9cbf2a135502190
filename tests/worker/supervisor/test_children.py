"""Children are started, started again when they die, and stopped with all they started."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from worker.supervisor import children
from worker.supervisor.children import Child, Program, stop_all
from worker.supervisor.options import StartError

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
IGNORES_TERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
HAS_A_CHILD = (
    "import subprocess, sys;"
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]);"
    "print('child', child.pid, flush=True); child.wait()"
)


class Clock:
    """Time that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Child]]:
    started: list[Child] = []

    def start(code: str) -> Child:
        program = Program(
            name="child", argv=(sys.executable, "-c", code), environment=dict(os.environ)
        )
        child = Child(program, folder=tmp_path, clock=clock)
        child.start()
        started.append(child)
        return child

    yield start
    for child in started:
        child.see_stopped(until=clock())


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_child_that_dies_starts_again_after_a_pause_that_grows(
    start: Callable[[str], Child], clock: Clock
) -> None:
    child = start("raise SystemExit(3)")
    pauses = []
    for _ in range(3):
        until(lambda: child.pid is None)
        assert child.tend().startswith("child: ended with status 3")
        before = clock.now
        while not child.tend():
            clock.now += 0.25
        pauses.append(clock.now - before)
    assert pauses == [0.5, 1.0, 2.0]
    assert child.restarts == 3


def test_a_child_that_is_killed_takes_its_own_children_with_it(
    start: Callable[[str], Child], tmp_path: Path
) -> None:
    child = start(HAS_A_CHILD)
    until(lambda: child.last_words().startswith("up") or "child" in child.last_words())
    log = tmp_path / "log" / "child.log"
    until(lambda: "child" in log.read_text() and "up" in log.read_text())
    words = log.read_text().split()
    grandchild = int(words[words.index("child") + 1])
    assert is_alive(grandchild)
    assert child.pid is not None
    os.kill(child.pid, 9)
    until(lambda: child.pid is None)
    assert "killed by signal 9" in child.tend()
    until(lambda: not is_alive(grandchild))


def test_a_child_that_does_not_listen_is_stopped_by_force(
    start: Callable[[str], Child], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "STOP_S", 0.0)
    stubborn, willing = start(IGNORES_TERM), start(SLEEPS)
    pids = (stubborn.pid, willing.pid)
    stop_all([stubborn, willing], clock=clock)
    assert not any(is_alive(pid) for pid in pids if pid)


def test_a_child_that_never_gets_ready_says_its_last_words(tmp_path: Path, clock: Clock) -> None:
    program = Program(
        name="broker",
        argv=(sys.executable, "-c", "print('no room left'); raise SystemExit(1)"),
        environment=dict(os.environ),
        is_ready=lambda: False,
    )
    child = Child(program, folder=tmp_path, clock=clock)
    child.start()
    with pytest.raises(StartError, match="broker did not start: no room left"):
        child.wait_until_ready()
    child.see_stopped(until=clock())
    assert not list((tmp_path / "run").iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends orphans itself")
def test_children_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = f"""
import os, pathlib, sys, time
from worker.supervisor.children import Child, Program
program = Program(name="c", argv=(sys.executable, "-c", {SLEEPS!r}), environment=dict(os.environ))
child = Child(program, folder=pathlib.Path({str(tmp_path)!r}), clock=time.monotonic)
child.start()
while child.last_words() != "up":
    time.sleep(0.01)
os.kill(os.getpid(), 9)
"""
    supervisor = Program(
        name="supervisor",
        argv=(sys.executable, "-c", code),
        environment={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )
    child = Child(supervisor, folder=tmp_path, clock=time.monotonic)
    child.start()
    until(lambda: child.pid is None)
    orphan = int((tmp_path / "run" / "c.pid").read_text())
    until(lambda: not is_alive(orphan))
