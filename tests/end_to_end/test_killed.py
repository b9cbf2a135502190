"""`kill -9` of spider, workers and broker: the run ends as one that was left alone."""

from __future__ import annotations

import shutil

import pytest

from tests.end_to_end.conftest import Make
from tests.end_to_end.machine import Machine, kill

pytestmark = pytest.mark.slow


def on_the_same_portal(machine: Machine, other: Machine) -> None:
    """Let both harvest one address: what they bring home can then be compared."""
    folder = machine.var / "sample"
    folder.mkdir(parents=True)
    shutil.copy(other.var / "sample" / "port-0", folder / "port-0")


def kill_program(machine: Machine, name: str) -> None:
    """Kill a program and wait until the supervisor has started it again."""
    before = machine.pids()[name]
    kill(before)
    machine.until(lambda: machine.pids().get(name, before) != before)


def kill_spider(machine: Machine) -> None:
    machine.until(lambda: machine.spider() is not None)
    machine.until(lambda: any((machine.var / "archive" / "sample").glob("*.warc.gz*")))
    spider = machine.spider()
    assert spider is not None
    kill(spider)


def test_a_run_with_everything_killed_once_ends_like_a_clean_one(
    harvested: Machine, make_machine: Make
) -> None:
    machine = make_machine()
    on_the_same_portal(machine, harvested)
    machine.start(SERVE="0")
    kill_spider(machine)
    machine.until(lambda: machine.spider() is not None)
    kill_program(machine, "crawler")
    kill_program(machine, "broker")
    machine.until(lambda: "take the articles out: running" in machine.said)
    kill_program(machine, "worker")
    assert machine.ended(timeout_s=240) == 0, machine.said
    assert "All records agree" in machine.said
    assert machine.end_state() == harvested.end_state()
