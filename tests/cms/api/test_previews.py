"""Drafts reach those who may see them, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.api.models import Scope
from cms.api.schemas import Item
from cms.api.tokens import make_token
from cms.articles.models import ArticlePage
from tests.cms.pages import Site

DRAFT = "Nội dung chưa công bố"


@pytest.fixture
def page(site: Site) -> ArticlePage:
    page = site.item("Đã công bố")
    page.title = "Bản nháp"
    page.body = [("paragraph", f"<p>{DRAFT}</p>")]
    page.tags.add("bầu cử")
    page.save_revision()
    return page


def headers(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_a_token_shows_the_newest_draft(page: ArticlePage, client: Client) -> None:
    key = make_token("front", [Scope.PREVIEW])
    answer = client.get(f"/api/v1/items/{page.pk}/draft/", headers=headers(key))
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["title"], shown["tags"]) == ("Bản nháp", ["bầu cử"])
    assert DRAFT in str(shown["body"])
    assert answer["Cache-Control"] == "no-store"
    published = client.get(f"/api/v1/articles/{page.pk}/").json()
    assert published.keys() == shown.keys()
    assert published["title"] == "Đã công bố"


def test_an_item_never_published_is_shown_too(site: Site, client: Client) -> None:
    page = site.item(publish=False)
    key = make_token("front", [Scope.PREVIEW])
    answer = client.get(f"/api/v1/items/{page.pk}/draft/", headers=headers(key))
    assert answer.json()["id"] == page.pk


def test_others_see_no_draft(page: ArticlePage, client: Client) -> None:
    other = Site("ha-tinh").portal
    for key, status in (
        ("", 401),
        (make_token("hooks", [Scope.WEBHOOKS]), 401),
        (make_token("other", [Scope.PREVIEW], portal=other), 404),
    ):
        answer = client.get(f"/api/v1/items/{page.pk}/draft/", headers=headers(key))
        assert answer.status_code == status
        assert DRAFT not in answer.content.decode()


def preview_of(page: ArticlePage) -> dict[str, str]:
    page.body = [("paragraph", f"<p>{DRAFT}, chưa lưu</p>")]
    preview = page.create_page_preview()
    return {"content_type": "articles.articlepage", "token": preview.token}


def test_the_preview_panel_is_shown_with_its_unsaved_changes(
    page: ArticlePage, client: Client
) -> None:
    answer = client.get("/api/v1/preview/", preview_of(page))
    assert answer.status_code == 200
    assert f"{DRAFT}, chưa lưu" in str(answer.json()["body"])
    assert answer["Cache-Control"] == "no-store"


def test_a_preview_ends_after_a_day_and_cannot_be_forged(page: ArticlePage, client: Client) -> None:
    asked = preview_of(page)
    forged = {**asked, "token": asked["token"].replace(f"id={page.pk}", f"id={page.pk + 1}")}
    assert client.get("/api/v1/preview/", forged).status_code == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1), tick=False):
        assert client.get("/api/v1/preview/", asked).status_code == 404


def test_where_no_front_end_is_set_the_plain_page_is_the_preview(page: ArticlePage) -> None:
    answer = page.make_preview_request()
    assert answer.status_code == 200
    assert "Bản nháp" in answer.content.decode()


def test_where_one_is_set_the_panel_leads_there(page: ArticlePage, settings) -> None:  # noqa: ANN001
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": "https://front.example/preview"},
        "REDIRECT_ON_PREVIEW": True,
    }
    answer = page.make_preview_request()
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://front.example/preview/?content_type=")


def test_a_page_never_saved_is_shown_in_the_panel(
    site: Site,
    client: Client,
    settings,  # noqa: ANN001
) -> None:
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": "https://front.example/preview"},
        "REDIRECT_ON_PREVIEW": True,
    }
    client.force_login(User.objects.create_superuser("admin"))
    panel = f"/admin/pages/add/articles/articlepage/{site.year(site.news, 2017).pk}/preview/"
    body = streamfield([("heading", {"text": DRAFT, "level": "2"})])
    form = nested_form_data({"title": "Bài mới", "slug": "bai-moi", "body": body})
    assert client.post(panel, form).json()["is_valid"]
    query = client.get(panel)["Location"].partition("?")[2]
    answer = client.get(f"/api/v1/preview/?{query}")
    assert answer.status_code == 200
    shown = Item.model_validate(answer.json())
    assert (shown.id, shown.title, shown.portal.slug) == (0, "Bài mới", "can-loc")
    assert shown.sections[0].id == site.news.pk
    assert DRAFT in str(shown.body)
