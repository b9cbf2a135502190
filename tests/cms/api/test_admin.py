"""Webhooks and tokens in the admin."""

import hashlib
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cms.api.models import Token, Webhook
from cms.catalog import changes
from tests.cms.pages import Site


@pytest.fixture
def admin(site: Site, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def test_a_new_webhook_starts_at_the_end_of_the_log(admin: Client, site: Site) -> None:
    site.item()
    shown = admin.get("/admin/snippets/api/webhook/add/")
    assert shown.status_code == 200
    form = {"name": "front", "url": "https://front.example/hook", "active": "on"}
    hidden = shown.context["form"].initial
    assert hidden["position"] == changes.versions().sequence > 0
    answer = admin.post(
        "/admin/snippets/api/webhook/add/",
        {**form, "position": hidden["position"], "secret": hidden["secret"]},
    )
    assert answer.status_code == 302
    assert Webhook.objects.get().position == changes.versions().sequence
    assert "front.example" in admin.get("/admin/snippets/api/webhook/").content.decode()


def test_a_tokens_key_is_shown_once(admin: Client) -> None:
    answer = admin.post(
        "/admin/snippets/api/token/add/", {"name": "front", "scopes": ["preview"]}, follow=True
    )
    (key,) = re.findall(r"<code>(portalift_[^<]+)</code>", answer.content.decode())
    token = Token.objects.get()
    assert (token.digest, token.scopes) == (hashlib.sha256(key.encode()).hexdigest(), ["preview"])
    edit = admin.get(f"/admin/snippets/api/token/edit/{token.pk}/").content.decode()
    assert key not in edit
    assert token.digest not in edit


def test_a_token_that_allows_nothing_is_refused(admin: Client) -> None:
    answer = admin.post("/admin/snippets/api/token/add/", {"name": "front", "scopes": []})
    assert answer.status_code == 200
    assert Token.objects.count() == 0
