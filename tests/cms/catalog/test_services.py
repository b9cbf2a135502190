"""The read model follows the pages, writes only what is new, and hides what is not for all."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.articles.models import ITEM_MODELS, ArticlePage, DocumentPage
from cms.articles.models.items import ItemPage
from cms.catalog import changes, services
from cms.catalog.models import Change, Entry, Facet, FacetName, Operation, SearchText
from cms.portals.models import Destination
from tests.cms.pages import Site

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def operations(page: ItemPage) -> list[str]:
    rows = Change.objects.filter(kind=page.kind.value, object_id=page.pk).order_by("id")
    return list(rows.values_list("operation", flat=True))


@pytest.mark.parametrize("model", ITEM_MODELS)
def test_a_published_item_is_served(site: Site, model: type[ItemPage]) -> None:
    page = site.item("Kiểm tra cải cách hành chính", model=model, tags=("bầu cử",))
    entry = Entry.objects.get(pk=page.pk)
    assert entry.kind == model.kind.value
    assert json.loads(entry.summary)["title"] == "Kiểm tra cải cách hành chính"
    assert json.loads(entry.body)[0]["text"] == "Nội dung"
    assert entry.sections == [site.news.pk]
    assert Facet.objects.filter(entry=entry, name="tag", value="bau cu").exists()
    assert SearchText.objects.get(pk=page.pk).title == "kiem tra cai cach hanh chinh"
    assert operations(page) == [Operation.CREATED]


def test_a_draft_is_not_served(site: Site) -> None:
    page = site.item(publish=False)
    assert not Entry.objects.filter(pk=page.pk).exists()
    assert operations(page) == []


def test_an_unchanged_page_writes_nothing(site: Site) -> None:
    page = site.item(body=[("image", {"image": site.image()})], tags=("a", "b"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        services.refresh([page], now=NOW)
    written = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not written


def test_a_batch_costs_a_handful_of_queries(site: Site) -> None:
    image, file = site.image(), site.file()
    body = [("image", {"image": image}), ("file", {"document": file})]
    pages = [site.item(f"Tin {number}", body=body) for number in range(30)]
    services.remove([page.pk for page in pages])
    with CaptureQueriesContext(connection) as queries:
        services.refresh(pages, now=NOW)
    assert len(queries) <= 22
    assert Entry.objects.count() == 30


def test_a_changed_page_gets_a_new_version(site: Site) -> None:
    page = site.item("Cũ")
    page.title = "Mới"
    page.save_revision().publish()
    entry = Entry.objects.get(pk=page.pk)
    assert entry.version == 2
    assert json.loads(entry.summary)["title"] == "Mới"
    assert operations(page) == [Operation.CREATED, Operation.CHANGED]


def test_an_unpublished_page_leaves_a_tombstone(site: Site) -> None:
    page = site.item()
    page.unpublish()
    assert not Entry.objects.filter(pk=page.pk).exists()
    assert operations(page) == [Operation.CREATED, Operation.UNPUBLISHED]


@pytest.mark.parametrize("which", ["item", "section"])
def test_a_deleted_page_leaves_a_tombstone(site: Site, which: str) -> None:
    page = site.item()
    (page if which == "item" else site.news).delete()
    assert not Entry.objects.exists()
    assert operations(page) == [Operation.CREATED, Operation.DELETED]


def test_a_moved_page_is_logged_as_moved(site: Site) -> None:
    page = site.item()
    other = site.section("Văn hóa")
    page.move(site.year(other, 2017), pos="last-child")
    assert Entry.objects.get(pk=page.pk).sections == [other.pk]
    assert operations(page) == [Operation.CREATED, Operation.MOVED]


def test_items_of_a_moved_section_are_found_under_the_new_ancestors(site: Site) -> None:
    above = site.section("Văn hóa")
    page = site.item()
    site.news.move(above, pos="last-child")
    found = Facet.objects.filter(entry=page.pk, name=FacetName.SECTION)
    assert set(found.values_list("value", flat=True)) == {str(above.pk), str(site.news.pk)}


@pytest.mark.parametrize("where", ["item", "section", "top"])
def test_a_page_behind_a_restriction_is_not_served(site: Site, where: str) -> None:
    page = site.item()
    closed = {"item": page, "section": site.news, "top": site.top}[where]
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert not Entry.objects.filter(pk=page.pk).exists()
    restriction.delete()
    assert Entry.objects.filter(pk=page.pk).exists()


def test_images_and_files_of_a_private_collection_are_not_served(site: Site) -> None:
    secret = Collection.get_first_root_node().add_child(name="Mật")
    image, file = site.image(collection=secret), site.file(collection=secret)
    page = site.item(body=[("image", {"image": image}), ("file", {"document": file})])
    restriction = CollectionViewRestriction.objects.create(
        collection=secret, restriction_type="login"
    )
    summary = json.loads(Entry.objects.get(pk=page.pk).summary)
    assert (summary["images"], summary["files"]) == ([], [])
    restriction.delete()
    summary = json.loads(Entry.objects.get(pk=page.pk).summary)
    assert [summary["images"][0]["id"], summary["files"][0]["id"]] == [image.pk, file.pk]


def test_a_deleted_image_leaves_its_items(site: Site) -> None:
    image = site.image()
    page = site.item(body=[("image", {"image": image, "caption": "Lễ hội"})])
    image.delete()
    entry = Entry.objects.get(pk=page.pk)
    assert json.loads(entry.body)[0]["image"] is None
    assert not entry.has_image


def test_a_renamed_tag_is_served(site: Site) -> None:
    page = site.item(tags=("bầu cử",))
    tag = Tag.objects.get()
    tag.name = "Bầu cử 2021"
    tag.save()
    assert json.loads(Entry.objects.get(pk=page.pk).summary)["tags"] == ["Bầu cử 2021"]


def test_those_who_link_to_a_page_get_a_new_version_when_it_goes(site: Site) -> None:
    target = site.item("Đích")
    link = f'<p><a linktype="page" id="{target.pk}">xem</a></p>'
    page = site.item("Nguồn", body=[("paragraph", link)])
    assert Entry.objects.get(pk=page.pk).links == [target.pk]
    target.unpublish()
    assert Entry.objects.get(pk=page.pk).version == 2
    assert operations(page)[-1] == Operation.CHANGED


def test_a_document_is_found_by_its_fields(site: Site) -> None:
    page = site.item(
        "Quyết định", model=DocumentPage, number="436/QĐ-UBND", issuing_body="UBND huyện Can Lộc"
    )
    found = Facet.objects.filter(entry=page.pk).values_list("name", "value")
    assert ("number", "436/qd-ubnd") in found
    assert ("issuing_body", "ubnd huyen can loc") in found


def test_a_destination_counts_as_a_move(site: Site) -> None:
    page = site.item()
    page.destinations.add(Destination.objects.create(slug="xa-can-loc", name="Xã Can Lộc"))
    page.save_revision().publish()
    assert operations(page) == [Operation.CREATED, Operation.MOVED]


def test_changes_come_in_order_without_gaps(site: Site) -> None:
    pages = [site.item(f"Tin {number}") for number in range(3)]
    services.remove([pages[1].pk], operation=Operation.SUPPRESSED)
    found = changes.since(0, limit=100, kinds=["article"])
    assert [change.object_id for change in found] == [*(page.pk for page in pages), pages[1].pk]
    numbers = [change.sequence for change in changes.since(0, limit=100)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_refresh_by_id_takes_every_kind(site: Site) -> None:
    pages = [site.item(model=model) for model in ITEM_MODELS]
    services.remove([page.pk for page in pages])
    services.refresh_ids([page.pk for page in pages])
    assert Entry.objects.count() == len(ITEM_MODELS)
    assert ArticlePage.objects.count() == 1
