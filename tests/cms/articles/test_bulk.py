"""Items created in bulk are what stock Wagtail would have made of them, row by row."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from wagtail.models import (
    Page,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    get_default_page_content_type,
)
from wagtail.search.models import IndexEntry

from cms.articles.bulk import NewItem, SlugTakenError, create_items
from cms.articles.models import (
    ITEM_MODELS,
    DocumentPage,
    PortalDocument,
    PortalImage,
    SectionPage,
    YearPage,
)
from cms.articles.models.items import ItemPage
from cms.catalog.services import refresh
from cms.portals.models import Destination, Portal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TAGS = ("bầu cử", "Cải cách", "nông thôn mới")


def body(page: Page, image: PortalImage, document: PortalDocument) -> list[dict[str, Any]]:
    texts = [
        ("heading", {"level": "3", "text": "Kết quả & việc <cần làm>"}),
        (
            "paragraph",
            f'<p>Theo <b>436/QĐ-UBND</b>, <a linktype="page" id="{page.pk}">xem</a>'
            f' và <a href="http://ngoai.test/?a=1&amp;b=2">ngoài</a>.<br/>Dòng hai</p>'
            f'<p>Tệp <a linktype="document" id="{document.pk}">kèm</a></p>',
        ),
        ("list", "<ul><li>một</li><li>hai &lt;3</li></ul>"),
        ("table", {"caption": "Bảng", "html": "<table><tbody><tr><td>1</td></tr></tbody></table>"}),
        ("quote", "<p>Lời dẫn</p>"),
        (
            "image",
            {
                "image": image.pk,
                "alt": "Ảnh chợ",
                "decorative": False,
                "caption": "Chú thích",
                "source": "http://portal.test/a.jpg",
            },
        ),
        ("file", {"document": document.pk, "name": "Kế hoạch", "source": "http://portal.test/k"}),
        ("file", {"document": None, "name": "Thiếu", "source": "http://portal.test/t"}),
        ("embed", {"url": "http://phim.test/1", "caption": ""}),
    ]
    return [
        {"type": kind, "value": value, "id": f"00000000-0000-4000-8000-00000000000{rank}"}
        for rank, (kind, value) in enumerate(texts)
    ]


def new_page(model: type[ItemPage], *, slug: str, portal: Portal, blocks: list[Any]) -> ItemPage:
    page = model(
        title="Kiểm tra cải cách hành chính tại xã",
        slug=slug,
        portal=portal,
        lead="Sáng 27/3, đoàn kiểm tra",
        byline="Anh Đức",
        source_name="Cổng thông tin",
        published_at=datetime(2017, 3, 27, 1, 15, tzinfo=UTC),
        first_published_at=datetime(2017, 3, 27, 1, 15, tzinfo=UTC),
        published_precision="minute",
        source_url="http://portal.test/tin-1",
        legal_references=[{"type": "Quyết định", "number": "436/QĐ-UBND"}],
        body=json.dumps(blocks),
    )
    if isinstance(page, DocumentPage):
        page.number, page.issued_on = "436/QĐ-UBND", date(2017, 3, 20)
    return page


def create_stock(item: NewItem) -> None:
    """Do the same in stock Wagtail's way."""
    page = item.page
    page.tags.set(item.tags)
    item.parent.add_child(instance=page)
    page.also_in.set(item.also_in)
    page.destinations.set(item.destinations)
    page.save()
    page.save_revision().publish()


@pytest.fixture
def image(portal: Portal) -> PortalImage:
    return PortalImage.objects.create(
        title="a", file="a.jpg", width=2, height=2, portal=portal, sha256="1" * 64
    )


@pytest.fixture
def document(portal: Portal) -> PortalDocument:
    return PortalDocument.objects.create(title="k", file="k.pdf", portal=portal, sha256="2" * 64)


@pytest.fixture
def both_ways(
    portal: Portal, section: SectionPage, image: PortalImage, document: PortalDocument
) -> dict[str, YearPage]:
    """Make one item of each kind in bulk, and the same again in stock Wagtail's way."""
    destination = Destination.objects.create(slug="xa", name="Xã")
    years = {}
    for way in ("bulk", "stock"):
        parent = SectionPage.objects.get(pk=section.pk).add_child(
            instance=YearPage(title=way, slug=way, year=2017)
        )
        items = [
            NewItem(
                page=new_page(
                    model, slug=f"tin-{rank}", portal=portal, blocks=body(section, image, document)
                ),
                parent=parent,
                tags=TAGS if rank % 2 == 0 else (),
                also_in=(section.pk,) if rank == 0 else (),
                destinations=(destination.pk,) if rank < 2 else (),
            )
            for rank, model in enumerate(ITEM_MODELS)
        ]
        if way == "bulk":
            create_items(items, now=NOW)
        else:
            for item in items:
                create_stock(item)
        years[way] = YearPage.objects.get(pk=parent.pk)
    return years


def children(year: YearPage) -> list[ItemPage]:
    return [page.specific for page in year.get_children()]


OWN = {"id", "page_ptr", "path", "url_path", "translation_key"}
REVISIONS = {"latest_revision", "live_revision"}
MOMENTS = {"last_published_at", "latest_revision_created_at"}


def columns(page: ItemPage) -> dict[str, object]:
    return {
        field.name: field.value_from_object(page)
        for field in page._meta.concrete_fields
        if field.name not in OWN | REVISIONS | MOMENTS | {"body"}
    }


