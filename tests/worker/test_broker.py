"""Real Valkey, real Celery: what is killed, lost or stopped costs no job."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis

from settings.env import broker_socket
from tests.data_folder import environment_of, make_data_folder
from worker.supervisor.children import Child, Program, stop_all
from worker.supervisor.programs import broker

pytestmark = pytest.mark.slow

ADD = """
INSERT INTO harvest_job (kind, arguments, state, reason, result, done, total, note, attempts,
    worker, cancel_requested, again, requested_at)
VALUES ('probe', json_object('folder', ?), 'waiting', '', '{}', 0, 0, '', 0, '', 0, 0,
    datetime('now'))
"""
LONG_AGO = "2001-01-01 00:00:00"


class Machine:
    """A broker and a worker on one data folder, and the job table as another program sees it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        environment = environment_of(var, PYTHONUNBUFFERED="1")
        argv = (sys.executable, "-m", "celery", "--app", "tests.worker.marking_app", "worker")
        options = ("--queues", "upkeep", "--concurrency", "2", "--beat", "--loglevel", "INFO")
        quiet = ("--without-gossip", "--without-mingle")
        self.broker = Child(broker(var, environment), folder=var, clock=time.monotonic)
        self.worker = Child(
            Program(name="worker", argv=(*argv, *options, *quiet), environment=environment),
            folder=var,
            clock=time.monotonic,
        )

    def execute(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.var / "portalift.sqlite3", timeout=20)) as database:
            rows = database.execute(sql, values).fetchall()
            database.commit()
        return rows

    def add_job(self) -> None:
        self.execute(ADD, str(self.var))

    def job(self) -> dict[str, object]:
        [row] = self.execute(
            "SELECT state, attempts, worker FROM harvest_job ORDER BY id DESC LIMIT 1"
        )
        return dict(zip(("state", "attempts", "worker"), row, strict=True))

    def starts(self) -> int:
        marks = self.var / "marks"
        return len(marks.read_text().splitlines()) if marks.exists() else 0

    def go(self) -> None:
        (self.var / "go").touch()


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Machine]:
    made = Machine(make_data_folder(tmp_path_factory, tmp_path / "var"))
    made.broker.start()
    made.broker.wait_until_ready()
    made.worker.start()
    yield made
    stop_all([made.broker, made.worker], clock=time.monotonic)


def until(holds: Callable[[], bool], *, machine: Machine) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, (machine.job(), machine.worker.last_words())
        time.sleep(0.02)


def test_a_job_survives_a_lost_broker_and_a_killed_worker(machine: Machine) -> None:
    machine.add_job()
    until(lambda: machine.starts() == 1, machine=machine)
    assert machine.worker.pid is not None
    os.kill(machine.worker.pid, 9)
    until(lambda: machine.worker.pid is None, machine=machine)
    with redis.Redis(unix_socket_path=str(broker_socket(machine.var))) as client:
        client.flushall()
    assert machine.job()["state"] == "running"
    assert "killed" in machine.worker.tend()
    machine.execute("UPDATE harvest_job SET lease_until = ?", LONG_AGO)  # as after 15 seconds
    machine.worker.start()
    until(lambda: machine.starts() == 2, machine=machine)
    machine.go()
    until(lambda: machine.job()["state"] == "done", machine=machine)
    assert machine.job()["attempts"] == 2


def test_a_broker_that_is_killed_comes_back_and_nothing_waits_for_ever(machine: Machine) -> None:
    machine.add_job()
    until(lambda: machine.starts() == 1, machine=machine)
    assert machine.broker.pid is not None
    os.kill(machine.broker.pid, 9)
    until(lambda: "killed" in machine.broker.tend(), machine=machine)
    until(lambda: "again" in machine.broker.tend(), machine=machine)
    machine.go()
    until(lambda: machine.job()["state"] == "done", machine=machine)
    machine.add_job()
    until(lambda: machine.job()["state"] == "done", machine=machine)
    assert machine.starts() == 2


def test_a_worker_that_is_told_to_stop_hands_its_job_back(machine: Machine) -> None:
    machine.add_job()
    until(lambda: machine.starts() == 1, machine=machine)
    machine.worker.ask_to_stop()
    until(lambda: machine.job()["state"] == "waiting", machine=machine)
    assert machine.job()["attempts"] == 0
    machine.worker.see_stopped(until=time.monotonic() + 20)
    machine.go()
    machine.worker.start()
    until(lambda: machine.job()["state"] == "done", machine=machine)
    assert machine.job()["attempts"] == 1
