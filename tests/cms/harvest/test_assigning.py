"""Items of former districts belong to the communes that followed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cms.portals
from cms.catalog.addresses import public_url
from cms.catalog.models import Entry
from cms.harvest.assigning import assign, assign_all, unassigned
from cms.harvest.models import Assignment, Item
from cms.portals.communes import CommunesError, import_successors
from cms.portals.models import Commune, Destination, Portal, Succession
from cms.portals.services import add_portal
from tests.cms.harvest.conftest import OldPortal, make_draft

pytestmark = pytest.mark.django_db
TABLE = Path(cms.portals.__file__).with_name("successors") / "can-loc.tsv"


@pytest.fixture
def communes(db: None) -> None:
    import_successors(
        TABLE.read_text(encoding="utf-8"),
        district="huyện Can Lộc",
        province="tỉnh Hà Tĩnh",
        on=date(2025, 7, 1),
    )


def names(old: OldPortal, name: str) -> set[str]:
    return set(old.page(name).destinations.values_list("name", flat=True))


def test_the_table_makes_communes_with_dates_and_destinations(communes: None) -> None:
    assert (Commune.objects.count(), Succession.objects.count()) == (23, 17)
    assert Destination.objects.count() == 6
    old = Commune.objects.get(name="xã Tùng Lộc", district="huyện Can Lộc")
    assert old.valid_until == date(2025, 7, 1)
    assert old.successions.get().successor.name == "xã Tùng Lộc"


def test_reading_the_table_again_changes_nothing(communes: None) -> None:
    again = import_successors(
        TABLE.read_text(encoding="utf-8"),
        district="huyện Can Lộc",
        province="tỉnh Hà Tĩnh",
        on=date(2025, 7, 1),
    )
    assert again == {}


@pytest.mark.parametrize("text", ["", "a\tb\n", "old_units\tnew_commune\tevidence\nxã A, \tB\tx\n"])
def test_a_table_of_another_form_is_refused(db: None, text: str) -> None:
    with pytest.raises(CommunesError, match="line"):
        import_successors(text, district="", province="", on=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"title": "Thiên Lộc: Ra quân làm thủy lợi"}, {"xã Can Lộc"}),
        ({"title": "ĐẠI HỘI ĐẢNG BỘ XÃ MỸ LỘC"}, {"xã Đồng Lộc"}),
        ({"title": "Họp", "section": ("Tin các xã", "Thị trấn Nghèn")}, {"xã Can Lộc"}),
        ({"title": "Họp", "byline": "Anh Đức (xã Sơn Lộc)"}, {"xã Xuân Lộc"}),
        ({"title": "Quang Lộc và Thường Nga ký kết"}, {"xã Xuân Lộc", "xã Trường Lưu"}),
        ({"title": "Xã Kim Song Trường đón bằng"}, {"xã Trường Lưu"}),
        ({"title": "UBND huyện Can Lộc họp"}, set()),
        ({"title": "Đoàn công tác huyện Phú Lộc đến thăm"}, set()),
        ({"title": "Nghèn nghẹn ngày trở về"}, set()),
        ({"title": "Dự án ở Xuân Lộcx"}, set()),
    ],
)
def test_former_communes_speak_for_a_destination(
    source: OldPortal, communes: None, changes: dict[str, object], wanted: set[str]
) -> None:
    source.take({"a": make_draft("a", **changes)})
    counts = assign(source.portal)
    assert names(source, "a") == wanted
    assert counts["unassigned"] == (0 if wanted else 1)


def test_a_portal_with_a_district_looks_for_its_own_communes_only(
    source: OldPortal, communes: None
) -> None:
    Portal.objects.filter(pk=source.portal.pk).update(district="huyện Thạch Hà")
    source.portal.refresh_from_db()
    source.take({"a": make_draft("a", title="Thiên Lộc ra quân")})
    assert assign(source.portal) == {"unassigned": 1}


def test_what_an_editor_took_away_stays_away(source: OldPortal, communes: None) -> None:
    source.take({"a": make_draft("a", title="Thiên Lộc và Sơn Lộc")})
    assign(source.portal)
    page = source.page("a")
    page.destinations.remove(Destination.objects.get(name="xã Xuân Lộc"))
    page.save_revision().publish()
    assert assign(source.portal)["assigned"] == 0
    assert names(source, "a") == {"xã Can Lộc"}


def test_an_editors_draft_gets_the_destination_too(source: OldPortal, communes: None) -> None:
    source.take({"a": make_draft("a", title="Thiên Lộc ra quân")})
    page = source.page("a")
    page.lead = "Dở dang"
    draft = page.save_revision()
    assign(source.portal)
    draft.refresh_from_db()
    assert draft.as_object().destinations.count() == 1
    assert draft.as_object().lead == "Dở dang"


def test_assigning_twice_writes_nothing(source: OldPortal, communes: None) -> None:
    source.take({"a": make_draft("a", title="Thiên Lộc ra quân")})
    assert assign(source.portal)["assigned"] == 1
    version = Entry.objects.get().version
    assert assign(source.portal)["assigned"] == 0
    assert Entry.objects.get().version == version


def test_many_are_assigned_at_a_persons_word(source: OldPortal, communes: None) -> None:
    source.take({"a": make_draft("a"), "b": make_draft("b")})
    destination = Destination.objects.first()
    assert assign_all(Item.objects.all(), [destination])["assigned"] == 2
    assert not unassigned(source.portal).exists()
    assert set(Assignment.objects.values_list("ground", flat=True)) == {"bulk"}


def test_the_public_address_is_the_destinations(source: OldPortal, communes: None) -> None:
    source.take({"a": make_draft("a", title="Thiên Lộc ra quân")})
    assign(source.portal)
    destination = Destination.objects.get(name="xã Can Lộc")
    destination.base_url = "https://canloc.hatinh.test/"
    destination.path_pattern = "/{section}/{slug}"
    destination.section_map = {"tin-tuc": "thoi-su-xa"}
    destination.save()
    page = source.page("a")
    assert public_url(page) == f"https://canloc.hatinh.test/thoi-su-xa/{page.slug}"


def test_three_portals_go_into_six_communes(source: OldPortal, communes: None) -> None:
    titles = ["Thiên Lộc", "xã Tùng Lộc", "Gia Hanh", "Phú Lộc", "Quang Lộc", "Mỹ Lộc", "Họp báo"]
    everywhere: set[str] = set()
    for slug in ("mot", "hai", "ba"):
        home = f"http://{slug}.test"
        old = OldPortal(add_portal(home, slug=slug), source.root)
        old.take(
            {
                f"{home}/{rank}": make_draft(
                    f"{home}/{rank}",
                    title=f"{title} {slug}",
                    url=f"{home}/{rank}",
                    identities=(f"url:{home}/{rank}",),
                )
                for rank, title in enumerate(titles)
            }
        )
        assert assign(old.portal) == {"assigned": 6, "unassigned": 1}
        entries = Entry.objects.filter(portal=old.portal)
        left = set(unassigned(old.portal).values_list("pk", flat=True))
        assert {entry.pk for entry in entries if not entry.destinations} == left
        everywhere |= {
            name
            for page in old.portal.items.values_list("page__articlepage", flat=True)
            for name in Destination.objects.filter(articlepage=page).values_list("name", flat=True)
        }
    assert len(everywhere) == 6
