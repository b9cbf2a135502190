"""Every event reaches a receiver that fails and hangs, though its senders are killed."""

import json
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Signer

from tests.data_folder import ROOT, environment_of, make_data_folder

EVENTS = 300
ITEMS = 40
SEED = 20260301
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SETUP = """
import sys, time
from datetime import datetime, timedelta, UTC
import django; django.setup()
from cms.api import webhooks
from cms.api.models import Webhook
from cms.catalog import changes
"""
# Waits of seconds instead of hours; what is under test is what happens between them.
SENDER = f"""{SETUP}
import urllib3, worker.webhooks
from worker.webhooks import send_due
webhooks.WAITS = (timedelta(seconds=0.05),)
webhooks.LEASE = timedelta(seconds=1.5)
webhooks.MESSAGE_CHANGES = 5
worker.webhooks.TIMEOUT = urllib3.Timeout(connect=1, read=0.5)
while True:
    send_due()
    time.sleep(0.01)
"""
ADDER = f"""{SETUP}
Webhook.objects.create(name="front", url=sys.argv[1], secret=sys.argv[2])
for number in range({EVENTS}):
    with_item = changes.Happened("changed", "article", number % {ITEMS} + 1, "can-loc")
    changes.record([with_item], now=datetime.now(UTC))
"""


class Receiver(BaseHTTPRequestHandler):
    """Takes about half of what comes; refuses, hangs or hangs up on the rest."""

    taken: list[tuple[dict[str, str], str]]
    chance: random.Random
    released: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fate = self.chance.random()
        if fate < 0.1:
            self.released.wait(1)
        if fate < 0.2:
            self.connection.close()
            return
        if fate < 0.45:
            self.send_response(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self.taken.append((dict(self.headers), body))
            self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Senders that were killed hang up: no news."""
        try:
            super().handle()
        except (ConnectionError, ValueError):
            self.close_connection = True


@dataclass
class Front:
    """A receiver that listens, and what it took."""

    server: ThreadingHTTPServer
    taken: list[tuple[dict[str, str], str]]
    released: threading.Event

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def front() -> Iterator[Front]:
    taken: list[tuple[dict[str, str], str]] = []
    released = threading.Event()
    fate = {"taken": taken, "chance": random.Random(SEED), "released": released}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Front", (Receiver,), fate))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Front(server, taken, released)
    released.set()
    server.shutdown()
    server.server_close()


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(
    front: Front, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[Start]:
    var = make_data_folder(tmp_path_factory, tmp_path / "var")
    environment = environment_of(var, WEBHOOK_PRIVATE_HOSTS=front.address)
    environment["DJANGO_SETTINGS_MODULE"] = "settings.dev"
    started: list[subprocess.Popen[bytes]] = []

    def run(code: str, *words: str) -> subprocess.Popen[bytes]:
        program = (sys.executable, "-c", code, *words)
        started.append(subprocess.Popen(program, cwd=ROOT, env=environment))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.acceptance
def test_every_event_is_received_in_order(front: Front, start: Start) -> None:
    chance = random.Random(SEED)
    start(ADDER, f"http://{front.address}/hook", SECRET)
    senders = [start(SENDER) for _number in range(2)]
    killed = 0
    deadline = time.monotonic() + 240
    while len(seen(front.taken)) < EVENTS or killed < 3:
        assert time.monotonic() < deadline, (len(seen(front.taken)), killed)
        time.sleep(chance.uniform(2.5, 5.0))
        number = chance.randrange(len(senders))
        senders[number].kill()
        senders[number].wait()
        senders[number] = start(SENDER)
        killed += 1
    in_order = defaultdict(list)
    for headers, body in front.taken:
        for row in Signer(SECRET).verify(body, headers)["data"]["changes"]:
            in_order[row["id"]].append(row["sequence"])
    for item, sequences in in_order.items():
        assert list(dict.fromkeys(sequences)) == sorted(set(sequences)), item


def seen(taken: list[tuple[dict[str, str], str]]) -> set[int]:
    return {
        row["sequence"]
        for _headers, body in list(taken)
        for row in json.loads(body)["data"]["changes"]
    }
