"""Losing or corrupting one thing in any store turns the balance sheet red and names it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from wagtail.models import Page, Revision
from wagtail.search.models import IndexEntry

from cms.articles.models import ArticlePage, PortalImage
from cms.catalog.models import Entry
from cms.harvest.assets import import_assets
from cms.harvest.frontier import settle
from cms.harvest.linking import link_items
from cms.harvest.models import Asset, Identity, Item, Segment, SourceUrl, SourceVersion
from cms.harvest.reconcile import report
from ingest.vocabulary import SkipReason
from scrapers.archive import Reason

from .conftest import FIRST_DAY, OldPortal, link, make_draft, with_image
from .test_linking import linked, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(source: OldPortal) -> OldPortal:
    """Make a portal with everything in it: links, images, lists, failures, an editor's work."""
    source.links["http://portal.test/tin-1"] = [link("tin-2"), link("muc"), link("mat")]
    draft = with_image(make_draft(), "http://portal.test/a.png")
    source.crawl(
        {
            "tin-1": draft,
            "tin-2": linked("tin-2", "tin-1"),
            "tin-3": make_draft("tin-3"),
            "muc": SkipReason.LISTING,
            "mat": Reason.NOT_FOUND,
            "loi": Reason.TLS,
            "cu": "tin-1",
        }
    )
    source.draft()
    source.crawl({"a.png": png()})
    import_assets(source.portal)
    source.load()
    link_items(source.portal)
    settle(source.portal)
    page = source.page("tin-3")
    page.title = "Biên tập viên sửa"
    page.save_revision().publish()
    return source


def test_a_whole_portal_balances(whole: OldPortal) -> None:
    sheet = report(whole.portal)
    assert sheet.problems == ()
    assert sheet.holds
    rows = {(row.kind, row.state, row.reason): row.count for row in sheet.rows}
    assert rows == {
        ("page", "loaded", "item"): 3,
        ("page", "duplicate", "redirect"): 1,
        ("page", "excluded", "listing"): 1,
        ("page", "failed", "tls"): 1,
        ("page", "gone", "not_found"): 1,
        ("asset", "loaded", "file"): 1,
    }
    assert sheet.totals["pages"] == 3
    assert json.loads(sheet.as_json())["holds"]
    assert "loaded,item,3" in sheet.as_csv()
    assert "can-loc" in sheet.as_text()


def drop_page_row(source: OldPortal) -> None:
    page = source.page("tin-1")
    with connection.cursor() as cursor:
        for table, column in (
            ("catalog_facet", "entry_id"),
            ("catalog_searchtext", "entry_id"),
            ("catalog_entry", "page_id"),
            ("articles_articlepage", "page_ptr_id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [page.pk])


def cut_segment(source: OldPortal) -> None:
    path = source.root / source.row("tin-1").segment.name
    path.write_bytes(path.read_bytes()[:-200])


def flip_byte(source: OldPortal) -> None:
    row = source.row("tin-1")
    path = source.root / row.segment.name
    data = bytearray(path.read_bytes())
    data[row.offset + 300] ^= 0xFF
    path.write_bytes(bytes(data))


def lose_segment(source: OldPortal) -> None:
    (source.root / source.row("tin-1").segment.name).unlink()


def add_segment(source: OldPortal) -> None:
    source.crawl({"tin-9": make_draft("tin-9")}, record=False)


def lose_row(source: OldPortal) -> None:
    SourceUrl.objects.filter(pk=source.row("mat").pk).delete()


def lose_loaded_row(source: OldPortal) -> None:
    row = source.row("tin-1")
    SourceVersion.objects.filter(source_url=row).delete()
    row.delete()


def alter_row(source: OldPortal) -> None:
    SourceUrl.objects.filter(pk=source.row("tin-1").pk).update(payload_digest="sha256:0")


def alter_page(source: OldPortal) -> None:
    ArticlePage.objects.filter(pk=source.page("tin-1").pk).update(lead="Khác")


def alter_body(source: OldPortal) -> None:
    ArticlePage.objects.filter(pk=source.page("tin-1").pk).update(body="[]")


def lose_revision(source: OldPortal) -> None:
    Revision.objects.filter(pk=source.page("tin-1").live_revision_id).delete()


def alter_revision(source: OldPortal) -> None:
    revision = source.page("tin-1").live_revision
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "title": "Khác"})


def lose_version(source: OldPortal) -> None:
    source.item("tin-1").base.delete()


