"""Five portals at once: one never answers, one stops answering, one gives out no files."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from samples.answer import Answer
from samples.frame.sheet import Visit
from samples.portal import Portal as Sample
from samples.server import serve
from tests.data_folder import ROOT, environment_of

from .conftest import Make
from .machine import Machine

pytestmark = pytest.mark.acceptance

ARTICLES = 12
ADD = """
import django; django.setup()
import json, sys
from cms.harvest import jobs
from cms.portals.services import add_portal, allow_named_address
for home in json.loads(sys.argv[1]):
    portal = add_portal(home)
    allow_named_address(portal, home)
    jobs.request("crawl", portal=portal)
"""
JOBS = (
    "SELECT portal.home, job.kind, job.state FROM harvest_job AS job"
    " JOIN portals_portal AS portal ON portal.id = job.portal_id"
)


@contextmanager
def held_back(seed: int, gate: threading.Event, held: Callable[[str], bool]) -> Iterator[str]:
    """Serve a sample portal that answers some addresses only once the gate is open."""
    with serve(Sample(seed, count=ARTICLES)) as server:
        desk = server.shared.desk
        answer = desk.answer

        def answer_in_time(target: str, visit: Visit) -> Answer:
            if held(target):
                gate.wait()
            return answer(target, visit)

        desk.answer = answer_in_time  # type: ignore[method-assign]
        try:
            yield f"{server.address}/"
        finally:
            gate.set()


def ask_for(machine: Machine, *homes: str) -> None:
    """Add portals and ask for their crawls, as the admin's button does."""
    environment = environment_of(machine.var, DJANGO_SETTINGS_MODULE="settings.dev")
    words = (sys.executable, "-c", ADD, json.dumps(homes))
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)


def states(machine: Machine, home: str) -> dict[str, str]:
    return {kind: state for found, kind, state in machine.rows(JOBS) if found == home}


def test_a_dead_and_two_slow_portals_hold_up_no_other(make_machine: Make) -> None:
    machine, gate = make_machine(), threading.Event()
    with ExitStack() as stack:
        silent = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        dead = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        slow = stack.enter_context(held_back(1, gate, lambda target: target.endswith(".html")))
        fileless = stack.enter_context(
            held_back(2, gate, lambda target: target.lower().endswith((".jpg", ".png", ".pdf")))
        )
        quick = [
            f"{stack.enter_context(serve(Sample(seed, count=ARTICLES))).address}/"
            for seed in (3, 4)
        ]
        machine.start(PORTAL=quick[0])
        machine.until(lambda: "Harvesting" in machine.said)
        ask_for(machine, dead, slow, fileless)
        machine.until(lambda: states(machine, dead).get("crawl") == "running")
        machine.until(lambda: states(machine, slow).get("crawl") == "running")
        machine.until(lambda: states(machine, fileless).get("assets") == "running")
        ask_for(machine, quick[1])
        for home in quick:
            machine.until(lambda home=home: states(machine, home).get("refresh") == "done")
        assert states(machine, slow)["crawl"] == "running"
        assert states(machine, fileless)["assets"] == "running"
        gate.set()
        for home in (slow, fileless):
            machine.until(lambda home=home: states(machine, home).get("refresh") == "done")
