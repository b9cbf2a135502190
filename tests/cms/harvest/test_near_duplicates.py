"""Texts that are alike are proposed; a person says whether they are one, and can take it back."""

from datetime import UTC, datetime

import pytest

from cms.catalog.models import Entry
from cms.harvest import near_duplicates, same_items
from cms.harvest.models import AlikePair, Identity, Item, LikenessBand, PairState, SourceVersion
from cms.harvest.near_duplicates import open_pairs, propose
from cms.harvest.places import Places
from cms.harvest.reconcile import report
from cms.harvest.review_queue import gather
from cms.harvest.takedown import take_down
from cms.legacy.resolving import resolve
from ingest.types import Draft

from .conftest import OldPortal, make_draft, paragraphs, url_of

pytestmark = pytest.mark.django_db

TEXT = tuple(
    f"Đoạn {number}: xã {name} gieo cấy {number * 37} ha lúa xuân, đạt {number + 60} phần trăm."
    for number, name in enumerate(("Thiên Lộc", "Kim Song Trường", "Thường Nga", "Phú Lộc"), 3)
)


def long_draft(name: str, *more: str, texts: tuple[str, ...] = TEXT, **changes: object) -> Draft:
    return make_draft(name, blocks=paragraphs(*texts, *more), title="Gieo cấy vụ xuân", **changes)


@pytest.fixture
def pair(source: OldPortal) -> AlikePair:
    """Make two articles that differ in a date and a line."""
    source.take({"a": long_draft("a")})
    again = long_draft(
        "b",
        "Ảnh: Đức.",
        section=("Nông nghiệp",),
        published_at=datetime(2018, 5, 2, 1, 0, tzinfo=UTC),
    )
    source.take({"b": again, "c": make_draft("c")})
    assert propose(source.portal) == {"pairs": 1}
    return AlikePair.objects.get()


def test_texts_that_are_alike_are_proposed_once(source: OldPortal, pair: AlikePair) -> None:
    assert {pair.first, pair.second} == {source.item("a"), source.item("b")}
    assert pair.share > 0.95
    assert propose(source.portal) == {}
    assert list(open_pairs(source.portal)) == [pair]
    assert source.page("a").live
    assert source.page("b").live


def test_a_pair_whose_texts_part_is_proposed_no_more(source: OldPortal, pair: AlikePair) -> None:
    other = tuple(f"Bản tin khác hẳn số {number} về trường học." for number in range(12))
    source.take({"b": long_draft("b", texts=other)})
    assert propose(source.portal) == {}
    assert not AlikePair.objects.exists()


def test_different_is_remembered(source: OldPortal, pair: AlikePair) -> None:
    same_items.different(pair.pk)
    source.take({"b": long_draft("b", "Ảnh: Anh Đức.", section=("Nông nghiệp",))})
    assert propose(source.portal) == {}
    assert AlikePair.objects.get().state == PairState.DIFFERENT
    assert list(open_pairs()) == []
    same_items.undo(pair.pk)
    assert list(open_pairs()) == [pair]


def test_one_becomes_an_address_of_the_other(source: OldPortal, pair: AlikePair) -> None:
    kept, copy = source.item("a"), source.item("b")
    page = copy.page
    same_items.same(pair.pk, keep=kept.pk)
    assert source.item("b") == kept
    assert (source.row("b").state, source.row("b").reason) == ("duplicate", "same_content")
    assert resolve(url_of("b")).page_id == kept.page_id
    assert not Entry.objects.filter(pk=page.pk).exists()
    assert ["Nông nghiệp"] in source.item("a").also_in
    assert [section.title for section in source.page("a").also_in.all()] == ["Nông nghiệp"]
    assert report(source.portal).holds
    # The next crawl finds one item at two addresses.
    items, versions = Item.objects.count(), SourceVersion.objects.count()
    source.take({"a": long_draft("a"), "b": long_draft("b", "Ảnh: Đức.")})
    assert (Item.objects.count(), SourceVersion.objects.count()) == (items, versions)
    assert propose(source.portal) == {}
    assert report(source.portal).holds


def stands(source: OldPortal) -> object:
    """Note all that becoming one changes."""
    return (
        list(Item.objects.order_by("pk").values("pk", "page", "same_as", "also_in")),
        list(Identity.objects.order_by("pk").values("pk", "item", "name")),
        list(source.portal.urls.order_by("pk").values("pk", "item", "state", "reason", "detail")),
        sorted(Entry.objects.values_list("pk", "slug")),
        [section.pk for section in source.page("a").also_in.all()],
        source.page("a").live_revision.content["also_in"],
    )