def alter_version(source: OldPortal) -> None:
    version = source.item("tin-1").base
    SourceVersion.objects.filter(pk=version.pk).update(draft={**version.draft, "title": "Khác"})


def lose_identity(source: OldPortal) -> None:
    Identity.objects.filter(item=source.item("tin-1")).delete()


def unlink_item(source: OldPortal) -> None:
    Item.objects.filter(pk=source.item("tin-1").pk).update(page=None)


def lose_asset(source: OldPortal) -> None:
    Asset.objects.all().delete()


def lose_image(source: OldPortal) -> None:
    PortalImage.objects.get().delete()


def lose_file(source: OldPortal) -> None:
    default_storage.delete(PortalImage.objects.get().file.name)


def alter_file(source: OldPortal) -> None:
    image = PortalImage.objects.get()
    with default_storage.open(image.file.name, "wb") as file:
        file.write(png("blue"))


def lose_entry(source: OldPortal) -> None:
    Entry.objects.filter(pk=source.page("tin-1").pk).delete()


def lose_index_entry(source: OldPortal) -> None:
    IndexEntry.objects.filter(object_id=str(source.page("tin-1").pk)).delete()


def break_tree(source: OldPortal) -> None:
    Page.objects.filter(pk=source.page("tin-1").get_parent().pk).update(numchild=7)


def stop_half_way(source: OldPortal) -> None:
    source.crawl({"tin-9": make_draft("tin-9")})


def alter_segment_row(source: OldPortal) -> None:
    Segment.objects.filter(pk=source.row("tin-1").segment_id).update(digest="sha256:0")


@pytest.mark.parametrize(
    ("harm", "what", "named"),
    [
        (cut_segment, "record_damaged", ""),
        (flip_byte, "capture_missing", "tin-1"),
        (lose_segment, "segment_missing", "c1-"),
        (add_segment, "segment_not_recorded", "c3-"),
        (alter_segment_row, "segment_changed", "c1-"),
        (lose_row, "address_not_in_ledger", "mat"),
        (lose_loaded_row, "address_not_in_ledger", "tin-1"),
        (alter_row, "capture_differs", "tin-1"),
        (drop_page_row, "page_missing", "tin-1"),
        (alter_page, "revision_differs", "tin-1"),
        (alter_body, "revision_differs", "tin-1"),
        (lose_revision, "revision_missing", "tin-1"),
        (alter_revision, "revision_differs", "tin-1"),
        (lose_version, "version_missing", "tin-1"),
        (alter_version, "version_damaged", "tin-1"),
        (lose_identity, "identity_missing", "tin-1"),
        (unlink_item, "page_missing", "tin-1"),
        (lose_asset, "asset_not_in_ledger", "a.png"),
        (lose_image, "record_missing", "a.png"),
        (lose_file, "file_missing", "a.png"),
        (alter_file, "file_changed", "a.png"),
        (lose_entry, "not_in_catalog", "tin-1"),
        (lose_index_entry, "not_in_search_index", "tin-1"),
        (break_tree, "tree_broken", ""),
        (stop_half_way, "unfinished", "tin-9"),
    ],
)
def test_harm_is_named(
    whole: OldPortal, harm: Callable[[OldPortal], None], what: str, named: str
) -> None:
    harm(whole)
    sheet = report(whole.portal)
    assert not sheet.holds
    assert any(problem.what == what and named in problem.address for problem in sheet.problems), (
        sheet.problems
    )


def test_every_problem_is_documented() -> None:
    root = Path(__file__).resolve().parents[3]
    text = (root / "docs" / "ledger.md").read_text(encoding="utf-8")
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in [*(root / "cms/harvest/checks").glob("*.py"), root / "cms/harvest/reconcile.py"]
    )
    codes = set(re.findall(r'(?:what=|yield )"(\w+)"', source))
    assert codes == set(re.findall(r"^\| `(\w+)` \|", text.split("## Problems\n")[1], re.MULTILINE))


def test_of_two_captures_in_one_second_the_later_in_the_archive_counts(source: OldPortal) -> None:
    for texts in (("Đoạn cũ.", "Đoạn mới."), ("Đoạn mới.", "Đoạn cũ.")):
        for text in texts:
            source.crawl({"tin-1": make_draft(lead=text)}, at=FIRST_DAY)
        source.draft()
        source.load()
        assert source.page("tin-1").lead == texts[-1]
        assert report(source.portal).holds
