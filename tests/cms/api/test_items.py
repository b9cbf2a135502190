"""Lists and details of items: fields, body, conditions, few queries."""

import gzip
from datetime import datetime

import brotli
import pytest
from backports import zstd
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.api.encoding import variants
from cms.api.schemas import Item, PartialItem
from cms.articles.models import ITEM_MODELS
from cms.articles.models.items import ItemPage
from cms.harvest.models import Item as LedgerItem
from tests.cms.pages import VIETNAM, Site

DECODERS = {
    "zstd": zstd.decompress,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    None: bytes,
}
PATHS = {"article": "articles", "document": "documents", "static": "static", "media": "media"}


def get(client: Client, path: str, **asked: object) -> dict:
    answer = client.get(f"/api/v1/{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rich(site: Site, title: str = "Tin") -> ItemPage:
    target = site.item("Đích")
    return site.item(
        title,
        lead="Dẫn",
        byline="Anh Đức",
        tags=("bầu cử",),
        legal_references=[{"type": "Quyết định", "number": "436/QĐ-UBND"}],
        body=[
            ("heading", {"level": "3", "text": "Mục"}),
            ("paragraph", f'<p>Xem <a linktype="page" id="{target.pk}">đây</a> &amp; kia</p>'),
            ("list", "<ul><li>Một</li><li>Hai</li></ul>"),
            ("table", {"caption": "Bảng", "html": "<table><tr><td>1</td><td>2</td></tr></table>"}),
            ("quote", "<p>Dân là gốc</p>"),
            ("image", {"image": site.image(), "alt": "Họp", "caption": "Ảnh: Đức"}),
            ("file", {"document": site.file("QĐ 436")}),
            ("embed", {"url": "https://www.youtube.com/watch?v=x"}),
        ],
    )


@pytest.mark.parametrize("model", ITEM_MODELS)
def test_each_kind_has_its_list_and_detail(
    site: Site, client: Client, model: type[ItemPage]
) -> None:
    page = site.item("Tin", model=model)
    path = PATHS[model.kind.value]
    assert [item["id"] for item in get(client, f"{path}/")["items"]] == [page.pk]
    detail = get(client, f"{path}/{page.pk}/")
    assert Item.model_validate(detail).kind == model.kind.value
    assert detail["body"][0]["text"] == "Nội dung"
    others = [name for name in PATHS.values() if name != path]
    assert [client.get(f"/api/v1/{name}/{page.pk}/").status_code for name in others] == [404] * 3


def test_a_detail_has_every_field_in_the_documented_form(site: Site, client: Client) -> None:
    page = rich(site)
    detail = get(client, f"articles/{page.pk}/")
    item = Item.model_validate(detail, extra="forbid")
    assert item.portal.slug == "can-loc"
    assert [section.id for section in item.sections] == [site.news.pk]
    assert detail["published_at"] == "2017-03-27T08:15:00+07:00"
    assert item.url == f"http://cms.test/items/{page.pk}/"
    assert (item.images[0].width, item.images[0].height) == (64, 48)
    assert item.images[0].url.startswith("http://cms.test/media/")
    assert item.files[0].url.startswith("http://cms.test/api/v1/files/")
    assert item.legal_references[0].number == "436/QĐ-UBND"
    assert [block.type for block in item.body] == [
        *("heading", "paragraph", "list", "table", "quote", "image", "file", "embed")
    ]


def test_links_between_items_lead_to_where_they_are_read_now(site: Site, client: Client) -> None:
    page = rich(site)
    paragraph = get(client, f"articles/{page.pk}/")["body"][1]
    (link,) = paragraph["links"]
    assert link["kind"] == "article"
    assert link["url"] in paragraph["html"]
    site.portal.front_end_url = "https://front.test"
    site.portal.front_end_path = "/tin/{slug}-{id}"
    site.portal.save()
    paragraph = get(client, f"articles/{page.pk}/")["body"][1]
    assert paragraph["links"][0]["url"].startswith("https://front.test/tin/")
    assert "https://front.test/tin/" in paragraph["html"]


def test_a_link_to_an_unpublished_item_keeps_its_text_only(site: Site, client: Client) -> None:
    target = site.item("Đích")
    link = f'<p><a linktype="page" id="{target.pk}">xem</a></p>'
    page = site.item(body=[("paragraph", link)])
    target.unpublish()
    (paragraph,) = get(client, f"articles/{page.pk}/")["body"]
    assert (paragraph["html"], paragraph["links"]) == ("<p><a>xem</a></p>", [])


def test_a_link_to_a_copy_leads_to_the_item_that_was_kept(site: Site, client: Client) -> None:
    kept, copy = site.item("Bản giữ lại"), site.item("Bản sao")
    link = f'<p><a linktype="page" id="{copy.pk}">xem</a></p>'
    page = site.item(body=[("paragraph", link)])
    rows = [LedgerItem(portal=site.portal, kind="article", page=one) for one in (kept, copy)]
    LedgerItem.objects.bulk_create(rows)
    LedgerItem.objects.filter(page=copy).update(same_as=LedgerItem.objects.get(page=kept))
    copy.unpublish()
    (paragraph,) = get(client, f"articles/{page.pk}/")["body"]
    assert [target["id"] for target in paragraph["links"]] == [kept.pk]
    assert paragraph["links"][0]["url"] in paragraph["html"]


def test_hostile_markup_is_not_served(site: Site, client: Client) -> None:
    body = [
        ("paragraph", '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=x></p>'),
        ("paragraph", '<p><a href="javascript:alert(1)">b</a></p>'),
        ("table", {"html": "<table><tr><td><iframe src=//x></iframe>c</td></tr></table>"}),
        ("embed", {"url": "javascript:alert(1)"}),
    ]
    text = client.get(f"/api/v1/articles/{site.item(body=body).pk}/").content.decode()
    assert not [bad for bad in ("script", "onclick", "onerror", "iframe") if bad in text]


def test_lists_have_no_body_unless_asked(site: Site, client: Client) -> None:
    site.item()
    assert "body" not in get(client, "articles/")["items"][0]
    assert get(client, "articles/", expand="body")["items"][0]["body"][0]["type"] == "paragraph"
    (item,) = get(client, "articles/", fields="id,body")["items"]
    assert set(item) == {"id", "body"}
    PartialItem.model_validate(item, extra="forbid")


@pytest.mark.parametrize(
    ("form", "body"),
    [("text", "Mục\n\nMột\nHai"), ("html", "<h2>Mục</h2>\n<ul><li>Một</li><li>Hai</li></ul>")],
)
def test_a_body_comes_as_one_text_too(site: Site, client: Client, form: str, body: str) -> None:
    listed = ("list", "<ul><li>Một</li><li>Hai</li></ul>")
    page = site.item(body=[("heading", {"level": "2", "text": "Mục"}), listed])
    assert get(client, f"articles/{page.pk}/", format=form)["body"] == body


def test_an_answer_is_not_sent_twice(site: Site, client: Client) -> None:
    page = site.item()
    for path in ("articles/", f"articles/{page.pk}/"):
        tag = client.get(f"/api/v1/{path}").headers["ETag"]
        assert tag.startswith('"')
        again = client.get(f"/api/v1/{path}", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        page.title += "!"
        page.save_revision().publish()
        assert client.get(f"/api/v1/{path}", headers={"if-none-match": tag}).status_code == 200


def test_head_answers_as_get_without_a_body(site: Site, client: Client) -> None:
    path = f"/api/v1/articles/{site.item().pk}/"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == client.get(path).headers["ETag"]


def test_lists_and_details_cost_few_queries_whatever_the_content(
    site: Site, client: Client
) -> None:
    pages = [rich(site, f"Tin {number}") for number in range(10)]
    get(client, "portals/")  # the table of retired hosts is read now and then, not by a request
    with CaptureQueriesContext(connection) as queries:
        get(client, "articles/", expand="body,ancestors")
    assert len(queries) <= 6, [q["sql"][:150] for q in queries]
    with CaptureQueriesContext(connection) as queries:
        get(client, "articles/", expand="body,provenance")
    assert len(queries) <= 6
    with CaptureQueriesContext(connection) as queries:
        get(client, f"articles/{pages[0].pk}/")
    assert len(queries) <= 5


def test_dates_are_of_the_portals_time_zone(site: Site, client: Client) -> None:
    page = site.item(at=datetime(2017, 1, 1, tzinfo=VIETNAM))
    assert get(client, f"articles/{page.pk}/")["published_at"] == "2017-01-01T00:00:00+07:00"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5, x;q=y", "gzip"),
        ("zstd;q=0, deflate", None),
        ("", None),
    ],
)
def test_answers_come_in_the_coding_that_the_client_takes(
    site: Site, client: Client, accepted: str, coding: str | None
) -> None:
    site.item(body=[("paragraph", f"<p>{'Nội dung. ' * 200}</p>")])
    path = "/api/v1/articles/?expand=body"
    plain = client.get(path)
    answer = client.get(path, headers={"accept-encoding": accepted})
    content = DECODERS[coding](answer.content)
    assert (content, answer.get("Content-Encoding")) == (plain.content, coding)
    assert "Accept-Encoding" in answer["Vary"]
    assert (answer["ETag"] == plain["ETag"]) is (coding is None)
    told = {"accept-encoding": accepted, "if-none-match": answer["ETag"]}
    again = client.get(path, headers=told)
    assert (again.status_code, again["ETag"]) == (304, answer["ETag"])
    told["if-none-match"] = ", ".join(variants(plain["ETag"]))
    assert client.get(path, headers=told)["ETag"] == answer["ETag"]
    assert client.head(path, headers=told | {"if-none-match": ""}).get("Content-Encoding") == coding
