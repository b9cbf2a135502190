"""Send webhooks: signed, through the fetch guard, without following redirects."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from standardwebhooks import Webhook as Signer

from cms.api import webhooks
from scrapers.crawl.guard import Guard, GuardError

TIMEOUT = urllib3.Timeout(connect=5, read=10)
USER_AGENT = "Portalift-Webhook/1 (Standard Webhooks)"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def send_due(*, clock: Clock = utc_now) -> int:
    """Send every message that is due; return how many were received."""
    return sum(send(webhook_id, clock=clock) for webhook_id in webhooks.due(clock()))


def send(webhook_id: int, *, clock: Clock = utc_now) -> int:
    """Tell one receiver all that it does not know yet; return how many messages it took."""
    taken = 0
    while message := webhooks.take(webhook_id, clock()):
        try:
            status = post(message, clock())
        except (GuardError, OSError, ValueError, urllib3.exceptions.HTTPError) as error:
            webhooks.refused(message, f"{type(error).__name__}: {error}", clock())
            break
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            webhooks.refused(message, f"answered {status}", clock(), status=status)
            break
        webhooks.received(message, clock())
        taken += 1
    return taken


def post(message: webhooks.Message, now: datetime) -> int:
    """Send one message; return the status of the answer, whose body is not read.

    Raises GuardError where the receiver is at no public address, OSError and urllib3's HTTPError
    where it cannot be reached or does not answer in time, ValueError for an unreadable address.
    """
    guard = Guard(own=(message.url,), allow_private=settings.WEBHOOK_PRIVATE_HOSTS)
    guard.check_url(message.url)
    parts = urlsplit(message.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # The address that was checked is the one that is connected to, whatever DNS says next.
    address = guard.usable(host, port, (str(entry[4][0]) for entry in found))[0]
    with contextlib.closing(_pool(address, host, port, secure=secure)) as pool:
        answer = pool.request(
            "POST",
            f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}",
            body=message.body.encode(),
            headers={
                "Host": parts.netloc,
                "Content-Type": "application/json",
                "User-Agent": USER_AGENT,
                "webhook-id": message.id,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Signer(message.secret).sign(message.id, now, message.body),
            },
            timeout=TIMEOUT,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        return answer.status


def _pool(address: str, host: str, port: int, *, secure: bool) -> urllib3.HTTPConnectionPool:
    if secure:
        return urllib3.HTTPSConnectionPool(
            address, port, server_hostname=host, assert_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port)
