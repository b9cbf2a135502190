"""What seems to hold personal data waits for a person; what was approved stays approved."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model

from cms.articles.models import PortalDocument
from cms.catalog.models import Change, Entry
from cms.harvest import reviewing, runs
from cms.harvest.assets import import_assets, retry_missing
from cms.harvest.linking import link_items
from cms.harvest.loading import load_items, preview
from cms.harvest.models import (
    Asset,
    AssetState,
    PersonalReview,
    ReviewState,
    RunChange,
    SourceVersion,
)
from cms.harvest.reconcile import report
from cms.harvest.rollback import roll_back
from cms.harvest.takedown import take_down
from ingest.types import Draft, FileRef

from .conftest import OldPortal, make_draft, paragraphs

pytestmark = pytest.mark.django_db

CARD = "Ông Lê Văn Ba, CCCD số 042088001234, có đơn xin cấp lại giấy chứng nhận."


def with_card(name: str = "a", *more: str) -> Draft:
    return make_draft(name, blocks=paragraphs(CARD, *more))


def review_of(source: OldPortal, name: str = "a") -> PersonalReview:
    return PersonalReview.objects.get(item=source.item(name))


def pdf(text: str) -> bytes:
    """Make a PDF that shows one line."""
    shown = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def test_an_item_with_personal_data_is_loaded_unpublished_and_queued(source: OldPortal) -> None:
    assert source.take({"a": with_card(), "b": make_draft("b")}) == {"created": 2}
    assert (source.page("a").live, source.page("b").live) == (False, True)
    assert list(Entry.objects.values_list("pk", flat=True)) == [source.page("b").pk]
    assert not Change.objects.filter(object_id=source.page("a").pk).exists()
    review = PersonalReview.objects.get()
    assert (review.item, review.state) == (source.item("a"), ReviewState.OPEN)
    assert review.kinds == {"citizen_id": 1}
    assert "042088001234" not in str(PersonalReview.objects.values())
    assert report(source.portal).holds
    assert source.load() == {}


def test_what_is_approved_is_published_and_stays_so_until_the_text_changes(
    source: OldPortal,
) -> None:
    person = get_user_model().objects.create_superuser("an")
    source.take({"a": with_card()})
    reviewing.approve(review_of(source).pk, by=person)
    assert source.page("a").live
    assert Entry.objects.filter(pk=source.page("a").pk).exists()
    review = review_of(source)
    assert (review.state, review.decided_by) == (ReviewState.APPROVED, person)
    assert source.take({"a": replace(with_card(), tags=("đất đai",))}) == {"updated": 1}
    assert source.page("a").live
    assert source.take({"a": with_card("a", "Số mới: CCCD 042088004321.")}) == {"held": 1}
    assert review_of(source).state == ReviewState.OPEN
    assert "042088004321" not in str(source.page("a").body.raw_data)
    assert source.page("a").live
    reviewing.approve(review_of(source).pk, by=person)
    assert source.load() == {"updated": 1}
    assert "042088004321" in str(source.page("a").body.raw_data)


def test_what_is_withheld_stays_away_until_the_source_takes_it_out(source: OldPortal) -> None:
    source.take({"a": with_card()})
    reviewing.withhold(review_of(source).pk)
    source.take({"a": replace(with_card(), byline="Bích Ngọc")})
    assert (source.page("a").live, review_of(source).state) == (False, ReviewState.WITHHELD)
    source.take({"a": make_draft("a")})
    assert source.page("a").live
    assert review_of(source).state == ReviewState.CLEARED
    with pytest.raises(reviewing.ReviewError):
        reviewing.approve(review_of(source).pk)


def test_an_approved_item_can_be_withheld_after_all(source: OldPortal) -> None:
    source.take({"a": with_card()})
    reviewing.approve(review_of(source).pk)
    reviewing.withhold(review_of(source).pk)
    assert not source.page("a").live
    assert not Entry.objects.exists()


def test_an_editor_who_publishes_approves(source: OldPortal) -> None:
    editor = get_user_model().objects.create_superuser("binh")
    source.take({"a": with_card()})
    source.page("a").save_revision(user=editor).publish(user=editor)
    assert review_of(source).state == ReviewState.APPROVED
    assert source.item("a").withdrawn_at is None


def test_a_preview_says_what_waits_for_a_person(source: OldPortal) -> None:
    source.crawl({"a": with_card(), "b": make_draft("b")})
    source.draft()
    plans = dict(preview(source.portal))
    assert [(plan.publish, plan.reason) for plan in plans.values()] == [
        (False, "likely personal data"),
        (True, ""),
    ]
    assert not PersonalReview.objects.exists()


def test_versions_of_before_are_looked_at_when_they_are_loaded(source: OldPortal) -> None:
    source.crawl({"a": with_card()})
    source.draft()
    SourceVersion.objects.update(personal=None)
    assert [planned.publish for _item, planned in preview(source.portal)] == [False]
    assert SourceVersion.objects.get().personal is None
    source.load()
    assert not source.page("a").live


def test_a_rollback_and_its_undoing_publish_nothing(source: OldPortal) -> None:
    source.take({"a": with_card()})
    undone = roll_back(source.last_run)
    assert not source.page("a").live
    roll_back(undone)
    assert not source.page("a").live
    assert review_of(source).state == ReviewState.OPEN
    reviewing.approve(review_of(source).pk)
    assert source.page("a").live


def test_a_span_that_is_taken_down_is_no_doubt_any_more(source: OldPortal) -> None:
    source.take({"a": with_card()})
    take_down("http://portal.test/a", reason="yêu cầu", span="CCCD số 042088001234")
    assert source.item("a").latest.personal == {}


# --- files --------------------------------------------------------------------------------------

LIST = "http://portal.test/danh-sach.pdf"


def with_file(name: str = "a") -> Draft:
    return make_draft(name, files=(FileRef(src=LIST, name="Danh sách"),))


def test_a_pdf_with_personal_data_is_held_back_with_its_item(source: OldPortal) -> None:
    source.take({"a": with_file(), "b": make_draft("b")})
    source.crawl({"danh-sach.pdf": pdf("Ong Le Van Ba, CCCD 042088001234")})
    assert import_assets(source.portal) == {"missing": 1}
    assert not PortalDocument.objects.exists()
    assert (source.row("danh-sach.pdf").state, source.row("danh-sach.pdf").reason) == (
        "excluded",
        "personal",
    )
    assert (source.page("a").live, source.page("b").live) == (False, True)
    assert review_of(source).kinds == {"citizen_id": 1}
    assert retry_missing(source.portal) == 0
    assert report(source.portal).holds
    reviewing.approve(review_of(source).pk)
    assert source.page("a").live
    assert import_assets(source.portal) == {"loaded": 1}
    link_items(source.portal)
    assert source.page("a").body[-1].value["document"] == PortalDocument.objects.get()
    assert report(source.portal).holds


def test_an_item_that_comes_after_its_file_is_held_back_too(source: OldPortal) -> None:
    source.crawl({"a": with_file()})
    source.draft()
    source.crawl({"danh-sach.pdf": pdf("CCCD 042088001234")})
    import_assets(source.portal)
    assert Asset.objects.get().state == AssetState.MISSING
    source.load()
    assert not source.page("a").live
    assert RunChange.objects.get().outcome == "created"


def test_an_ordinary_pdf_and_a_broken_one_come_in(source: OldPortal) -> None:
    source.take({"a": with_file()})
    source.crawl({"danh-sach.pdf": pdf("Quyet dinh so 436/QD-UBND")})
    assert import_assets(source.portal) == {"loaded": 1}
    broken = FileRef(src="http://portal.test/hong.pdf", name="Hỏng")
    source.take({"b": make_draft("b", files=(broken,))})
    source.crawl({"hong.pdf": b"%PDF-1.4\n1 0 obj<</Length 9"})
    assert import_assets(source.portal) == {"loaded": 1}
    assert not PersonalReview.objects.exists()


def test_a_page_that_an_editor_has_been_at_is_not_withdrawn(source: OldPortal) -> None:
    source.take({"a": with_file()})
    page = source.page("a")
    page.title = "Của biên tập viên"
    page.save_revision().publish()
    source.crawl({"danh-sach.pdf": pdf("CCCD 042088001234")})
    import_assets(source.portal)
    assert source.page("a").live
    assert not PortalDocument.objects.exists()
    assert review_of(source).state == ReviewState.OPEN


def test_a_load_of_nothing_new_asks_nothing_of_anybody(source: OldPortal) -> None:
    source.take({"a": with_card()})
    before = PersonalReview.objects.values().get()
    load_items(source.portal, run=runs.start(source.portal, "load"))
    assert PersonalReview.objects.values().get() == before
