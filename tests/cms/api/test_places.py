"""Portals, sections, destinations, changes, old addresses, the document itself."""

import json

from django.test import Client

from cms.portals.models import Destination
from tests.cms.pages import Site


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
