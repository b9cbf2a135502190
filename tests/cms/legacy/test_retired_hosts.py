"""Requests for the hosts of retired portals are answered from the ledger."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cms.harvest.keys import key_of
from cms.harvest.models import Item, SourceUrl
from cms.harvest.states import Reason
from cms.legacy import archived, hits
from cms.legacy.models import Hits, Unresolved
from cms.portals.models import Portal
from ingest.types import RawPage
from ingest.vocabulary import SkipReason
from tests.cms.harvest.conftest import OldPortal
from tests.cms.harvest.test_personal_data import with_card

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def ask(path: str, *, host: str = "portal.test", **extra: object) -> object:
    return Client(headers={"host": host}).get(path, **extra)


def test_an_old_article_leads_to_a_page_that_shows_its_title(full: OldPortal) -> None:
    path = f"/items/{full.page('a').pk}/"
    answer = ask("/a")
    assert answer.status_code == 301
    assert answer["Location"] == f"http://127.0.0.1:8000{path}"
    assert "<h1>Tiêu đề a</h1>" in ask(path, host="127.0.0.1:8000").content.decode()


@pytest.mark.parametrize("host", ["www.portal.test", "PORTAL.TEST", "portal.test:8443"])
def test_every_spelling_of_the_host_is_served(full: OldPortal, host: str) -> None:
    assert ask("/a", host=host).status_code == 301


def test_only_retired_hosts_are_served(full: OldPortal, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["admin.test"]
    assert ask("/a", host="portal.test").status_code == 301
    assert ask("/", host="khac.test").status_code == 400
    assert ask("/", host="admin.test").status_code == 200


def test_a_retired_host_gets_no_hsts_no_cookie_and_no_https(
    full: OldPortal, settings: LazySettings
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    answer = ask("/a")
    assert answer["Location"].endswith(f"/items/{full.page('a').pk}/")
    assert "Strict-Transport-Security" not in answer
    assert "Strict-Transport-Security" not in ask("/a", secure=True)
    assert not answer.cookies


def test_what_was_left_out_says_why_in_both_languages(full: OldPortal) -> None:
    answer = ask("/quang-cao.html")
    text = answer.content.decode()
    assert answer.status_code == 410
    assert "left out by the profile" in text
    assert 'lang="vi"' in text
    assert 'lang="en"' in text
    assert "archived" not in text


def test_a_taken_down_item_answers_451(full: OldPortal) -> None:
    Item.objects.filter(pk=full.item("a").pk).update(suppressed_at=full.today)
    assert ask("/a").status_code == 451


def test_a_list_leads_to_a_page_of_ours(full: OldPortal) -> None:
    answer = ask("/muc")
    assert answer.status_code == 301
    page = ask(answer["Location"].partition(":8000")[2], host="127.0.0.1:8000")
    assert page.status_code == 200
    assert "Tiêu đề a" in page.content.decode()


def test_a_percent_encoded_path_is_found(full: OldPortal) -> None:
    assert ask("/%61").status_code == 301
    assert ask("/Tin-Tuc/%2e/bai%2Dviet.aspx?muc=2&id=7").status_code == 301
    assert ask("/x", REQUEST_URI="/%61?utm_source=x").status_code == 301


def test_an_unknown_address_is_reported(full: OldPortal) -> None:
    assert ask("/khong-co?x=1").status_code == 404
    hits.flush()
    found = Unresolved.objects.get()
    assert (found.address, found.count) == ("http://portal.test/khong-co?x=1", 1)


def test_requests_are_counted_without_a_write_each(
    full: OldPortal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask("/a")
    with django_assert_num_queries(1):
        ask("/a")
    assert not Hits.objects.exists()
    hits.flush()
    ask("/a")
    hits.flush()
    assert list(Hits.objects.values_list("source_url", "count")) == [(full.row("a").pk, 3)]


def test_trials_are_not_counted(full: OldPortal) -> None:
    with hits.not_counted():
        ask("/a")
    hits.flush()
    assert not Hits.objects.exists()


def test_unresolved_addresses_are_bounded(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MAX_UNRESOLVED", 3)
    for name in ("a", "a", "b", "c", "d", "d", "e"):
        hits.note_unresolved(portal.pk, name, today=TODAY)
    hits.flush()
    kept = dict(Unresolved.objects.values_list("address", "count"))
    assert len(kept) == 3
    assert (kept["a"], kept["d"]) == (2, 2)
    assert Unresolved.objects.get(address="a").key == key_of("a")


@pytest.mark.parametrize(("is_public", "status"), [(False, 404), (True, 200)])
def test_an_archived_copy_is_public_only_by_policy(
    full: OldPortal, is_public: bool, status: int
) -> None:
    full.take({"lich": SkipReason.FORM})
    Portal.objects.filter(pk=full.portal.pk).update(archived_copy_public=is_public)
    row = full.row("lich")
    assert ("/archived/" in ask("/lich").content.decode()) is is_public
    copy = ask(f"/archived/{row.pk}/", host="127.0.0.1:8000")
    assert copy.status_code == status


def test_no_copy_of_what_is_held_back_is_public(source: OldPortal) -> None:
    Portal.objects.update(archived_copy_public=True)
    source.take({"a": with_card(), "in/a": SkipReason.PRINT_DUPLICATE, "b": SkipReason.FORM})
    source.take({"hoi": SkipReason.QUESTIONS})
    SourceUrl.objects.filter(pk=source.row("b").pk).update(reason=Reason.DISCARDED)
    source.crawl({"c": with_card("c")})
    source.page("a").delete()
    for name in ("a", "in/a", "b", "c", "hoi"):
        assert "/archived/" not in ask(f"/{name}").content.decode(), name
        copy = ask(f"/archived/{source.row(name).pk}/", host="127.0.0.1:8000")
        assert copy.status_code == 404, name


def test_the_archived_original_needs_a_permission_and_runs_nothing(
    full: OldPortal, admin_client: Client, client: Client
) -> None:
    address = f"/admin/portalift/archived/{full.row('a').pk}/"
    assert client.get(address).status_code == 302
    answer = admin_client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "Đoạn thứ nhất" in answer.content.decode()


def test_an_archived_copy_is_sanitised(
    full: OldPortal, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "<script>alert(1)</script><img src=x onerror=alert(1)><p onclick=x()>Chữ</p>".encode()
    page = RawPage(
        portal="", url="", requested_url="", fetched_at=full.today, status=200, body=body
    )
    monkeypatch.setattr(archived, "read_page", lambda *_place: page)
    address = f"/admin/portalift/archived/{full.row('a').pk}/"
    text = admin_client.get(address).content.decode()
    assert "<p>Chữ</p>" in text
    assert not any(word in text for word in ("alert", "onerror", "<img", "onclick"))
