"""Order, cursors and filters of lists."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from cms.api import counting
from cms.articles.models import DocumentPage
from cms.portals.models import Destination
from tests.cms.pages import VIETNAM, Site


def get(client: Client, path: str = "articles/", **asked: object) -> dict:
    answer = client.get(f"/api/v1/{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(client: Client, path: str = "articles/", **asked: object) -> list[int]:
    return [item["id"] for item in get(client, path, **asked)["items"]]


def all_ids(client: Client, **asked: object) -> list[int]:
    answer = get(client, **asked)
    found = answer["items"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += answer["items"]
    return [item["id"] for item in found]


def test_newest_come_first_and_unknown_dates_last_either_way(site: Site, client: Client) -> None:
    none = site.item(at=None).pk
    old = site.item(at=datetime(2011, 1, 1, tzinfo=VIETNAM)).pk
    new = site.item(at=datetime(2019, 1, 1, tzinfo=VIETNAM)).pk
    assert ids(client) == [new, old, none]
    assert ids(client, order="published_at") == [old, new, none]


def test_titles_are_in_vietnamese_order(site: Site, client: Client) -> None:
    titles = ["Đức Thọ", "Cẩm Xuyên", "Can Lộc", "mạ", "má", "mà", "ma", "Dân", "mả", "mã"]
    by_id = {site.item(title).pk: title for title in titles}
    found = [by_id[key] for key in ids(client, order="title")]
    assert found == ["Can Lộc", "Cẩm Xuyên", "Dân", "Đức Thọ", "ma", "mà", "mả", "mã", "má", "mạ"]


@pytest.mark.parametrize(
    "order", [None, "published_at", "-updated_at", "updated_at", "title", "-title"]
)
def test_pages_of_a_list_are_the_list(site: Site, client: Client, order: str | None) -> None:
    same = datetime(2015, 5, 5, tzinfo=VIETNAM)
    for number in range(7):
        site.item(f"Tin {number % 3}", at=None if number == 3 else same)
    asked = {"order": order} if order else {}
    whole = ids(client, **asked)
    assert len(whole) == 7
    assert all_ids(client, limit=2, **asked) == whole
    assert all_ids(client, limit=2, section=site.news.pk, **asked) == whole


def test_a_page_stays_right_while_items_are_added(site: Site, client: Client) -> None:
    first = [site.item(at=datetime(2015, 1, day, tzinfo=VIETNAM)).pk for day in (1, 2, 3, 4)]
    answer = get(client, limit=2)
    site.item(at=datetime(2016, 1, 1, tzinfo=VIETNAM))
    rest = client.get(answer["next"]).json()
    assert [item["id"] for item in answer["items"] + rest["items"]] == first[::-1]


def test_filters(site: Site, client: Client) -> None:
    commune = Destination.objects.create(slug="xa-can-loc", name="Xã Can Lộc")
    culture = site.section("Văn hóa", under=site.news)
    page = site.item(
        at=datetime(2018, 6, 1, 12, tzinfo=VIETNAM),
        section=culture,
        tags=("Bầu cử",),
        byline="Anh Đức",
        body=[("image", {"image": site.image()})],
        legal_references=[{"type": "Quyết định", "number": "436/QĐ-UBND"}],
    )
    page.destinations.add(commune)
    page.save_revision().publish()
    other = Site("duc-tho").item(at=datetime(2012, 6, 1, tzinfo=VIETNAM), language="en")
    for asked in (
        {"portal": "can-loc"},
        {"section": site.news.pk},
        {"section": culture.pk},
        {"destination": "xa-can-loc"},
        {"tag": "bau cu"},
        {"byline": "anh đức"},
        {"legal_reference": "436/qđ-ubnd"},
        {"language": "vi"},
        {"has_image": "true"},
        {"published_from": "2018-06-01", "published_to": "2018-06-01"},
        {"published_from": "2018-06-01T05:00:00Z"},
        {"source_url": page.source_url.replace("http:", "https:") + "?utm_source=x"},
        {"portal": "can-loc", "section": site.news.pk, "tag": "bau cu", "order": "title"},
    ):
        assert ids(client, **asked) == [page.pk], asked
    assert ids(client, published_to="2012-06-01") == [other.pk]
    assert ids(client, updated_to="2001-01-01") == []
    assert ids(client, portal="nowhere") == []


def test_documents_are_filtered_by_their_fields(site: Site, client: Client) -> None:
    page = site.item(
        "Quyết định 436",
        model=DocumentPage,
        number="436/QĐ-UBND",
        document_type="Quyết định",
        issuing_body="UBND huyện",
        issued_on=datetime(2015, 2, 26, tzinfo=UTC).date(),
    )
    site.item("Khác", model=DocumentPage, number="1436/QĐ-UBND")
    for asked in (
        {"number": "436/qđ-ubnd"},
        {"document_type": "quyet dinh"},
        {"issuing_body": "UBND Huyện"},
        {"issued_from": "2015-02-26", "issued_to": "2015-02-26"},
    ):
        assert ids(client, "documents/", **asked) == [page.pk], asked


def test_a_total_is_counted_on_request(site: Site, client: Client) -> None:
    for _ in range(3):
        site.item()
    assert get(client, limit=1, count="exact")["total"] == 3
    assert "total" not in get(client, limit=1)


def test_the_total_of_a_long_list_may_be_estimated(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        site.item()
    counted = {"total": 3, "total_exact": True}
    assert counted.items() <= get(client, limit=1, count="estimated").items()
    monkeypatch.setattr(counting, "COUNTED", 2)
    answer = get(client, limit=1, count="estimated", section=site.news.pk)
    assert answer["total"] >= 2
    assert answer["total_exact"] is (connection.vendor == "sqlite")
