"""List pages lead to the section that they showed."""

from __future__ import annotations

import pytest

from cms.articles.models import SectionPage
from cms.legacy.models import Landing
from cms.legacy.preparing import prepare
from cms.legacy.resolving import resolve
from ingest.vocabulary import SkipReason
from tests.cms.harvest.conftest import OldPortal, link, make_draft

pytestmark = pytest.mark.django_db
HOME = "http://portal.test"


@pytest.fixture
def listed(source: OldPortal) -> OldPortal:
    """Three lists: one named as its section, one known by its items only, one of nothing."""
    source.links[f"{HOME}/?cat=5"] = [link("k1"), link("k2"), link("?cat=5&paged=2")]
    source.take(
        {
            "thoi-su/page-2": SkipReason.LISTING,
            "?cat=5": SkipReason.LISTING,
            "?cat=5&paged=2": SkipReason.LISTING,
            "?cat=9": SkipReason.LISTING,
            "?s=bau+cu": SkipReason.SEARCH,
            "feed": SkipReason.FEED,
            "a": make_draft("a"),
            "k1": make_draft("k1", section=("Kinh tế",)),
            "k2": make_draft("k2", section=("Kinh tế",)),
        }
    )
    prepare(source.portal)
    return source


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("thoi-su/page-2", "Thời sự"),
        ("?cat=5", "Kinh tế"),
        ("?cat=5&paged=2", "Kinh tế"),
        ("?cat=9", ""),
    ],
)
def test_a_list_leads_to_its_section(listed: OldPortal, name: str, title: str) -> None:
    found = resolve(f"{HOME}/{name}")
    section = SectionPage.objects.filter(title=title).first()
    assert found.status == 301
    assert found.url == (f"/sections/{section.pk}/" if section else "/portals/can-loc/")


def test_searches_lead_home_and_feeds_to_feeds(listed: OldPortal) -> None:
    assert resolve(f"{HOME}/?s=bau+cu").url == "/portals/can-loc/"
    assert resolve(f"{HOME}/feed").url == "/feeds/portals/can-loc.atom"


def test_a_parameter_that_the_portal_used_is_never_dropped(listed: OldPortal) -> None:
    assert resolve(f"{HOME}/a?ref=zalo").page_id == listed.page("a").pk
    assert resolve(f"{HOME}/a?paged=3").status == 404
    assert resolve(f"{HOME}/?cat=5&nguon=zalo").url == resolve(f"{HOME}/?cat=5").url


def test_preparing_twice_writes_nothing(listed: OldPortal) -> None:
    before = set(Landing.objects.values_list("pk", flat=True))
    prepare(listed.portal)
    assert set(Landing.objects.values_list("pk", flat=True)) == before
    assert before
