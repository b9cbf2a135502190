"""From archive segments to pages: nothing lost, nothing doubled."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from wagtail.models import Page, Revision

import ingest
from cms.articles.models import ArticlePage
from cms.harvest import drafting
from cms.harvest.models import Item, SourceUrl, SourceVersion
from cms.harvest.reconcile import report
from cms.harvest.states import Reason, UrlState
from cms.portals.models import TemplateVersion
from ingest import codec
from ingest.types import PageResult, RawPage, SiteTemplate
from ingest.vocabulary import SkipReason
from scrapers.archive import Reason as FetchReason

from .conftest import OldPortal, link, make_draft, paragraphs

pytestmark = pytest.mark.django_db
EMPTY = codec.encode(SiteTemplate(portal="can-loc"))


def state_of(source: OldPortal, name: str) -> tuple[str, str]:
    row = source.row(name)
    return (row.state, row.reason)


def test_a_crawl_becomes_live_pages(source: OldPortal) -> None:
    counts = source.take({f"tin-{n}": make_draft(f"tin-{n}") for n in range(3)})
    assert counts == {"created": 3}
    page = source.page("tin-1")
    assert isinstance(page, ArticlePage)
    assert page.live
    assert page.live_revision == page.latest_revision
    assert (page.title, page.byline) == ("Tiêu đề tin-1", "Anh Đức")
    assert page.published_at == datetime(2017, 3, 27, 1, 15, tzinfo=UTC)
    assert [block.value.source for block in page.body] == [
        "<p>Đoạn thứ nhất.</p>",
        "<p>Đoạn thứ hai.</p>",
    ]
    assert [tag.name for tag in page.tags.all()] == ["bầu cử"]
    titles = [above.title for above in page.get_ancestors()[1:]]
    assert titles == ["Can Lộc", "Tin tức", "Thời sự", "2017"]
    assert state_of(source, "tin-1") == (UrlState.LOADED, Reason.ITEM)
    assert not any(Page.find_problems())


def test_every_fetch_ends_in_a_state_with_its_reason(source: OldPortal) -> None:
    source.links["http://portal.test/tin-1"] = [
        link("chua-tai"),
        link("http://ngoai.test/", excluded=FetchReason.OFF_HOST),
        link("in/tin-1", excluded=FetchReason.VARIANT),
    ]
    source.take(
        {
            "tin-1": make_draft(),
            "chuyen-muc": SkipReason.LISTING,
            "mat": FetchReason.NOT_FOUND,
            "loi": FetchReason.TIMEOUT,
            "cu": "tin-1",
        }
    )
    expected = {
        "tin-1": ("loaded", "item"),
        "chuyen-muc": ("excluded", "listing"),
        "mat": ("gone", "not_found"),
        "loi": ("failed", "timeout"),
        "cu": ("duplicate", "redirect"),
        "chua-tai": ("discovered", ""),
        "http://ngoai.test/": ("excluded", "off_portal"),
        "in/tin-1": ("duplicate", "variant"),
    }
    assert {name: state_of(source, name) for name in expected} == expected
    assert SourceUrl.objects.count() == len(expected)


@pytest.mark.parametrize("spelling", ["tin-1?PHPSESSID=1a2b", "tin-1#comment-22"])
def test_an_address_is_kept_as_it_was_fetched_without_session_and_fragment(
    source: OldPortal, spelling: str
) -> None:
    source.links["http://portal.test/muc"] = [link(spelling)]
    source.take({"muc": SkipReason.LISTING})
    source.take({"tin-1": make_draft()})
    assert source.row("tin-1").address == "http://portal.test/tin-1"


def test_what_no_database_takes_is_escaped_in_addresses(source: OldPortal) -> None:
    bad = "tin-\udc80\ud800"  # a mirror's file name in an unknown encoding
    home = "http://portal.test/"
    source.links[home + bad] = [
        *(link(name) for name in (f"{bad}-2", "http://\udc80.test/")),
        *(link("", url=f"javascript:{sign}") for sign in "\udc80\x00"),
    ]
    assert source.take({bad: make_draft(), "cu": bad}) == {"created": 1}
    escaped = "tin-%ED%B2%80%ED%A0%80"
    assert set(SourceUrl.objects.values_list("address", "found_on", "redirects_to")) == {
        (home + escaped, "", ""),
        (f"{home}{escaped}-2", home + escaped, ""),
        (f"{home}cu", "", home + escaped),
        ("javascript:%ED%B2%80", home + escaped, ""),
        ("http://%ED%B2%80.test/", home + escaped, ""),
        ("javascript:%00", home + escaped, ""),
    }
    assert state_of(source, escaped) == (UrlState.LOADED, Reason.ITEM)
    red = {problem.what for problem in report(source.portal).problems}
    assert not red & {"address_changed", "address_not_in_ledger", "capture_missing"}


def test_the_same_again_writes_nothing(source: OldPortal) -> None:
    pages = {f"tin-{n}": make_draft(f"tin-{n}") for n in range(3)}
    source.take(pages)
    before = counts_of_rows()
    assert source.draft() == {}
    assert source.load() == {}
    source.take(pages)
    after = counts_of_rows()
    changed = {model for model in after if after[model] != before[model]}
    assert changed <= {"Run", "Segment"}
    assert Revision.objects.filter(object_id=str(source.page("tin-1").pk)).count() == 1


def counts_of_rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def test_a_change_at_the_source_is_one_revision(source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    slug = source.page("tin-1").slug
    counts = source.take({"tin-1": make_draft(title="Tiêu đề mới", blocks=paragraphs("Khác."))})
    assert counts == {"updated": 1}
    page = source.page("tin-1")
    assert (page.title, page.slug) == ("Tiêu đề mới", slug)
    assert page.revisions.count() == 2
    assert not page.has_unpublished_changes
    assert Item.objects.count() == 1


def test_a_page_changed_by_an_editor_is_held(source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    page = source.page("tin-1")
    page.lead = "Biên tập viên viết lại."
    page.save_revision().publish()
    counts = source.take({"tin-1": make_draft(blocks=paragraphs("Nguồn viết lại."))})
    assert counts == {"held": 1}
    page = source.page("tin-1")
    assert page.lead == "Biên tập viên viết lại."
    assert page.revisions.count() == 2
    (proposal,) = source.item("tin-1").proposals.all()
    assert proposal.theirs == source.item("tin-1").latest


def test_a_page_that_an_editor_deleted_stays_deleted(source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    source.page("tin-1").delete()
    assert source.item("tin-1").deleted_by_editor_at
    assert state_of(source, "tin-1") == (UrlState.EXCLUDED, Reason.DELETED_HERE)
    assert source.take({"tin-1": make_draft(title="Mới")}) == {}
    assert not ArticlePage.objects.exists()


def test_an_older_capture_says_nothing(source: OldPortal) -> None:
    source.take({"tin-1": make_draft(title="Mới")})
    source.take({"tin-1": make_draft(title="Cũ")}, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert source.page("tin-1").title == "Mới"


@pytest.mark.parametrize("mirror", ["t", "muc/tin-1-cu"])
def test_a_mirrors_older_copy_says_nothing_under_any_address(
    source: OldPortal, mirror: str
) -> None:
    names = ("nukeviet:news:1", f"url:http://portal.test/{mirror}")
    source.take(
        {"tin-1": make_draft(identities=("nukeviet:news:1", "url:http://portal.test/tin-1"))}
    )
    old = make_draft(mirror, identities=names, title="Bản cũ của bài")
    source.take({mirror: old}, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert source.page("tin-1").title == "Tiêu đề tin-1"
    assert state_of(source, mirror) == (UrlState.DUPLICATE, Reason.SAME_ITEM)
    # What is newer speaks, whichever came first.
    source.take({"tin-1": make_draft(title="Mới", identities=("nukeviet:news:1",))})
    assert source.page("tin-1").title == "Mới"


@pytest.mark.parametrize("mirror", ["t", "muc/tin-1-cu"])
def test_a_newer_copy_speaks_over_a_mirrors_that_came_first(source: OldPortal, mirror: str) -> None:
    names = ("nukeviet:news:1", f"url:http://portal.test/{mirror}")
    old = make_draft(mirror, identities=names, title="Bản cũ của bài")
    source.take({mirror: old}, at=datetime(2020, 1, 1, tzinfo=UTC))
    source.take(
        {"tin-1": make_draft(identities=("nukeviet:news:1", "url:http://portal.test/tin-1"))}
    )
    assert source.page("tin-1").title == "Tiêu đề tin-1"


def test_identities_are_kept_when_better_ones_are_known(source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    native = ("nukeviet:news:1", "url:http://portal.test/tin-1")
    source.take({"tin-1": make_draft(identities=native, lead="Mới.")})
    elsewhere = make_draft(
        "khac/tin-1", identities=("nukeviet:news:1", "url:http://portal.test/khac/tin-1")
    )
    source.take({"khac/tin-1": elsewhere})
    assert Item.objects.count() == ArticlePage.objects.count() == 1
    assert state_of(source, "khac/tin-1") == (UrlState.DUPLICATE, Reason.SAME_ITEM)


def test_one_page_that_breaks_the_extractor_takes_no_other_down(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.draft_page

    def break_on_one(raw: RawPage, *rest: object) -> PageResult:
        if raw.url.endswith("tin-1"):
            raise ValueError("a bug of ours")
        return read(raw, *rest)

    monkeypatch.setattr(ingest, "draft_page", break_on_one)
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(3)})
    assert source.draft()["failed"] == 1
    assert source.load() == {"created": 2}
    assert state_of(source, "tin-1") == (UrlState.FAILED, Reason.NOT_DRAFTED)


def test_one_bad_article_takes_no_other_down(source: OldPortal) -> None:
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(3)})
    source.draft()
    SourceVersion.objects.filter(item=source.item("tin-1")).update(draft={"title": 1})
    assert source.load() == {"created": 2, "failed": 1}
    assert state_of(source, "tin-1") == (UrlState.FAILED, Reason.NOT_LOADED)
    assert not any(Page.find_problems())


LONG = paragraphs("Sáng 27/3, đoàn kiểm tra của huyện làm việc tại xã về cải cách hành chính.")


@pytest.mark.parametrize("names", [("muc-a/tin", "muc-b/tin"), ("muc-b/tin", "muc-a/tin")])
@pytest.mark.parametrize("together", [True, False])
def test_an_article_posted_twice_is_one_item(
    source: OldPortal, names: tuple[str, str], together: bool
) -> None:
    drafts = {
        "muc-a/tin": make_draft("muc-a/tin", title="Tin", blocks=LONG, section=("A",)),
        "muc-b/tin": make_draft("muc-b/tin", title="Tin", blocks=LONG, section=("B",)),
    }
    for batch in [names] if together else [[name] for name in names]:
        source.take({name: drafts[name] for name in batch})
    assert Item.objects.count() == ArticlePage.objects.count() == 1
    assert state_of(source, "muc-a/tin") == (UrlState.LOADED, Reason.ITEM)
    assert state_of(source, "muc-b/tin") == (UrlState.DUPLICATE, Reason.SAME_CONTENT)
    page = source.page("muc-b/tin")
    shown = {page.get_parent().get_parent().title, *(also.title for also in page.also_in.all())}
    assert shown == {"A", "B"}
    assert page.revisions.count() == 1
    source.take({"muc-b/tin": make_draft("muc-b/tin", title="Khác hẳn", section=("B",))})
    assert Item.objects.count() == 1


def test_short_or_different_texts_are_items_of_their_own(source: OldPortal) -> None:
    short = paragraphs("Đang cập nhật.")
    source.take({name: make_draft(name, title="Tin", blocks=short) for name in ("a", "b")})
    source.take({name: make_draft(name, title=name, blocks=LONG) for name in ("c", "d")})
    assert Item.objects.count() == 4


def test_pages_read_with_a_template_that_is_the_newest_no_more_wait(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "PAGES_A_TRANSACTION", 1)
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(3)})

    def learn(_done: int) -> None:
        """Another worker learns anew after the first page."""
        TemplateVersion.objects.create(portal=source.portal, number=1, template=EMPTY)
        drafting.redraft(source.portal)

    waiting = drafting.undrafted(source.portal)
    counts = drafting.draft_pages(source.portal, waiting, on_step=learn)
    assert counts["drafted"] == 1
    assert drafting.undrafted(source.portal) == waiting
    assert source.draft() == {"drafted": 2, "items": 2, "unchanged": 1}
