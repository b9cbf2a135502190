"""The portals that accept the extractor are what their truth says."""

import re
from html import unescape

import pytest

from tests.quality.fresh.make import ENGINES, make_site
from tests.quality.fresh.page import Engine


def lines_of(html: str) -> str:
    """Give the page's text without its inner line breaks."""
    html = re.sub(r"(?is)<(script|style|title)\b.*?</\1>|<!--.*?-->", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 2])
def test_stories_and_frame_stand_on_their_pages(engine: type[Engine], seed: int) -> None:
    lost = []
    for page in make_site(engine, seed):
        text = lines_of(page.html)
        own = [page.story.title, *page.story.texts()] if page.story else []
        lost += [line for line in (*own, *page.junk) if line not in text]
        assert not set(own) & set(page.junk)
    assert not lost


@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_has_thirty_pages_of_all_shapes(engine: type[Engine]) -> None:
    pages = make_site(engine, 3)
    shapes = {page.story.shape for page in pages if page.story}
    assert len({page.url for page in pages}) == len(pages) == 30
    assert len(shapes) == 11
    assert pages == make_site(engine, 3)


def test_engines_and_seeds_share_no_page() -> None:
    pages = [page.html for engine in ENGINES for seed in (1, 2) for page in make_site(engine, seed)]
    assert len(set(pages)) == len(pages)
