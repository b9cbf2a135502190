"""What is not for everybody is nowhere: every address, over everything that is hidden."""

import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.articles.models import ArticlePage, DocumentPage
from tests.cms.pages import Site

SECRET = "tuyetmat"
CITED = [{"type": "Quyết định", "number": f"9/{SECRET}"}]
KINDS = ("articles", "documents", "static", "media")
LISTS = [
    *(f"/api/v1/{kind}/?{asked}" for kind in KINDS for asked in (
        "expand=body,ancestors,renditions", f"search={SECRET}", f"search={SECRET}&order=title",
        f"tag={SECRET}", f"byline={SECRET}", f"legal_reference=9/{SECRET}", "facets=portal,section",
        "order=title&format=text&fields=id,title,body", "order=-updated_at&format=html&expand=body",
    )),
    *("/api/v1/sections/", "/api/v1/tags/", "/api/v1/portals/", "/api/v1/destinations/"),
    *("/api/v1/changes/", "/api/v1/navigation/?portal=can-loc", "/sitemap.xml"),
    *(f"/api/v1/legal-references/?number=9/{SECRET}", "/sitemaps/can-loc-1.xml"),
    *("/feeds/portals/can-loc.atom", "/api/v2/pages/?fields=*", f"/api/v2/pages/?search={SECRET}"),
    *("/api/v2/images/", "/api/v2/documents/"),
]  # fmt: skip
DETAILS = [
    *(f"/api/v1/{kind}/{{key}}/" for kind in KINDS),
    *("/api/v1/items/{key}/json-ld/", "/api/v1/items/{key}/provenance/", "/items/{key}/"),
    *("/api/v2/pages/{key}/", "/feeds/sections/{key}.atom", "/api/v1/sections/{key}/"),
    "/api/v1/pages/by-path/?path=/can-loc/{section}/{slug}",
]


@pytest.mark.parametrize("model", [ArticlePage, DocumentPage])
def test_nothing_hidden_is_shown_anywhere(
    site: Site, client: Client, model: type[ArticlePage]
) -> None:
    secret = Collection.get_first_root_node().add_child(name=SECRET)
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    image = site.image(SECRET, collection=secret)
    file = site.file(SECRET, collection=secret)
    shown = site.item("Tin", body=[("image", {"image": image}), ("file", {"document": file})])
    shown.lead = SECRET
    shown.save_revision()
    words = {"lead": SECRET, "byline": SECRET, "tags": (SECRET,), "legal_references": CITED}
    draft = site.item(SECRET, model=model, publish=False, **words)
    unpublished = site.item(SECRET, model=model, **words)
    unpublished.unpublish()
    restricted = site.item(SECRET, model=model, **words)
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    closed = site.section(SECRET)
    inside = site.item(SECRET, model=model, section=closed, **words)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    for address in LISTS:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode().replace(f"search={SECRET}", "")
        assert SECRET not in text, address
    for page in (draft, unpublished, restricted, inside):
        for pattern in DETAILS:
            address = pattern.format(key=page.pk, section=site.news.slug, slug=page.slug)
            assert client.get(address).status_code == 404, address
    assert client.get(f"/api/v1/resolve/?url={restricted.source_url}").json()["status"] == 404
