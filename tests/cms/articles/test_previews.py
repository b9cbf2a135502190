"""Pages are readable without a front end, also in the editor's preview."""

import pytest
from django.test import Client

from cms.articles.models import ArticlePage
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


def test_a_preview_shows_the_item(article: ArticlePage) -> None:
    text = article.make_preview_request().rendered_content
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


@pytest.mark.parametrize("depth", range(1, 4))
def test_lists_have_previews(article: ArticlePage, depth: int) -> None:
    page = article.get_ancestors()[depth].specific
    answer = page.make_preview_request()
    assert answer.status_code == 200
    assert page.title in answer.rendered_content


def test_an_editor_is_led_to_the_plain_page(article: ArticlePage, client: Client) -> None:
    assert article.url == f"/items/{article.pk}/"
    assert client.get(article.url).status_code == 200
