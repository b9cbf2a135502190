"""Portals, sections, destinations, changes, old addresses, the document itself."""

import json
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.api.schemas import Portal
from cms.catalog.communes import CommuneData, names_of
from cms.catalog.models import Place, PlaceKind
from cms.harvest.assigning import assign
from cms.harvest.keys import key_of, loose_address_key
from cms.harvest.models import Item, Segment, SourceUrl
from cms.harvest.states import Reason, UrlState
from cms.portals.communes import import_successors
from cms.portals.models import Commune, Destination, PortalHost
from tests.cms.pages import Site

BAD = ["", "[]", "{}", '{"urls": []}', '{"urls": ["a"], "x": 1}', "{"]


def test_places_are_listed_and_shown(site: Site, client: Client) -> None:
    below = site.section("Văn hóa", under=site.news)
    Destination.objects.create(slug="xa-can-loc", name="Xã Can Lộc")
    (portal,) = client.get("/api/v1/portals/").json()["items"]
    assert client.get("/api/v1/portals/can-loc/").json() == portal
    sections = client.get("/api/v1/sections/?portal=can-loc").json()["items"]
    assert [(one["id"], one["parent"]) for one in sections] == [
        (site.news.pk, None),
        (below.pk, site.news.pk),
    ]
    assert client.get(f"/api/v1/sections/{below.pk}/").json() == sections[1]
    assert client.get("/api/v1/sections/?portal=other").json()["items"] == []
    assert client.get("/api/v1/destinations/xa-can-loc/").json()["name"] == "Xã Can Lộc"


def test_a_renamed_section_is_shown_at_once(site: Site, client: Client) -> None:
    page = site.item()
    site.news.title = "Thời sự"
    site.news.save_revision().publish()
    detail = client.get(f"/api/v1/articles/{page.pk}/").json()
    assert [section["title"] for section in detail["sections"]] == ["Thời sự"]


def test_an_unpublished_section_is_not_shown(site: Site, client: Client) -> None:
    page = site.item()
    site.news.unpublish()
    assert client.get(f"/api/v1/sections/{site.news.pk}/").status_code == 404
    assert client.get(f"/api/v1/articles/{page.pk}/").json()["sections"] == []


def test_changes_are_followed_by_cursor(site: Site, client: Client) -> None:
    first, second = site.item(), site.item()
    answer = client.get("/api/v1/changes/?kind=article&limit=1").json()
    assert [(row["operation"], row["id"]) for row in answer["items"]] == [("created", first.pk)]
    rest = client.get(answer["next"]).json()
    assert [row["id"] for row in rest["items"]] == [second.pk]
    assert rest["next"] is None
    second.unpublish()
    later = client.get(f"/api/v1/changes/?cursor={rest['cursor']}").json()
    assert [(row["operation"], row["id"]) for row in later["items"]] == [("unpublished", second.pk)]


def test_an_old_address_leads_to_its_item(site: Site, client: Client) -> None:
    page = site.item()
    asked = page.source_url.replace("http://", "HTTPS://") + "?utm_source=x#top"
    answer = client.get("/api/v1/resolve/", {"url": asked}).json()
    assert (answer["status"], answer["id"]) == (301, page.pk)
    assert answer["location"] == f"http://cms.test/items/{page.pk}/"
    assert client.get("/api/v1/resolve/", {"url": "http://x.test/"}).json()["status"] == 404


def test_the_document_describes_blocks_with_examples(client: Client, db: None) -> None:
    document = json.loads(client.get("/api/v1/openapi.json").content)
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    blocks = [name for name in schemas if name.endswith("Block") and name != "TextBlock"]
    assert len(blocks) == 8
    assert all(schemas[name].get("examples") for name in blocks)
    assert "discriminator" in json.dumps(schemas["Item"])


