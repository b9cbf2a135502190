"""The front page says what is here."""

import pytest
from django.test import Client

from cms.portals.models import Portal

pytestmark = pytest.mark.django_db


def test_the_front_page_lists_the_portals(portal: Portal, client: Client) -> None:
    Portal.objects.filter(pk=portal.pk).update(name="Huyện <Can Lộc>")
    answer = client.get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("Huyện &lt;Can Lộc&gt;", "?portal=can-loc", "/admin/", "/api/v1/docs"):
        assert shown in text
    for address in ("/api/v1/docs", "/api/v1/articles/?portal=can-loc"):
        assert client.get(address).status_code == 200


def test_an_empty_server_says_so(db: None, client: Client) -> None:
    assert client.get("/").status_code == 200
