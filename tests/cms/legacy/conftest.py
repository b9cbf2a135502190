"""A portal that is retired: its articles, list, files and failures are in the CMS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms.harvest.linking import link_items
from cms.legacy import hits, hosts
from ingest.vocabulary import SkipReason
from scrapers.archive import Reason
from tests.cms.harvest.conftest import OldPortal, link, make_draft, source, with_image
from tests.cms.harvest.test_linking import png

__all__ = ["source"]

ARTICLE = "Tin-Tuc/bai-viet.aspx?id=7&muc=2"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    hosts.forget()
    yield
    hosts.forget()
    hits.forget()


@pytest.fixture
def full(source: OldPortal) -> OldPortal:
    source.links["http://portal.test/a"] = [link("quang-cao.html", excluded=Reason.DENIED)]
    source.links["http://portal.test/so-12"] = [
        link("in?so=12", excluded=Reason.VARIANT),
        link("in?so=13", excluded=Reason.VARIANT),
    ]
    source.take(
        {
            ARTICLE: make_draft(ARTICLE),
            "a": with_image(make_draft("a"), "http://portal.test/anh.png"),
            "so-12": make_draft("so-12"),
            "muc": SkipReason.LISTING,
            "mat": Reason.NOT_FOUND,
            "cu": ARTICLE,
        }
    )
    source.take({"anh.png": png()})
    link_items(source.portal)
    return source