def test_the_docs_page_needs_no_other_server(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "swagger" in page
    assert "cdn" not in page


def test_many_old_addresses_are_answered_in_order(site: Site, client: Client) -> None:
    page = site.item()
    urls = ["http://x.test/", page.source_url, "nonsense", page.source_url]
    answer = client.post("/api/v1/resolve/", {"urls": urls}, content_type="application/json")
    found = [(one["url"], one["status"]) for one in answer.json()["items"]]
    assert found == list(zip(urls, [404, 301, 404, 301], strict=True))


def test_options_tell_what_may_be_done(client: Client, db: None) -> None:
    assert client.options("/api/v1/articles/").headers["Allow"] == "GET, HEAD, OPTIONS"
    resolve = client.options("/api/v1/resolve/").headers
    assert resolve["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("body", BAD)
def test_a_wrong_list_of_addresses_is_a_problem(client: Client, db: None, body: str) -> None:
    answer = client.post("/api/v1/resolve/", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def row_of(site: Site, address: str, **fields: object) -> SourceUrl:
    PortalHost.objects.get_or_create(portal=site.portal, name="can-loc.test")
    return SourceUrl.objects.create(
        portal=site.portal,
        address=address,
        canonical=address,
        key=key_of(address),
        loose=loose_address_key(address),
        first_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        last_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        **fields,
    )


@pytest.mark.parametrize("public", [True, False])
def test_what_was_not_carried_over_names_its_copy_where_all_may_see_it(
    site: Site, client: Client, public: bool
) -> None:
    site.portal.archived_copy_public = public
    site.portal.save()
    segment = Segment.objects.create(portal=site.portal, name="can-loc/1.warc.gz")
    ended = {"state": UrlState.EXCLUDED, "reason": Reason.FORM, "segment": segment}
    row = row_of(site, "http://can-loc.test/lich", **ended)
    answer = client.get("/api/v1/resolve/", {"url": row.address}).json()
    copy = f"http://cms.test/archived/{row.pk}/" if public else None
    assert (answer["status"], answer["reason"], answer["archived"]) == (410, row.reason, copy)


def test_an_old_address_of_a_private_item_tells_nothing(site: Site, client: Client) -> None:
    page = site.item()
    item = Item.objects.create(portal=site.portal, kind="article", page=page)
    row = row_of(site, page.source_url, state=UrlState.DISCOVERED, item=item)
    asked = {"url": f"{row.address}?x=1"}
    assert client.get("/api/v1/resolve/", asked).json()["status"] == 301
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = client.get("/api/v1/resolve/", asked).json()
    assert (answer["status"], answer["location"]) == (404, None)


def add_communes(site: Site) -> None:
    site.portal.district = "huyện Can Lộc"
    site.portal.save()
    table = (
        "old_units\tnew_commune\tevidence\n"
        "thị trấn Nghèn, xã Thiên Lộc\txã Can Lộc\tpublic list\n"
        "xã Tùng Lộc\txã Tùng Lộc\tpublic list\n"
    )
    where = {"district": "huyện Can Lộc", "province": "tỉnh Hà Tĩnh", "on": date(2025, 7, 1)}
    import_successors(table, **where)


def test_a_portal_names_the_communes_that_followed_its_district(site: Site, client: Client) -> None:
    assert client.get("/api/v1/portals/can-loc/").json()["successors"] == []
    add_communes(site)
    shown = Portal.model_validate(client.get("/api/v1/portals/can-loc/").json())
    assert [(one.name, one.formerly) for one in shown.successors] == [
        ("xã Can Lộc", ["thị trấn Nghèn", "xã Thiên Lộc"]),
        ("xã Tùng Lộc", ["xã Tùng Lộc"]),
    ]
    Commune.objects.filter(name="xã Can Lộc").get().origins.all().delete()
    shown = Portal.model_validate(client.get("/api/v1/portals/can-loc/").json())
    assert [one.name for one in shown.successors] == ["xã Tùng Lộc"]
    assert client.get("/api/v1/destinations/xa-can-loc/").json()["commune"]["formerly"] == []


def test_items_are_found_by_the_commune_that_they_belong_to(site: Site, client: Client) -> None:
    add_communes(site)
    page = site.item("Hội nghị ở xã Thiên Lộc")
    site.item("Tin của tỉnh")
    Item.objects.create(portal=site.portal, kind="article", page=page)
    assign(site.portal)
    key = Commune.objects.get(name="xã Can Lộc").pk
    for asked in ("xã Can Lộc", "can loc", "Thị trấn Nghèn", "THIEN LOC", str(key)):
        for more in ({}, {"section": site.news.pk, "order": "title"}):
            found = client.get("/api/v1/articles/", {"commune": asked, **more}).json()
            assert [item["id"] for item in found["items"]] == [page.pk], asked
    for asked in ("xã Tùng Lộc", "xã Không Có", "0"):
        assert client.get("/api/v1/articles/", {"commune": asked}).json()["items"] == [], asked
    page.refresh_from_db()
    page.destinations.clear()
    page.save_revision().publish()
    assert client.get("/api/v1/articles/?commune=can+loc").json()["items"] == []


def test_a_number_asks_for_an_id_not_for_a_name(site: Site) -> None:
    data = CommuneData(id=7, name="phường 12", province="", since=None, formerly=["xã Can Lộc"])
    assert list(names_of(data)) == ["7", "phuong 12", "xa can loc", "can loc"]


def test_a_portal_of_no_known_district_is_followed_by_no_commune(
    site: Site,
) -> None:
    add_communes(site)
    site.portal.district = ""
    site.portal.save()
    module = import_module("cms.catalog.migrations.0003_communes_are_served")
    module.add_communes(apps, None)
    place = Place.objects.get(kind=PlaceKind.PORTAL, object_id=site.portal.pk)
    assert place.data["successors"] == []
