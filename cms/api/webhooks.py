"""Webhooks: what a receiver is told next, and what follows from how it answered.

A webhook follows the change log, so the log is its outbox: an event cannot be lost with a process,
a queue or a broker. One message is under way for a webhook at a time; whoever sends it holds a
lease, and one who dies with it is followed by another with the same message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet

from cms.catalog import changes
from cms.catalog.models import Change, Entry
from cms.catalog.places import places

from .items import COLUMNS, View, item_url
from .models import Webhook

MESSAGE_CHANGES = 100
LEASE = timedelta(seconds=60)
"""Longer than a sender may take for one message."""
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
)
GIVEN_UP_AFTER = timedelta(days=5)
EVENT = "content.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it goes out."""

    webhook: int
    id: str
    """The same for every repetition, so that a receiver can tell them."""
    url: str
    secret: str
    body: str
    end: int


def due(now: datetime) -> list[int]:
    """Return the webhooks that have something to be told, and may be told now."""
    newest = changes.versions().sequence
    waiting = Webhook.objects.filter(active=True, position__lt=newest)
    return list(waiting.filter(_ready(now)).order_by("pk").values_list("pk", flat=True))


def take(webhook_id: int, now: datetime) -> Message | None:
    """Take the next message of a webhook: nobody else gets it before the lease has run out.

    None where another sender has it, or nothing concerns this receiver.
    """
    with transaction.atomic():
        ready = Webhook.objects.select_for_update().filter(_ready(now), active=True)
        webhook = ready.filter(pk=webhook_id).first()
        if webhook is None:
            return None
        # Looked up before the changes are read: what comes between the two is not passed over.
        newest = changes.versions().sequence
        happened = _changes(webhook)
        if not happened:
            webhook.position = max(webhook.position, newest)
            webhook.end = None
            webhook.save(update_fields=["position", "end"])
            return None
        webhook.end = happened[-1].sequence
        webhook.attempts += 1
        webhook.next_at = now + LEASE
        webhook.save(update_fields=["end", "attempts", "next_at"])
    return Message(
        webhook=webhook.pk,
        id=f"msg_{webhook.pk}_{webhook.position}_{webhook.end}",
        url=webhook.url,
        secret=webhook.secret,
        body=_body(happened, now),
        end=webhook.end,
    )


def received(message: Message, now: datetime) -> None:
    """Go on after this message."""
    _under_way(message).update(
        position=message.end,
        end=None,
        attempts=0,
        next_at=None,
        failing_since=None,
        received_at=now,
        error="",
    )


def refused(message: Message, why: str, now: datetime, *, status: int | None = None) -> None:
    """Send the same message again later; a receiver that is gone for days is left alone."""
    webhook = _under_way(message).first()
    if webhook is None:
        return
    since = webhook.failing_since or now
    wait = WAITS[min(webhook.attempts, len(WAITS)) - 1]
    given_up = status == HTTPStatus.GONE or now - since > GIVEN_UP_AFTER
    _under_way(message).update(
        next_at=now + wait, failing_since=since, error=why[:500], active=not given_up
    )


def replay(webhook: Webhook, *, after: int) -> None:
    """Send everything after a change again."""
    Webhook.objects.filter(pk=webhook.pk).update(
        position=after, end=None, attempts=0, next_at=None, failing_since=None, active=True
    )


def _ready(now: datetime) -> Q:
    return Q(next_at=None) | Q(next_at__lte=now)


def _under_way(message: Message) -> QuerySet[Webhook]:
    return Webhook.objects.filter(pk=message.webhook, end=message.end)


def _changes(webhook: Webhook) -> list[Change]:
    portal = webhook.portal.slug if webhook.portal else ""
    found = changes.since(webhook.position, limit=MESSAGE_CHANGES, portal=portal)
    # A repetition says what the message said, though more has happened since.
    return [change for change in found if webhook.end is None or change.sequence <= webhook.end]


def _body(happened: list[Change], now: datetime) -> str:
    addresses = _addresses({change.object_id for change in happened})
    rows = [
        {
            "sequence": change.sequence,
            "operation": change.operation,
            "kind": change.kind,
            "id": change.object_id,
            "portal": change.portal,
            "at": change.at,
            "url": addresses.get(change.object_id),
        }
        for change in happened
    ]
    content = {"type": EVENT, "timestamp": now, "data": {"changes": rows}}
    return json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))


def _addresses(ids: set[int]) -> dict[int, str]:
    origin = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    view = View(places=places(changes.versions().places), origin=origin)
    rows = Entry.objects.filter(pk__in=ids).values(*COLUMNS)
    return {row["page_id"]: item_url(row, view) for row in rows}
