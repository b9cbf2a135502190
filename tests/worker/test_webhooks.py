"""Webhooks go out signed, to public addresses only, and come again until they are received."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook as Signer
from werkzeug import Request, Response

from cms.api import webhooks
from cms.api.models import Webhook
from cms.catalog import changes
from worker.webhooks import send_due


class Clock:
    """Time that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


class Receiver:
    """Answers what it is told to, and keeps what it took."""

    def __init__(self, server: HTTPServer) -> None:
        self.answers: Iterator[int] = itertools.repeat(200)
        self.asked: list[tuple[dict[str, str], str]] = []
        self.taken: list[tuple[dict[str, str], str]] = []
        server.expect_request("/hook").respond_with_handler(self.answer)
        self.url = server.url_for("/hook")

    def answer(self, request: Request) -> Response:
        status = next(self.answers)
        message = (dict(request.headers), request.get_data(as_text=True))
        self.asked.append(message)
        if status < 300:
            self.taken.append(message)
        return Response(status=status, headers={"Location": "/elsewhere"})


@pytest.fixture
def receiver(httpserver: HTTPServer, settings: Settings) -> Receiver:
    settings.WEBHOOK_PRIVATE_HOSTS = [f"{httpserver.host}:{httpserver.port}"]
    return Receiver(httpserver)


@pytest.fixture
def webhook(db: None, receiver: Receiver) -> Webhook:
    return Webhook.objects.create(name="front", url=receiver.url)


def happen(number: int) -> None:
    change = changes.Happened("changed", "article", number, "can-loc")
    changes.record([change], now=datetime.now(UTC))


def test_a_message_can_be_verified_with_the_secret(webhook: Webhook, receiver: Receiver) -> None:
    happen(7)
    assert send_due() == 1
    ((headers, body),) = receiver.taken
    content = Signer(webhook.secret).verify(body, headers)
    assert content["type"] == "content.changed"
    assert [row["id"] for row in content["data"]["changes"]] == [7]
    assert send_due() == 0


def test_what_is_refused_comes_again_with_the_same_id(webhook: Webhook, receiver: Receiver) -> None:
    clock = Clock()
    receiver.answers = iter([500, 302, 503, 204, 200])
    happen(1)
    for _round in range(20):
        send_due(clock=clock)
        clock.now += timedelta(seconds=60)
    happen(2)
    send_due(clock=clock)
    ids = [headers["Webhook-Id"] for headers, _body in receiver.asked]
    assert len(ids) == 5
    assert len(set(ids[:4])) == 1
    assert len(receiver.taken) == 2
    webhook.refresh_from_db()
    assert (webhook.attempts, webhook.error, webhook.failing_since) == (0, "", None)


def test_a_receiver_that_cannot_be_reached_is_asked_later(
    webhook: Webhook, httpserver: HTTPServer, settings: Settings
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = [f"{httpserver.host}:1"]
    webhook.url = f"http://{httpserver.host}:1/"
    webhook.save()
    happen(1)
    assert send_due() == 0
    webhook.refresh_from_db()
    assert webhook.failing_since is not None
    assert webhook.position == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://localhost/hook",
        "http://[::1]/hook",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/hook",
        "http://0x7f000001/hook",
        "http://front.example:99999/hook",
    ],
)
def test_a_private_address_is_never_connected_to(
    webhook: Webhook, receiver: Receiver, url: str, settings: Settings
) -> None:
    settings.WEBHOOK_PRIVATE_HOSTS = []
    webhook.url = url
    webhook.save()
    happen(1)
    assert send_due() == 0
    webhook.refresh_from_db()
    assert webhook.failing_since is not None
    assert receiver.asked == []


def test_one_bad_receiver_does_not_hold_up_the_others(webhook: Webhook, receiver: Receiver) -> None:
    Webhook.objects.create(name="bad", url="http://10.0.0.1/")
    Webhook.objects.create(name="too", url=receiver.url)
    happen(1)
    assert send_due() == 2
    assert len(receiver.taken) == 2


def test_waits_outlast_any_single_attempt() -> None:
    assert timedelta(seconds=15) < webhooks.LEASE
