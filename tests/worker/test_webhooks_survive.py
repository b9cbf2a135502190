"""Every event reaches a receiver that fails and hangs, though its senders are killed."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Signer

from tests.data_folder import ROOT, environment_of, make_data_folder

EVENTS = 300
ITEMS = 40
SEED = 20260301
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


@pytest.mark.acceptance
def test_every_event_is_received_in_order(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    var = make_data_folder(tmp_path_factory, tmp_path / "var")
    chance = random.Random(SEED)
    released = threading.Event()
    handler = type("H", (Receiver,), {"taken": [], "chance": chance, "released": released})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_port}"
    environment = environment_of(var, WEBHOOK_PRIVATE_HOSTS=address)
    environment["DJANGO_SETTINGS_MODULE"] = "settings.dev"
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    def start(code: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen((sys.executable, "-c", code, *words), cwd=ROOT, env=environment)

    adder = start(ADDER, f"http://{address}/hook", secret)
    senders = [start(SENDER) for _number in range(2)]
    try:
        deadline = time.monotonic() + 240
        for killed in itertools.count():
            if len(seen(handler.taken)) == EVENTS:
                break
            assert time.monotonic() < deadline, (len(seen(handler.taken)), killed)
            time.sleep(chance.uniform(2.5, 5.0))
            number = chance.randrange(len(senders))
            os.kill(senders[number].pid, signal.SIGKILL)
            senders[number].wait()
            senders[number] = start(SENDER)
        assert killed >= 3
    finally:
        released.set()
        for process in (adder, *senders):
            process.kill()
            process.wait()
        server.shutdown()
        server.server_close()
    in_order = defaultdict(list)
    for headers, body in handler.taken:
        for row in Signer(secret).verify(body, headers)["data"]["changes"]:
            in_order[row["id"]].append(row["sequence"])
    for item, sequences in in_order.items():
        assert list(dict.fromkeys(sequences)) == sorted(set(sequences)), item


def seen(taken: list[tuple[dict[str, str], str]]) -> set[int]:
    return {
        row["sequence"]
        for _headers, body in list(taken)
        for row in json.loads(body)["data"]["changes"]
    }
