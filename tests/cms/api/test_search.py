"""Search as people type: with marks, without, half; phrases, beginnings, numbers."""

from datetime import datetime

import pytest
from django.test import Client

from cms.articles.models import DocumentPage
from tests.cms.pages import VIETNAM, Site

TITLE = "Kiểm tra Cải cách hành chính một số địa phương, đơn vị trên địa bàn huyện."
LEAD = "Tổ công tác thành lập theo Quyết định số 436/QĐ-UBND ngày 26 tháng 02 năm 2015."


def found(client: Client, search: str, path: str = "articles/", **asked: object) -> list[int]:
    answer = client.get(f"/api/v1/{path}", {"search": search, **asked})
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


@pytest.fixture
def article(site: Site) -> int:
    site.item("Lễ hội chùa Hương Tích", body=[("paragraph", "<p>Hòa bình và hành chính</p>")])
    page = site.item(TITLE, lead=LEAD, byline="Anh Đức")
    site.item("Tin khác về kiểm tra", body=[("paragraph", "<p>cách làm hành</p>")])
    return page.pk


@pytest.mark.parametrize(
    "search",
    [
        "kiem tra cai cach hanh chinh",
        "Kiểm tra cải cách hành chính",
        "kiểm tra cai cách hanh chính",
        "CẢI CÁCH",
        '"cải cách hành chính"',
        "cải các*",
        "436/QĐ-UBND",
        "436/qd-ubnd",
        "Quyết định số 436/QĐ-UBND",
        "anh duc",
        "dia phuong don vi",
        "đia phương",
        "kiem tra cai cach hanh chinh khongcotunay",
    ],
)
def test_the_article_is_found_first(article: int, client: Client, search: str) -> None:
    assert found(client, search)[:1] == [article]


@pytest.mark.parametrize("search", ["36/QĐ-UBND", '"hành cải"', "cải cách khắp nơi xa xôi", "ká"])
def test_what_is_not_there_is_not_found(article: int, client: Client, search: str) -> None:
    assert found(client, search) == []


def test_both_ways_to_place_the_tone_find_the_same(site: Site, client: Client) -> None:
    old, new = site.item("Hòa bình, thủy lợi"), site.item("Hoà bình, thuỷ lợi")
    for search in ("hòa bình", "hoà bình", "hoa binh", "thủy lợi", "thuỷ lợi"):
        assert set(found(client, search)) == {old.pk, new.pk}, search


def test_the_same_spelling_comes_before_the_same_letters(site: Site, client: Client) -> None:
    titles = ["ma", "má", "mà", "mả", "mã", "mạ"]
    pages = {title: site.item(f"Chuyện {title} ở làng").pk for title in titles}
    for title in titles[1:]:
        hits = found(client, title)
        assert (hits[0], set(hits)) == (pages[title], set(pages.values()))


def test_a_word_in_the_title_counts_more_than_many_in_the_text(site: Site, client: Client) -> None:
    text = site.item("Tin", body=[("paragraph", f"<p>{'lễ hội ' * 30}</p>")])
    title = site.item("Lễ hội đầu xuân")
    assert found(client, "lễ hội") == [title.pk, text.pk]


def test_the_newer_of_equals_comes_first(site: Site, client: Client) -> None:
    old = site.item("Lễ hội", at=datetime(2010, 1, 1, tzinfo=VIETNAM))
    new = site.item("Lễ hội", at=datetime(2019, 1, 1, tzinfo=VIETNAM))
    assert found(client, "lễ hội") == [new.pk, old.pk]


def test_hits_are_marked_and_escaped(article: int, site: Site, client: Client) -> None:
    site.item("Giá <b>vàng</b> & bạc", body=[("paragraph", f"<p>{'x ' * 300}vàng mã</p>")])
    (item,) = client.get("/api/v1/articles/?search=vang").json()["items"]
    assert item["highlight"]["title"] == "Giá &lt;b&gt;<mark>vàng</mark>&lt;/b&gt; &amp; bạc"
    assert "<mark>vàng</mark> mã" in item["highlight"]["snippet"]
    assert item["highlight"]["snippet"].startswith("… ")


def test_a_search_is_filtered_and_paged(site: Site, client: Client) -> None:
    pages = [
        site.item(f"Lễ hội {number}", at=datetime(2010 + number, 1, 1, tzinfo=VIETNAM)).pk
        for number in range(5)
    ]
    Site("duc-tho").item("Lễ hội")
    assert found(client, "le hoi", portal="can-loc") == pages[::-1]
    answer = client.get("/api/v1/articles/?search=le+hoi&portal=can-loc&limit=2").json()
    listed = answer["items"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        listed += answer["items"]
    assert [item["id"] for item in listed] == pages[::-1]
    assert found(client, "le hoi", portal="can-loc", order="published_at") == pages
    assert found(client, "le hoi", portal="can-loc", order="published_at", limit=2) == pages[:2]


def test_documents_are_found_by_number_and_abstract(site: Site, client: Client) -> None:
    page = site.item(
        "Về việc", model=DocumentPage, number="12/2015/NQ-HĐND", abstract="Thu phí vệ sinh"
    )
    for search in ("12/2015/NQ-HĐND", "12/2015/nq-hdnd", "thu phi ve sinh"):
        assert found(client, search, "documents/") == [page.pk], search
    assert found(client, "12/2015/NQ-HĐND") == []


def test_facets_count_what_was_found(site: Site, client: Client) -> None:
    below = site.section("Văn hóa", under=site.news)
    site.item("Lễ hội", section=below, at=datetime(2015, 1, 1, tzinfo=VIETNAM))
    site.item("Lễ hội", at=datetime(2016, 1, 1, tzinfo=VIETNAM))
    site.item("Khác")
    answer = client.get("/api/v1/articles/?search=le+hoi&facets=portal,section,year&limit=1").json()
    assert answer["facets"] == {
        "portal": [{"value": "can-loc", "label": "Can-Loc", "count": 2}],
        "section": [
            {"value": str(site.news.pk), "label": "Tin tức", "count": 2},
            {"value": str(below.pk), "label": "Văn hóa", "count": 1},
        ],
        "year": [
            {"value": "2016", "label": "2016", "count": 1},
            {"value": "2015", "label": "2015", "count": 1},
        ],
    }
