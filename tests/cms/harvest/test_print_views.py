"""A print view shows its article once more; without its article it is the article."""

import pytest

from cms.articles.models import ArticlePage
from cms.harvest.drafting import redraft, undrafted
from cms.harvest.models import Item, SourceUrl
from cms.harvest.print_views import offers_view, says_the_same
from cms.harvest.reconcile import report
from cms.harvest.states import Reason, UrlState
from ingest.types import Block, Draft
from ingest.vocabulary import SkipReason
from scrapers.archive import PageKind

from .conftest import OldPortal, link, make_draft, paragraphs, url_of

pytestmark = pytest.mark.django_db

TEXTS = (
    "Sáng 27/3, đoàn kiểm tra của huyện làm việc tại xã Thiên Lộc về cải cách hành chính.",
    "Đoàn ghi nhận bộ phận một cửa đã niêm yết đủ thủ tục, bố trí cán bộ trực trong giờ.",
    "Các tồn tại về sổ theo dõi hồ sơ phải được khắc phục xong trước ngày 15 tháng sau.",
)
NOTICE = "Bản quyền thuộc Cổng thông tin điện tử huyện."
ARTICLE, VIEW = "tin/mot-cua.html", "xem?kieu=2&so=17"
AS_VIEW = (UrlState.DUPLICATE, Reason.VARIANT)
AS_ITEM = (UrlState.LOADED, Reason.ITEM)


def article(name: str = ARTICLE, **changes: object) -> Draft:
    title = "Xã Thiên Lộc ra mắt bộ phận một cửa"
    return make_draft(name, **{"title": title, "lead": "", "blocks": paragraphs(*TEXTS)} | changes)


def view(name: str = VIEW, **changes: object) -> Draft:
    """The same without date and section, with a line of the frame."""
    blocks = paragraphs(*TEXTS, NOTICE)
    changes = {"blocks": blocks, "section": (), "published_at": None, "byline": ""} | changes
    return article(name, published_precision=None, **changes)


def offer(source: OldPortal, *, on: str = ARTICLE, name: str = VIEW, text: str = "Bản in") -> None:
    source.links[url_of(on)] = [link(name, text=text)]


def ends(source: OldPortal, *names: str) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in map(source.row, names)]


@pytest.mark.parametrize("order", [(ARTICLE, VIEW), (VIEW, ARTICLE)])
@pytest.mark.parametrize("together", [True, False])
def test_a_view_that_its_article_offers_is_no_article(
    source: OldPortal, order: tuple[str, str], together: bool
) -> None:
    offer(source)
    drafts = {ARTICLE: article(), VIEW: view()}
    for names in [order] if together else [[name] for name in order]:
        source.take({name: drafts[name] for name in names})
    assert ends(source, ARTICLE, VIEW) == [AS_ITEM, AS_VIEW]
    page = ArticlePage.objects.get()
    # Where it was published first, as far as was known when its page was made.
    assert page.source_url == url_of(ARTICLE if together else order[0])
    assert NOTICE not in str(page.body)
    assert source.row(VIEW).item == source.row(ARTICLE).item
    assert report(source.portal).holds


@pytest.mark.parametrize("name", ["in-bai/17", "print.php?id=17", "tin/17/print", "savefile/x/17"])
def test_a_view_by_its_address_is_matched_with_the_article_of_its_title(
    source: OldPortal, name: str
) -> None:
    source.take({name: view(name), ARTICLE: article()})
    assert ends(source, ARTICLE, name) == [AS_ITEM, AS_VIEW]
    assert Item.objects.count() == 1


def test_a_view_by_its_address_that_names_the_article_is_matched_with_it(source: OldPortal) -> None:
    source.links[url_of("in-bai/17")] = [link(ARTICLE, rel="canonical")]
    untitled = view("in-bai/17", title="Cổng thông tin điện tử huyện")
    source.take({"in-bai/17": untitled, ARTICLE: article()})
    assert ends(source, ARTICLE, "in-bai/17") == [AS_ITEM, AS_VIEW]


