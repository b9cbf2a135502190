"""Pages are readable without a front end: in public, in the editor's preview, printed, saved."""

import pytest
from django.test import Client
from wagtail.models import Page

from cms.articles.models import ArticlePage
from cms.portals.models import Portal
from ingest.types import Block
from ingest.vocabulary import BlockKind
from tests.cms.harvest.conftest import OldPortal, make_draft, paragraphs, with_image
from tests.cms.harvest.test_linking import png

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HOSTILE = '<table><tr><td onclick="x()">Ô<script>alert(1)</script></td></tr></table>'


@pytest.fixture
def article(source: OldPortal) -> ArticlePage:
    draft = make_draft(
        blocks=(
            Block(id="h", kind=BlockKind.HEADING, text="Mục <1>", level=3),
            *paragraphs("Đoạn văn."),
            Block(id="l", kind=BlockKind.LIST, text="một\nhai"),
            Block(id="t", kind=BlockKind.TABLE, html=HOSTILE, text="Ô"),
            Block(id="q", kind=BlockKind.QUOTE, text="Lời dẫn"),
            Block(id="e", kind=BlockKind.EMBED, src="javascript:alert(1)"),
        )
    )
    source.crawl({"a.png": png()})
    source.take({"tin-1": with_image(draft, "http://portal.test/a.png", caption="Chợ")})
    return source.page("tin-1")


def test_an_item_is_readable(article: ArticlePage, client: Client) -> None:
    response = client.get(article.url)
    text = response.content.decode()
    assert response.status_code == 200
    for shown in (
        "<h1>Tiêu đề tin-1</h1>",
        "Đoạn văn.",
        "<li>hai</li>",
        "Anh Đức",
        "08:15 27/03/2017",
        "Mục &lt;1&gt;",
        "<td>Ô</td>",
        "<blockquote>",
        "<figcaption>Chợ</figcaption>",
    ):
        assert shown in text
    for hidden in ("<script", "onclick", 'href="javascript'):
        assert hidden not in text


def test_print_and_save_views(article: ArticlePage, client: Client) -> None:
    assert "?save=1" not in client.get(article.url, {"print": "1"}).content.decode()
    saved = client.get(article.url, {"save": "1"})
    assert saved["Content-Disposition"].startswith("attachment")


def test_an_item_with_a_front_end_leads_there(
    article: ArticlePage, portal: Portal, client: Client
) -> None:
    portal.front_end_url, portal.front_end_path = "https://moi.test", "/tin/{slug}"
    portal.save()
    response = client.get(article.url)
    assert (response.status_code, response["Location"]) == (
        302,
        f"https://moi.test/tin/{article.slug}",
    )


def test_lists_above_an_item_are_readable(article: ArticlePage, client: Client) -> None:
    for above in article.get_ancestors()[1:]:
        assert client.get(above.specific.url).status_code == 200


def test_what_is_not_live_is_not_shown(article: ArticlePage, client: Client) -> None:
    article.unpublish()
    assert client.get(article.url).status_code == 404
    assert client.get("/items/1/").status_code == 404


@pytest.mark.parametrize("depth", range(1, 5))
def test_previews_are_readable(article: ArticlePage, admin_client: Client, depth: int) -> None:
    page = article if depth == 4 else article.get_ancestors()[depth].specific
    request = page.make_preview_request()
    assert request.status_code == 200
    assert Page.objects.get(pk=page.pk).specific.title in request.rendered_content
