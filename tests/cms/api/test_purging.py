"""Caches in front forget what was published, and only once it is."""

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from pytest_httpserver import HTTPServer
from wagtail.contrib.frontend_cache.backends import BaseBackend
from werkzeug import Request, Response

from cms.api.purging import SurrogateKeys, key_of
from tests.cms.pages import Site

HERE = "http://127.0.0.1:8000"
purged: list[str] = []


class Recording(BaseBackend):
    """Writes down what it is told to forget."""

    def purge(self, url: str) -> None:
        """Write it down."""
        purged.append(url)


@pytest.fixture(autouse=True)
def cache(settings: Settings) -> None:
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": f"{__name__}.Recording"}}
    purged.clear()


def test_what_is_published_is_purged_after_the_commit(
    site: Site, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = site.item()
        assert purged == []
    assert {
        f"{HERE}/api/v1/articles/{page.pk}/",
        f"{HERE}/api/v1/articles/",
        f"{HERE}/items/{page.pk}/",
        f"{HERE}/feeds/portals/can-loc.atom",
    } <= set(purged)
    purged.clear()
    with django_capture_on_commit_callbacks(execute=True):
        site.portal.name = "Huyện Can Lộc"
        site.portal.save()
    assert f"{HERE}/api/v1/portals/can-loc/" in purged


def test_what_was_rolled_back_is_not(
    site: Site, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = site.item()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        page.unpublish()
        transaction.set_rollback(True)
    assert purged == []


def test_a_cache_with_names_forgets_all_that_bears_them(
    site: Site, client: Client, httpserver: HTTPServer
) -> None:
    page = site.item()
    told: list[str] = []

    def take(request: Request) -> Response:
        told.extend(request.headers["xkey-purge"].split())
        return Response(status=200)

    httpserver.expect_request("/", method="PURGE").respond_with_handler(take)
    place = {"LOCATION": httpserver.url_for("/"), "HEADER": "xkey-purge"}
    paths = [f"/api/v1/articles/{page.pk}/", "/api/v1/articles/", "/sitemap.xml"]
    SurrogateKeys(place).purge_batch([f"{HERE}{path}" for path in paths])
    assert set(told) == {"items", f"item-{page.pk}", "list-article"}
    for path, key in (
        (f"/api/v1/articles/{page.pk}/?expand=renditions", f"item-{page.pk}"),
        (f"/api/v1/items/{page.pk}/json-ld/", f"item-{page.pk}"),
        (f"/items/{page.pk}/", f"item-{page.pk}"),
        ("/api/v1/articles/?limit=1", "list-article"),
        ("/feeds/portals/can-loc.atom", "items"),
    ):
        assert client.get(path)["Surrogate-Key"] == f"{key} places", path
    assert client.get("/api/v1/navigation/?portal=can-loc")["Surrogate-Key"] == "places"


def test_a_cache_that_is_away_holds_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    SurrogateKeys({"LOCATION": "http://127.0.0.1:9/"}).purge(f"{HERE}/items/1/")
    assert "cache not purged" in caplog.text
    assert key_of("/api/v1/tags/") == "items"


def test_a_cache_that_refuses_is_told_of(
    httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    httpserver.expect_request("/", method="PURGE").respond_with_data(status=403)
    SurrogateKeys({"LOCATION": httpserver.url_for("/")}).purge(f"{HERE}/items/1/")
    assert "cache not purged" in caplog.text
    assert "403" in caplog.text
