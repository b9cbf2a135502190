"""Webhooks, managed by programs that hold a token; people do it in the admin."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Field, Path, Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, StringConstraints

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.portals.models import Portal

from .. import webhooks
from ..models import WEB_ADDRESS, Scope, Token, Webhook
from ..parameters import MAX_ID, Id, Text
from ..routing import delete, get, post
from ..schemas import Page
from ..tokens import Allowed

router = Router(tags=["webhooks"], auth=Allowed(Scope.WEBHOOKS))


class NewWebhook(Schema):
    """A receiver that wants to be told of changes."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    url: Annotated[str, StringConstraints(max_length=2000, pattern=WEB_ADDRESS)] = Field(
        description="Where messages are sent.", examples=["https://front.example/hooks/portalift"]
    )
    portal: Text | None = Field(None, description="Key of a portal; null: all portals.")


class Replay(Schema):
    """From where on to send again."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(ge=0, le=MAX_ID, description="Number (`sequence`) of a change; 0: all.")


class WebhookShown(Schema):
    """A webhook and how it fares."""

    id: int
    name: str
    url: str
    portal: str | None
    active: bool
    position: int = Field(description="Number of the last change received.")
    attempts: int = Field(description="Of the message under way.")
    next_at: datetime | None
    failing_since: datetime | None
    received_at: datetime | None
    error: str


class WebhookMade(WebhookShown):
    """A new webhook; its secret is shown this once."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


@get(router, "webhooks/", response=Page[WebhookShown])
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """List the webhooks that the token may manage."""
    shown = [_shown(webhook) for webhook in _mine(request)]
    return _private(stored_json({"items": shown, "next": None}))


@post(router, "webhooks/", response=WebhookMade, status=HTTPStatus.CREATED)
def add_webhook(request: HttpRequest, new: Body[NewWebhook]) -> HttpResponse:
    """Add a webhook; it is told what happens from now on."""
    webhook = Webhook(
        name=new.name,
        url=new.url,
        portal=_portal(request, new.portal),
        position=changes.versions().sequence,
    )
    webhook.save()
    made = {**_shown(webhook), "secret": webhook.secret}
    return _private(stored_json(made), status=HTTPStatus.CREATED)


@get(router, "webhooks/{webhook_id}/", response=WebhookShown)
def show_webhook(request: HttpRequest, webhook_id: Path[Id]) -> HttpResponse:
    """Show one webhook."""
    return _private(stored_json(_shown(_one(request, webhook_id))))


@delete(router, "webhooks/{webhook_id}/")
def remove_webhook(request: HttpRequest, webhook_id: Path[Id]) -> HttpResponse:
    """Remove a webhook."""
    _one(request, webhook_id).delete()
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@post(router, "webhooks/{webhook_id}/replay/", response=WebhookShown)
def replay_webhook(request: HttpRequest, webhook_id: Path[Id], start: Body[Replay]) -> HttpResponse:
    """Send everything after a change again, and take up a webhook that was given up."""
    webhooks.replay(_one(request, webhook_id), after=start.after)
    return _private(stored_json(_shown(_one(request, webhook_id))))


def _mine(request: HttpRequest) -> QuerySet[Webhook]:
    token: Token = request.auth
    found = Webhook.objects.select_related("portal")
    return found.filter(portal=token.portal) if token.portal_id else found


def _one(request: HttpRequest, webhook_id: int) -> Webhook:
    found = _mine(request).filter(pk=webhook_id).first()
    if found is None:
        raise Http404
    return found


def _portal(request: HttpRequest, slug: str | None) -> Portal | None:
    token: Token = request.auth
    portal = Portal.objects.filter(slug=slug).first() if slug else None
    if slug and portal is None:
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such portal.")
    if token.portal_id and (portal is None or portal.pk != token.portal_id):
        raise HttpError(HTTPStatus.FORBIDDEN, "The token is for another portal.")
    return portal


def _shown(webhook: Webhook) -> dict[str, object]:
    return {
        "id": webhook.pk,
        "name": webhook.name,
        "url": webhook.url,
        "portal": webhook.portal.slug if webhook.portal else None,
        "active": webhook.active,
        "position": webhook.position,
        "attempts": webhook.attempts,
        "next_at": webhook.next_at,
        "failing_since": webhook.failing_since,
        "received_at": webhook.received_at,
        "error": webhook.error,
    }


def _private(content: str, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/json", status=status)
    answer["Cache-Control"] = "no-store"
    return answer
