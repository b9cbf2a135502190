"""What receivers of webhooks are told, in which order, and what follows when they fail."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.api import webhooks
from cms.api.models import Scope, Webhook
from cms.api.tokens import make_token
from cms.catalog import changes
from cms.catalog.models import Change
from tests.cms.pages import Site

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
RECEIVER = "https://front.example/hook"


def take(webhook: Webhook, now: datetime = NOW) -> webhooks.Message:
    message = webhooks.take(webhook.pk, now)
    assert message is not None
    return message


def told(message: webhooks.Message) -> list[tuple[str, int]]:
    rows = json.loads(message.body)["data"]["changes"]
    return [(row["operation"], row["id"]) for row in rows]


@pytest.fixture
def webhook(site: Site) -> Webhook:
    return Webhook.objects.create(name="front", url=RECEIVER, position=changes.versions().sequence)


def test_a_receiver_is_told_what_happened_after_it_was_added(site: Site, webhook: Webhook) -> None:
    assert webhooks.due(NOW) == []
    page = site.item("Tin mới")
    assert webhooks.due(NOW) == [webhook.pk]
    message = take(webhook)
    assert told(message) == [("created", page.pk)]
    row = json.loads(message.body)["data"]["changes"][0]
    assert row["url"].endswith(f"/items/{page.pk}/")
    webhooks.received(message, NOW)
    assert webhooks.due(NOW) == []


def test_one_message_is_under_way_at_a_time(site: Site, webhook: Webhook) -> None:
    site.item()
    take(webhook)
    assert webhooks.due(NOW) == []
    assert webhooks.take(webhook.pk, NOW) is None


def test_the_message_of_a_dead_sender_is_sent_again_the_same(site: Site, webhook: Webhook) -> None:
    first_page = site.item()
    lost = take(webhook)
    second_page = site.item()
    later = NOW + webhooks.LEASE
    again = take(webhook, later)
    assert (again.id, told(again)) == (lost.id, [("created", first_page.pk)])
    webhooks.received(again, later)
    assert told(take(webhook, later)) == [("created", second_page.pk)]


def test_a_receipt_that_comes_too_late_does_not_skip_anything(site: Site, webhook: Webhook) -> None:
    site.item()
    slow = take(webhook)
    later = NOW + webhooks.LEASE
    webhooks.received(take(webhook, later), later)
    page = site.item()
    newer = take(webhook, later)
    webhooks.received(slow, later)
    webhooks.refused(slow, "too late", later)
    webhook.refresh_from_db()
    assert (webhook.position, webhook.end, webhook.error) == (slow.end, newer.end, "")
    assert told(newer) == [("created", page.pk)]


def test_a_failing_receiver_is_asked_less_and_less_often(site: Site, webhook: Webhook) -> None:
    site.item()
    now, waits = NOW, []
    for _attempt in range(12):
        webhooks.refused(take(webhook, now), "answered 500", now, status=500)
        webhook.refresh_from_db()
        waits.append(webhook.next_at - now)
        now = webhook.next_at
    assert waits == sorted(waits)
    assert waits[:2] == [timedelta(seconds=5), timedelta(seconds=30)]
    assert webhook.active
    assert webhook.failing_since == NOW


def test_a_receiver_that_fails_for_days_is_left_alone_until_replayed(
    site: Site, webhook: Webhook
) -> None:
    page = site.item()
    now = NOW
    while Webhook.objects.get().active:
        webhooks.refused(take(webhook, now), "answered 500", now)
        now = Webhook.objects.get().next_at
    assert now - NOW > webhooks.GIVEN_UP_AFTER
    assert webhooks.due(now) == []
    webhooks.replay(webhook, after=webhook.position)
    assert told(take(webhook, now)) == [("created", page.pk)]


def test_a_receiver_that_says_gone_is_left_alone_at_once(site: Site, webhook: Webhook) -> None:
    site.item()
    webhooks.refused(take(webhook), "answered 410", NOW, status=410)
    assert not Webhook.objects.get().active


def test_other_portals_changes_are_passed_over(site: Site, webhook: Webhook) -> None:
    webhook.portal = site.portal
    webhook.save()
    other = Site("ha-tinh")
    other.item()
    assert webhooks.take(webhook.pk, NOW) is None
    assert webhooks.due(NOW) == []
    page = site.item()
    assert told(take(webhook)) == [("created", page.pk)]


def test_what_happens_while_others_changes_are_passed_over_is_told(
    site: Site, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook.portal = site.portal
    webhook.save()
    Site("ha-tinh").item()
    read = changes.since

    def read_and_be_late(*asked: object, **how: object) -> list[Change]:
        found = read(*asked, **how)
        late = changes.Happened("changed", "article", 7, site.portal.slug)
        changes.record([late], now=NOW)
        return found

    monkeypatch.setattr(changes, "since", read_and_be_late)
    assert webhooks.take(webhook.pk, NOW) is None
    monkeypatch.setattr(changes, "since", read)
    assert told(take(webhook)) == [("changed", 7)]


def test_many_changes_come_in_several_messages_in_order(site: Site, webhook: Webhook) -> None:
    happened = [
        changes.Happened("changed", "article", number, "can-loc")
        for number in range(1, webhooks.MESSAGE_CHANGES + 21)
    ]
    changes.record(happened, now=NOW)
    seen = []
    while webhooks.due(NOW):
        message = take(webhook)
        seen += told(message)
        webhooks.received(message, NOW)
    assert seen == [("changed", number) for number in range(1, webhooks.MESSAGE_CHANGES + 21)]


class TestEndpoints:
    """Programs manage webhooks with a token."""

    def ask(self, client: Client, key: str, method: str = "get", path: str = "", **sent: object):  # noqa: ANN201
        return getattr(client, method)(
            f"/api/v1/webhooks/{path}",
            headers={"authorization": f"Bearer {key}"},
            **({"data": sent, "content_type": "application/json"} if method == "post" else {}),
        )

    def test_without_the_right_token_nothing_is_told(self, site: Site, client: Client) -> None:
        wrong = make_token("preview", [Scope.PREVIEW])
        old = make_token("old", [Scope.WEBHOOKS], expires_at=datetime(2020, 1, 1, tzinfo=UTC))
        for key in ("", "x", wrong, old):
            answer = self.ask(client, key)
            assert answer.status_code == 401
            assert answer["Content-Type"] == "application/problem+json"

    def test_a_webhook_is_added_shown_replayed_and_removed(
        self, site: Site, client: Client
    ) -> None:
        key = make_token("front", [Scope.WEBHOOKS])
        made = self.ask(client, key, "post", name="front", url=RECEIVER)
        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        page = site.item()
        path = f"{made.json()['id']}/"
        shown = self.ask(client, key, path=path).json()
        assert "secret" not in shown
        webhooks.received(take(Webhook.objects.get()), NOW)
        replayed = self.ask(client, key, "post", f"{path}replay/", after=shown["position"]).json()
        assert replayed["position"] == shown["position"]
        assert told(take(Webhook.objects.get())) == [("created", page.pk)]
        assert self.ask(client, key, "delete", path).status_code == 204
        assert self.ask(client, key).json()["items"] == []

    def test_wrong_input_is_named(self, site: Site, client: Client) -> None:
        key = make_token("front", [Scope.WEBHOOKS])
        for sent, name in (
            ({"name": "x", "url": "ftp://front.example/"}, "url"),
            ({"name": "x", "url": RECEIVER, "more": 1}, "more"),
        ):
            answer = self.ask(client, key, "post", **sent)
            assert answer.status_code == 422, answer.content
            assert [error["parameter"] for error in answer.json()["errors"]] == [name]

    def test_a_portal_that_does_not_exist_is_not_found(self, site: Site, client: Client) -> None:
        key = make_token("front", [Scope.WEBHOOKS])
        answer = self.ask(client, key, "post", name="x", url=RECEIVER, portal="nowhere")
        assert answer.status_code == 404

    def test_a_portals_token_reaches_that_portals_webhooks_only(
        self, site: Site, webhook: Webhook, client: Client
    ) -> None:
        key = make_token("front", [Scope.WEBHOOKS], portal=site.portal)
        assert self.ask(client, key).json()["items"] == []
        assert self.ask(client, key, path=f"{webhook.pk}/").status_code == 404
        assert self.ask(client, key, "post", name="x", url=RECEIVER).status_code == 403
        made = self.ask(client, key, "post", name="x", url=RECEIVER, portal=site.portal.slug)
        assert made.status_code == 201


@pytest.mark.parametrize("end", ["\n", "\nX-Header: 1", " ", "đ"])
def test_a_receivers_address_ends_with_itself(webhook: Webhook, end: str) -> None:
    webhook.full_clean()
    webhook.url = f"{RECEIVER}{end}"
    with pytest.raises(ValidationError):
        webhook.full_clean()