def test_rows_are_equal(both_ways: dict[str, YearPage]) -> None:
    bulk, stock = both_ways["bulk"], both_ways["stock"]
    assert bulk.numchild == stock.numchild == len(ITEM_MODELS)
    for made, wanted in zip(children(bulk), children(stock), strict=True):
        assert columns(made) == columns(wanted)
        assert list(made.body.raw_data) == list(wanted.body.raw_data)
        assert made.path[-4:] == wanted.path[-4:]
        assert made.url_path.split("/")[-2:] == wanted.url_path.split("/")[-2:]
        for name in REVISIONS | MOMENTS | {"translation_key"}:
            assert getattr(made, name)
        assert made.live_revision == made.latest_revision
        for name in ("tags", "also_in", "destinations"):
            found = {str(row) for row in getattr(made, name).all()}
            assert found == {str(row) for row in getattr(wanted, name).all()}
    assert not any(Page.find_problems())


def revision_content(page: ItemPage) -> dict[str, Any]:
    revision = Revision.objects.for_instance(page).get()
    content = dict(revision.content)
    assert content["pk"] == page.pk
    for name in ("pk", "path", "url_path", "translation_key"):
        assert content.pop(name)
    content["item_tags"] = [
        {key: value for key, value in row.items() if key not in ("pk", "content_object")}
        for row in content["item_tags"]
    ]
    content["body"] = json.loads(content["body"])
    return content


def test_revisions_are_equal(both_ways: dict[str, YearPage]) -> None:
    for made, wanted in zip(*map(children, both_ways.values()), strict=True):
        assert revision_content(made) == revision_content(wanted)
        ours, theirs = made.latest_revision, wanted.latest_revision
        for name in ("content_type", "base_content_type", "object_str", "user"):
            assert getattr(ours, name) == getattr(theirs, name)
        assert ours.is_latest_revision()


def test_a_revision_made_in_bulk_publishes_to_the_same(both_ways: dict[str, YearPage]) -> None:
    for page in children(both_ways["bulk"]):
        before = columns(page)
        tags = {tag.name for tag in page.tags.all()}
        page.latest_revision.publish()
        again = type(page).objects.get(pk=page.pk)
        assert columns(again) == before
        assert {tag.name for tag in again.tags.all()} == tags


def logged(page: ItemPage) -> list[tuple[object, ...]]:
    entries = PageLogEntry.objects.filter(page_id=page.pk).order_by("timestamp", "pk")
    names = ("content_type_id", "label", "action", "user_id", "content_changed", "deleted")
    return [tuple(getattr(entry, name) for name in names) for entry in entries]


def test_log_entries_are_equal(both_ways: dict[str, YearPage]) -> None:
    for made, wanted in zip(*map(children, both_ways.values()), strict=True):
        assert logged(made) == logged(wanted)


def indexed(page: ItemPage) -> tuple[object, ...]:
    entry = IndexEntry.objects.get(
        content_type=ContentType.objects.get_for_model(page), object_id=str(page.pk)
    )
    return (entry.title, entry.body, entry.autocomplete)


def test_search_entries_are_equal(both_ways: dict[str, YearPage]) -> None:
    for made, wanted in zip(*map(children, both_ways.values()), strict=True):
        assert indexed(made) == indexed(wanted)
    found = Page.objects.search("cải cách hành chính")
    assert {page.pk for page in found} >= {
        page.pk for year in both_ways.values() for page in children(year)
    }


def references(page: ItemPage) -> set[tuple[object, ...]]:
    return {
        (
            row.content_type_id,
            row.base_content_type_id,
            row.to_content_type_id,
            row.to_object_id,
            row.model_path,
            row.content_path if "item_tags" not in row.content_path else "tag",
        )
        for row in ReferenceIndex.objects.filter(
            base_content_type=get_default_page_content_type(), object_id=str(page.pk)
        )
    }


def test_references_are_equal(both_ways: dict[str, YearPage]) -> None:
    for made, wanted in zip(*map(children, both_ways.values()), strict=True):
        assert references(made) == references(wanted)
    before = snapshot(ReferenceIndex.objects.all())
    call_command("rebuild_references_index", verbosity=0)
    assert snapshot(ReferenceIndex.objects.all()) == before


def snapshot(rows: Iterable[ReferenceIndex]) -> set[tuple[object, ...]]:
    return {
        (
            row.base_content_type_id,
            row.object_id,
            row.to_content_type_id,
            row.to_object_id,
            row.model_path,
            row.content_path,
            row.content_type_id,
        )
        for row in rows
    }


def test_a_taken_slug_creates_nothing(year: YearPage, portal: Portal) -> None:
    make = [
        NewItem(page=new_page(ITEM_MODELS[0], slug=slug, portal=portal, blocks=[]), parent=year)
        for slug in ("a", "b")
    ]
    create_items(make[:1], now=NOW)
    again = [
        NewItem(page=new_page(ITEM_MODELS[0], slug=slug, portal=portal, blocks=[]), parent=year)
        for slug in ("c", "a")
    ]
    before = {model: model._default_manager.count() for model in apps.get_models()}
    with pytest.raises(SlugTakenError):
        create_items(again, now=NOW)
    assert {model: model._default_manager.count() for model in apps.get_models()} == before


def test_children_follow_those_that_were_deleted(year: YearPage, portal: Portal) -> None:
    first = [
        NewItem(page=new_page(ITEM_MODELS[0], slug=slug, portal=portal, blocks=[]), parent=year)
        for slug in "abc"
    ]
    create_items(first, now=NOW)
    refresh(new.page for new in first)
    Page.objects.get(pk=first[0].page.pk).delete()
    more = [
        NewItem(page=new_page(ITEM_MODELS[0], slug=slug, portal=portal, blocks=[]), parent=year)
        for slug in "de"
    ]
    create_items(more, now=NOW)
    assert [page.slug for page in YearPage.objects.get(pk=year.pk).get_children()] == list("bcde")
    assert not any(Page.find_problems())
