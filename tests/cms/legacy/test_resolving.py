"""Old addresses lead to what they showed, however they are spelled."""

from collections.abc import Callable

import pytest

from cms.harvest.models import Item, SourceUrl
from cms.legacy.resolving import resolve
from scrapers.archive import Reason
from tests.cms.harvest.conftest import OldPortal, link, make_draft, url_of
from tests.cms.legacy.conftest import ARTICLE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "spelling",
    [
        "http://portal.test/Tin-Tuc/bai-viet.aspx?id=7&muc=2",
        "https://www.portal.test/tin-tuc/BAI-VIET.aspx?muc=2&id=7",
        "http://PORTAL.test//Tin-Tuc/./bai-viet.aspx/?id=7&muc=2#dau-trang",
        "http://portal.test/Tin-Tuc/bai%2Dviet.aspx?id=7&muc=2&fbclid=x",
        "http://portal.test/Tin-Tuc/bai-viet.aspx?id=7&muc=2&nguon=zalo&x=1",
        "http://portal.test/cu",
    ],
)
def test_every_spelling_leads_to_the_item(full: OldPortal, spelling: str) -> None:
    resolution = resolve(spelling)
    assert (resolution.status, resolution.page_id) == (301, full.page(ARTICLE).pk)
    assert resolution.url == f"/items/{full.page(ARTICLE).pk}/"


def test_a_file_leads_to_the_library(full: OldPortal) -> None:
    resolution = resolve("http://portal.test/anh.png")
    assert resolution.status == 301
    assert resolution.url.endswith(".png")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("mat", "not_found"), ("quang-cao.html", "denied")],
)
def test_what_has_no_item_is_gone_with_a_reason(full: OldPortal, name: str, reason: str) -> None:
    resolution = resolve(f"http://portal.test/{name}")
    assert (resolution.status, resolution.reason) == (410, reason)


@pytest.mark.parametrize(
    "url", ["http://portal.test/chua-tung-co", "http://khac.test/", "x", "http://["]
)
def test_what_was_never_met_is_unknown(full: OldPortal, url: str) -> None:
    resolution = resolve(url)
    assert (resolution.status, resolution.reason) == (404, "unknown")


def suppress(source: OldPortal) -> None:
    Item.objects.filter(pk=source.item("a").pk).update(suppressed_at=source.today)


def delete(source: OldPortal) -> None:
    source.page("a").delete()


def unpublish(source: OldPortal) -> None:
    source.page("a").unpublish()


@pytest.mark.parametrize(("act", "status"), [(suppress, 451), (delete, 410), (unpublish, 410)])
def test_what_was_taken_away_here_says_so(
    full: OldPortal, act: Callable[[OldPortal], None], status: int
) -> None:
    act(full)
    assert resolve("http://portal.test/a").status == status


def test_a_moved_page_is_found(full: OldPortal) -> None:
    page = full.page("a")
    page.move(full.page(ARTICLE).get_parent(), "last-child")
    page = full.page("a")
    page.slug = "ten-khac"
    page.save_revision().publish()
    assert resolve("http://portal.test/a").page_id == page.pk


@pytest.mark.parametrize("name", ["a", ARTICLE, "cu", "anh.png", "muc", "mat", "chua-tung-co"])
def test_resolving_takes_under_three_queries(
    full: OldPortal, name: str, django_assert_max_num_queries: Callable
) -> None:
    resolve("http://portal.test/a")
    with django_assert_max_num_queries(2):
        resolve(f"http://portal.test/{name}?utm_source=zalo")


def test_a_view_for_print_leads_to_the_item_that_links_to_it(full: OldPortal) -> None:
    assert resolve("http://portal.test/in?so=12").page_id == full.page("so-12").pk
    assert resolve("http://portal.test/in?so=13").status == 410


@pytest.mark.parametrize(
    ("view", "leads"),
    [
        ("bai-viet-hay?print=1", True),
        ("bai-viet-hay/print", True),
        ("print/bai-viet-hay", True),
        ("print/bai-viet-khac", False),
    ],
)
def test_a_view_that_was_never_fetched_leads_to_the_page_that_it_shows(
    full: OldPortal, view: str, leads: bool
) -> None:
    offered = link(view, excluded=Reason.VARIANT, text="Bản in")
    full.links["http://portal.test/bai-viet-hay"] = [offered]
    full.take({"bai-viet-hay": make_draft("bai-viet-hay")})
    # As if another page had been the first to link to it.
    SourceUrl.objects.filter(canonical=url_of(view)).update(found_on="http://portal.test/a")
    found = resolve(url_of(view))
    assert found.page_id == (full.page("bai-viet-hay").pk if leads else None)
