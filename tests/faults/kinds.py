"""The kinds of fault, one entry of `KINDS` each: what it does, how long it may hold up a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis

from settings.env import broker_socket
from tests.data_folder import ROOT, environment_of
from tests.end_to_end.machine import Machine, kill
from tests.faults.site import Site

STAGES = ("fetched", "drafted", "loaded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a fault can reach."""

    machine: Machine
    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to disturb a run."""

    inject: Callable[[Scene], None]
    recovery_s: float
    """Within this after the fault the line goes on (next article fetched, drafted or loaded)."""
    stages: tuple[str, ...] = STAGES
    """What is counted to find the point: pages in the ledger, or ``asked`` of the portal."""


def _kill_program(name: str) -> Callable[[Scene], None]:
    def inject(scene: Scene) -> None:
        kill(scene.machine.pids()[name])

    return inject


def _kill_child_of(name: str) -> Callable[[Scene], None]:
    """Kill the processes that do the work for a program, not the program."""

    def inject(scene: Scene) -> None:
        children = _children(scene.machine.pids()[name])
        assert children, name
        for child in children:
            _kill_if_there(child)

    return inject


def _kill_spider(scene: Scene) -> None:
    scene.machine.until(lambda: scene.machine.spider() is not None, within_s=60)
    spider = scene.machine.spider()
    assert spider is not None
    kill(spider)


def _kill_if_there(pid: int) -> None:
    try:
        kill(pid)
    except ProcessLookupError:
        return  # it had ended by itself


def _children(pid: int) -> list[int]:
    shown = subprocess.run(
        ("ps", "-A", "-o", "pid=,ppid="), capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in shown.stdout.splitlines())
    return sorted(int(child) for child, parent in pairs if int(parent) == pid)


def _freeze_broker(scene: Scene) -> None:
    """Let nobody reach the broker for some seconds."""
    pid = scene.machine.pids()["broker"]
    os.kill(pid, signal.SIGSTOP)
    time.sleep(3)
    os.kill(pid, signal.SIGCONT)


def _client(scene: Scene) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(broker_socket(scene.machine.var)), socket_timeout=10)


def _forget_all(scene: Scene) -> None:
    with _client(scene) as client:
        client.flushall()


def _double_messages(scene: Scene) -> None:
    """Put every message into its queue once more."""
    with _client(scene) as client:
        for queue in ("crawl", "ingest", "assets", "upkeep"):
            for message in client.lrange(queue, 0, -1):
                client.lpush(queue, message)


def _mood(mood: str, *, lasts_s: float) -> Callable[[Scene], None]:
    def inject(scene: Scene) -> None:
        scene.site.mood = mood
        time.sleep(lasts_s)
        scene.site.mood = "well"

    return inject


def _crawl_too(scene: Scene) -> None:
    """Ask for another crawl of the portal while one is going on; it may refuse."""
    slug = scene.machine.rows("SELECT slug FROM portals_portal")
    if slug:
        subprocess.Popen(
            (sys.executable, "manage.py", "portal", "crawl", slug[0][0]),
            cwd=ROOT,
            env=environment_of(scene.machine.var),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).wait(timeout=300)


KINDS = {
    "worker killed": Kind(inject=_kill_program("worker"), recovery_s=15),
    "loader killed": Kind(inject=_kill_child_of("worker"), recovery_s=15),
    "crawler killed": Kind(inject=_kill_program("crawler"), recovery_s=15),
    # The ledger hears of pages by segments: the spider may be gone before it counts any.
    "spider killed": Kind(inject=_kill_spider, recovery_s=15, stages=("asked",)),
    "broker killed": Kind(inject=_kill_program("broker"), recovery_s=15),
    "web killed": Kind(inject=_kill_program("web"), recovery_s=15),
    "broker away": Kind(inject=_freeze_broker, recovery_s=15),
    "broker forgets": Kind(inject=_forget_all, recovery_s=20),
    "messages doubled": Kind(inject=_double_messages, recovery_s=15),
    "portal hangs": Kind(inject=_mood("hanging", lasts_s=3), recovery_s=20),
    "portal cuts answers short": Kind(inject=_mood("truncated", lasts_s=0.3), recovery_s=15),
    "portal unavailable": Kind(inject=_mood("unavailable", lasts_s=0.5), recovery_s=15),
    "two crawls": Kind(inject=_crawl_too, recovery_s=60),
}
