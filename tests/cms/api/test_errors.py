"""Whatever is asked, the answer is a document: never a 500."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cms.pages import Site

NASTY = [
    "limit=0",
    "limit=101",
    "limit=1.0",
    "limit=１",
    "limit=99999999999999999999999",
    "section=0",
    "section=9223372036854775808",
    "section=-1",
    "portal=%00",
    "search=%00",
    "cursor=%00",
    "cursor=zz",
    "cursor=1.",
    "has_image=1",
    "published_from=0",
    "published_from=2017-13-01",
    "published_from=2017-01-01T00:00:00",
    "published_from=99999-01-01",
    "order=id",
    "fields=password",
    "expand=everything",
    "format=pdf",
    "count=yes",
    "titel=x",
    "limit=1&limit=2",
    "portal=" + "x" * 10_000,
    "search=" + "x" * 10_000,
]
ODD = [
    "search=%F0%9F%98%80",
    "search=%22",
    "search=*",
    "search=%22%22%20*%20-%20NOT%20OR%20AND",
    "search='%3B%20DROP%20TABLE%20x%3B--",
    "search=a%20AND%20(b%20OR%20NEAR)",
    "search=%C3%28",
    "search=" + "+".join("abcdefghijklmnopqrstuvwxyz"),
    "search=1e5",
    "search=title:x%20{}",
    "cursor=" + "f" * 400 + ".999999999999999999",
    "cursor=0.0",
    "order=title&cursor=abc.5",
    "search=x&cursor=" + "f" * 400 + ".1",
    "published_from=0001-01-01&published_to=9999-12-31",
    "published_from=0001-01-01T00:00:00%2B23:59",
    "published_to=9999-12-31T23:59:59-23:59",
    "tag=%F0%9F%98%80&byline=%22&legal_reference=/",
    "portal=%25&language=%25%25",
    "source_url=nonsense",
    "source_url=http://%5B::1",
    "section=9223372036854775807",
]


@pytest.mark.parametrize("query", NASTY)
def test_wrong_parameters_are_named(site: Site, client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/articles/?{query}")
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize("query", ODD)
def test_odd_but_right_parameters_are_answered(site: Site, client: Client, query: str) -> None:
    site.item("Một tin")
    answer = client.get(f"/api/v1/articles/?{query}")
    assert answer.status_code == 200, answer.content
    assert isinstance(answer.json()["items"], list)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("articles/0/", 422),
        ("articles/1/", 404),
        ("articles/99999999999999999999999999/", 422),
        ("articles/%00/", 422),
        ("articles/x/", 422),
        ("portals/%00/", 422),
        ("portals/nowhere/", 404),
        ("nothing/", 404),
        ("", 404),
        ("resolve/", 422),
        ("changes/?cursor=x", 422),
        ("changes/?cursor=999999999999999999", 200),
        ("articles/?" + "x" * 20_000, 414),
    ],
)
def test_wrong_addresses_are_problems(client: Client, db: None, path: str, status: int) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    if status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused(client: Client, db: None, method: str) -> None:
    answer = getattr(client, method)("/api/v1/articles/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("query", ["search=%00", "%00=1"])
def test_wagtails_api_answers_no_500_either(client: Client, db: None, query: str) -> None:
    assert client.get(f"/api/v2/pages/?{query}").status_code == 400


def test_wagtails_api_is_there(site: Site, client: Client) -> None:
    page = site.item()
    found = client.get("/api/v2/pages/?type=articles.ArticlePage").json()["items"]
    assert [item["id"] for item in found] == [page.pk]


def test_a_client_that_asks_too_often_is_told_when_to_come_back(
    site: Site, client: Client, settings: Settings
) -> None:
    settings.API_RATE = "3/m"
    answers = [client.get("/api/v1/portals/", REMOTE_ADDR="203.0.113.7") for _number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert client.get("/api/v1/portals/", REMOTE_ADDR="203.0.113.8").status_code == 200