def test_without_its_article_a_view_is_the_article(source: OldPortal) -> None:
    source.links[url_of("muc")] = [link("in-bai/17", text="In")]
    source.take({"muc": SkipReason.LISTING, "in-bai/17": view("in-bai/17")})
    assert ends(source, "in-bai/17") == [AS_ITEM]
    assert ArticlePage.objects.get().title == article().title


def test_a_view_is_not_dropped_for_an_article_that_was_skipped(source: OldPortal) -> None:
    offer(source)
    source.take({ARTICLE: SkipReason.NEEDS_JAVASCRIPT, VIEW: view()})
    assert ends(source, VIEW) == [AS_ITEM]


def test_what_says_something_else_is_an_item_whatever_offers_it(source: OldPortal) -> None:
    offer(source, name="in-an", text="In")
    other = paragraphs("Ngành in của huyện có ba cơ sở, năm nay làm ra sản phẩm gấp đôi năm ngoái.")
    source.take({ARTICLE: article(), "in-an": make_draft("in-an", title="In", blocks=other)})
    assert ends(source, ARTICLE, "in-an") == [AS_ITEM, AS_ITEM]


def test_an_article_that_comes_after_its_view_keeps_the_views_page(source: OldPortal) -> None:
    source.links[url_of("muc")] = [link("in-bai/17")]
    source.take({"in-bai/17": view("in-bai/17")})
    before = ArticlePage.objects.get()
    offer(source, name="in-bai/17")
    source.take({ARTICLE: article(title="Xã Thiên Lộc ra mắt bộ phận một cửa, kiểu mới")})
    after = ArticlePage.objects.get()
    # No page offered it when it was met: only its article tells whose view it is.
    assert (before.pk, before.url_path) == (after.pk, after.url_path)
    assert ends(source, ARTICLE, "in-bai/17") == [AS_ITEM, AS_VIEW]


def test_drafting_again_changes_nothing(source: OldPortal) -> None:
    offer(source)
    source.take({VIEW: view()})
    source.take({ARTICLE: article()})
    redraft(source.portal)
    assert [SourceUrl.objects.get(pk=key).is_view for key in undrafted(source.portal)] == [0, 1]
    assert len(undrafted(source.portal, views=False)) == 1
    source.draft()
    source.load()
    assert ends(source, ARTICLE, VIEW) == [AS_ITEM, AS_VIEW]
    assert ArticlePage.objects.get().revisions.count() == 2


def test_a_view_of_what_was_taken_down_brings_nothing_back(source: OldPortal) -> None:
    offer(source)
    source.take({ARTICLE: article()})
    item = source.item(ARTICLE)
    Item.objects.filter(pk=item.pk).update(suppressed_at=source.today, latest=None)
    source.take({VIEW: view()})
    assert ends(source, VIEW) == [(UrlState.EXCLUDED, Reason.SUPPRESSED)]
    assert Item.objects.count() == 1


def test_a_view_with_much_more_text_is_kept() -> None:
    more = view(blocks=paragraphs(*TEXTS, *(f"{text} Phần {text[:9]} tiếp." for text in TEXTS * 3)))
    short = article(blocks=paragraphs(TEXTS[0]))
    assert says_the_same(view(), article())
    assert not says_the_same(more, short)
    assert says_the_same(replace_blocks(view(), TEXTS[0]), article())


def replace_blocks(draft: Draft, *texts: str) -> Draft:
    blocks: tuple[Block, ...] = paragraphs(*texts)
    return view(blocks=blocks, title=draft.title)


@pytest.mark.parametrize(
    "text",
    ["In", "[ In ]", "Bản in", "In bài viết", "In bài này", "Phiên bản in", "Xem bản in", "Print"],
)
def test_links_that_offer_a_page_for_print(text: str) -> None:
    assert offers_view(link("bat-ky", text=text), platform="")


@pytest.mark.parametrize("text", ["In ấn", "Tin tức", "Ngành in", "In 500 tờ rơi tuyên truyền", ""])
def test_links_that_do_not(text: str) -> None:
    assert not offers_view(link("bat-ky", text=text), platform="")
    assert not offers_view(link("bat-ky.pdf", text="In", kind=PageKind.ASSET), platform="")
