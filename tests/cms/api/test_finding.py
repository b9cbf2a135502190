"""Ways into the content other than lists; what machines read; where an item comes from."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.api.schemas import Provenance
from cms.articles.models import ArticlePage, DocumentPage
from cms.harvest import runs
from cms.harvest.loading import load_items
from cms.harvest.models import Item
from cms.portals.models import Destination
from tests.bench.drafts import make_drafts, put_into_ledger
from tests.cms.pages import VIETNAM, Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CITED = [{"type": "Quyết định", "number": "436/QĐ-UBND", "issuer": "UBND huyện"}]


def get(client: Client, path: str, /, **asked: object) -> dict:
    answer = client.get(f"/api/v1/{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_legal_text_names_who_cites_it(site: Site, client: Client) -> None:
    article = site.item(legal_references=CITED)
    document = site.item(model=DocumentPage, legal_references=CITED)
    site.item(legal_references=[{"type": "Quyết định", "number": "1436/QĐ-UBND"}])
    found = get(client, "legal-references/", number="436/qd-ubnd", limit=1)
    assert [item["id"] for item in found["items"]] == [document.pk]
    rest = client.get(found["next"]).json()
    assert [(item["kind"], item["id"]) for item in rest["items"]] == [("article", article.pk)]
    assert rest["next"] is None


def test_tags_are_counted(site: Site, client: Client) -> None:
    site.item(tags=("Bầu cử", "Lễ hội"))
    site.item(tags=("bầu cử",))
    assert get(client, "tags/", portal="can-loc")["items"] == [
        {"tag": "bau cu", "count": 2},
        {"tag": "le hoi", "count": 1},
    ]
    assert get(client, "tags/", portal="other")["items"] == []


def test_the_navigation_is_the_tree_of_sections(site: Site, client: Client) -> None:
    below = site.section("Văn hóa", under=site.news)
    (node,) = get(client, "navigation/", portal="can-loc")["items"]
    assert (node["id"], [child["id"] for child in node["children"]]) == (site.news.pk, [below.pk])


def test_a_path_leads_to_what_stands_there(site: Site, client: Client) -> None:
    below = site.section("Văn hóa", under=site.news)
    page = site.item(section=below)
    top = f"/can-loc/{site.news.slug}"
    for path, kind, key in (
        ("/can-loc/", "portal", site.portal.pk),
        (top, "section", site.news.pk),
        (f"{top}/{below.slug}/", "section", below.pk),
        (f"{top}/{below.slug}/{page.slug}", "article", page.pk),
    ):
        found = get(client, "pages/by-path/", path=path)
        assert (found["kind"], found["id"]) == (kind, key), path
    for path in ("/", "/x", f"{top}/{page.slug}", f"{top}/x/y", "//"):
        assert client.get("/api/v1/pages/by-path/", {"path": path}).status_code == 404, path


def test_linked_data_says_what_an_article_cites(site: Site, client: Client) -> None:
    page = site.item("Tin", byline="Anh Đức", legal_references=CITED)
    data = get(client, f"items/{page.pk}/json-ld/")
    assert (data["@type"], data["author"]["name"]) == ("NewsArticle", "Anh Đức")
    assert data["citation"][0]["legislationIdentifier"] == "436/QĐ-UBND"
    document = site.item(model=DocumentPage, number="5/NQ-HĐND")
    data = get(client, f"items/{document.pk}/json-ld/")
    assert (data["@type"], data["legislationIdentifier"]) == ("Legislation", "5/NQ-HĐND")


def test_an_item_written_here_has_no_capture(site: Site, client: Client) -> None:
    found = get(client, f"items/{site.item().pk}/provenance/")
    assert (found["written_here"], found["capture"]) == (True, None)


def test_a_plain_page_can_be_read_and_printed(site: Site, client: Client) -> None:
    page = site.item(
        "Lễ hội <Can Lộc>", lead="Dẫn", byline="Anh Đức", body=[("paragraph", "<p>Nội dung</p>")]
    )
    answer = client.get(f"/items/{page.pk}/", headers={"accept-language": "vi"})
    text = answer.content.decode()
    assert answer.status_code == 200
    for wanted in ("Lễ hội &lt;Can Lộc&gt;", "<p>Nội dung</p>", "Anh Đức", "27/03/2017 08:15"):
        assert wanted in text
    assert "@media print" in text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    linked = text.partition('application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(linked)["headline"] == "Lễ hội <Can Lộc>"


def test_what_is_not_published_has_no_plain_page(site: Site, client: Client) -> None:
    assert client.get(f"/items/{site.item(publish=False).pk}/").status_code == 404


def test_feeds_carry_the_newest_dated_items(site: Site, client: Client) -> None:
    commune = Destination.objects.create(slug="xa-can-loc", name="Xã Can Lộc")
    old = site.item("Cũ", at=datetime(2011, 1, 1, tzinfo=VIETNAM))
    new = site.item("Mới <b>", at=datetime(2019, 1, 1, tzinfo=VIETNAM))
    new.destinations.add(commune)
    new.save_revision().publish()
    site.item("Không ngày", at=None)
    for path, wanted in (
        ("portals/can-loc", [new, old]),
        (f"sections/{site.news.pk}", [new, old]),
        ("destinations/xa-can-loc", [new]),
    ):
        feed = ET.fromstring(client.get(f"/feeds/{path}.atom").content)
        found = [entry.find("a:link", ATOM).get("href") for entry in feed.findall("a:entry", ATOM)]
        assert found == [f"http://cms.test/items/{page.pk}/" for page in wanted], path
    assert client.get("/feeds/portals/other.atom").status_code == 404


def test_sitemaps_name_every_item_where_it_is_read(site: Site, client: Client) -> None:
    page = site.item()
    index = client.get("/sitemap.xml").content.decode()
    assert "http://cms.test/sitemaps/can-loc-1.xml" in index
    assert (
        f"http://cms.test/items/{page.pk}/"
        in client.get("/sitemaps/can-loc-1.xml").content.decode()
    )
    assert client.get("/sitemaps/can-loc-2.xml").status_code == 404


def test_lists_tell_where_their_items_come_from_in_few_queries(site: Site, client: Client) -> None:
    put_into_ledger(site.portal, make_drafts(5))
    load_items(site.portal, run=runs.start(site.portal, "load"))
    edited = ArticlePage.objects.order_by("pk").first()
    edited.lead = "Sửa"
    edited.save_revision().publish()
    here = site.item()
    asked = "/api/v1/articles/?expand=provenance"
    get(client, "portals/")  # tables that a process reads now and then, not a request
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(asked)
    assert len(queries) <= 5, [query["sql"][:150] for query in queries]
    told = {item["id"]: Provenance(**item["provenance"]) for item in answer.json()["items"]}
    assert len(told) == 6
    assert {key for key, one in told.items() if one.written_here} == {here.pk}
    assert {key for key, one in told.items() if one.edited} == {here.pk, edited.pk}
    capture = told[edited.pk].capture
    assert (capture.source_url, capture.version) == (edited.source_url, 1)
    assert capture.archive_segment == "can-loc/bench.warc.gz"
    one = client.get(f"/api/v1/articles/{edited.pk}/?fields=id,provenance").json()
    assert one == {
        "id": edited.pk,
        "provenance": get(client, f"items/{edited.pk}/provenance/"),
    }
    again = client.get(asked, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    # The source loses an item: no reader's change, so the log says nothing of it.
    Item.objects.filter(page=edited).update(vanished_at=edited.last_published_at)
    again = client.get(asked, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 200