def test_undoing_makes_two_of_them_again(source: OldPortal, pair: AlikePair) -> None:
    before = stands(source)
    same_items.same(pair.pk, keep=source.item("a").pk)
    assert stands(source) != before
    same_items.undo(pair.pk)
    assert stands(source) == before
    assert source.page("b").live
    assert report(source.portal).holds
    assert source.take({"b": long_draft("b", "Mới.", section=("Nông nghiệp",))}) == {"updated": 1}


def test_undoing_leaves_what_an_editor_made(source: OldPortal, pair: AlikePair) -> None:
    kept, copy = source.page("a"), source.page("b")
    section = Places(source.portal).section(["Nông nghiệp"])
    kept.also_in.add(section)
    kept.save_revision().publish()
    shown = copy.title
    copy.title = "Chưa xong"
    copy.save_revision()
    same_items.same(pair.pk, keep=source.item("a").pk)
    same_items.undo(pair.pk)
    assert list(source.page("a").also_in.all()) == [section]
    copy = source.page("b")
    assert (copy.live, copy.title) == (True, shown)
    assert copy.latest_revision.content["title"] == "Chưa xong"


def test_a_copy_stays_away_whatever_its_address_gives_next(
    source: OldPortal, pair: AlikePair
) -> None:
    copy = source.item("a")
    same_items.same(pair.pk, keep=source.item("b").pk)
    source.take({"a": long_draft("a", "Ảnh: Anh Đức."), "b": long_draft("b", "Ảnh: Đức.")})
    copy.refresh_from_db()
    assert not copy.page.live
    assert report(source.portal).holds


def test_a_copy_that_waited_to_be_loaded_waits_no_more(source: OldPortal, pair: AlikePair) -> None:
    copy = source.item("b")
    source.crawl({"b": long_draft("b", "Ảnh: Đức, mới.")})
    source.draft()
    same_items.same(pair.pk, keep=source.item("a").pk)
    assert source.row("b").state == "duplicate"
    assert source.load() == {}
    copy.refresh_from_db()
    assert not copy.page.live
    same_items.undo(pair.pk)
    assert source.load() == {"updated": 1}


def test_nothing_is_asked_about_a_copy(source: OldPortal, pair: AlikePair) -> None:
    copy = source.item("b")
    SourceVersion.objects.filter(pk=copy.latest_id).update(issues=[{"code": "no_date"}])
    same_items.same(pair.pk, keep=source.item("a").pk)
    gather(source.portal)
    assert not copy.review_issues.exists()


def test_what_cannot_be_said_is_refused(source: OldPortal, pair: AlikePair) -> None:
    with pytest.raises(same_items.PairError):
        same_items.same(pair.pk, keep=source.item("c").pk)
    with pytest.raises(same_items.PairError):
        same_items.undo(pair.pk)
    same_items.same(pair.pk, keep=source.item("a").pk)
    for say in (same_items.different, lambda key: same_items.same(key, keep=pair.first_id)):
        with pytest.raises(same_items.PairError):
            say(pair.pk)
    with pytest.raises(same_items.PairError):
        same_items.different(0)


def test_a_take_down_takes_the_copies_too(source: OldPortal, pair: AlikePair) -> None:
    copy = source.item("b")
    same_items.same(pair.pk, keep=source.item("a").pk)
    take_down(url_of("a"), reason="yêu cầu")
    copy.refresh_from_db()
    assert copy.suppressed_at
    assert copy.page is None
    assert "Thiên Lộc" not in str(list(SourceVersion.objects.values_list("draft", flat=True)))
    assert not LikenessBand.objects.filter(item=copy).exists()
    assert resolve(url_of("b")).status == 451


def test_a_series_of_like_texts_stays_bounded(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_duplicates, "MAX_IN_BAND", 3)
    source.take({f"t{week}": long_draft(f"t{week}", f"Tuần {week}.") for week in range(8)})
    propose(source.portal)
    keys = list(LikenessBand.objects.values_list("key", flat=True))
    assert max(map(keys.count, keys)) == 3
    assert AlikePair.objects.count() <= 3 * 8
