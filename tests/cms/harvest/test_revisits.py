"""Which known pages an incremental crawl looks at again."""

from datetime import timedelta

import pytest

from cms.harvest import revisits
from cms.harvest.frontier import settle
from cms.harvest.models import SourceUrl
from cms.harvest.states import Reason, UrlState
from ingest.types import Draft
from scrapers.archive import LinkSource, PageKind

from .conftest import FIRST_DAY, OldPortal, link, make_draft

pytestmark = pytest.mark.django_db


def drafts() -> dict[str, Draft]:
    """Make ten articles of the years 2014 to 2025, one three days old, one without a date."""
    days = {f"tin-{n}": 400 * (n + 1) for n in range(10)} | {"moi": 3}
    dated = {
        name: make_draft(name, published_at=FIRST_DAY - timedelta(days=age))
        for name, age in days.items()
    }
    undated = make_draft("khong-ngay", published_at=None, published_precision=None)
    return dated | {"khong-ngay": undated}


@pytest.fixture
def harvested(source: OldPortal) -> OldPortal:
    source.take(drafts())
    return source


def chosen(source: OldPortal, *, after: timedelta) -> list[str]:
    """Name what a crawl some time after the first would look at."""
    now = source.today + after
    ids = revisits.choose(source.portal, run="pages-9", since=now, now=now)
    addresses = dict(SourceUrl.objects.filter(pk__in=ids).values_list("pk", "canonical"))
    return [addresses[pk].rpartition("/")[2] for pk in ids]


def test_the_budget_is_a_share_of_a_whole_harvest(harvested: OldPortal) -> None:
    asked = revisits.asked_for(harvested.portal)
    assert asked == 12
    assert len(chosen(harvested, after=timedelta(hours=1))) == int(revisits.MOST_ASKED * asked)


def test_the_young_come_first(harvested: OldPortal) -> None:
    assert chosen(harvested, after=timedelta(days=2))[0] == "moi"


def test_what_an_index_gave_away_comes_before_the_young(harvested: OldPortal) -> None:
    row = harvested.row("tin-9")
    row.unlisted_at = harvested.today
    row.save()
    row = harvested.row("tin-8")
    row.next_due = harvested.today
    row.save()
    first, second, third, *_rest = chosen(harvested, after=timedelta(days=2))
    assert {first, second} == {"tin-9", "tin-8"}
    assert third == "moi"


def test_an_old_article_whose_text_changed_is_watched_like_a_young_one(
    harvested: OldPortal,
) -> None:
    old = harvested.row("tin-9").canonical
    assert "tin-9" not in chosen(harvested, after=timedelta(days=9))[:2]
    changed = make_draft("tin-9", title="Đính chính", published_at=FIRST_DAY - timedelta(days=4000))
    assert harvested.take({"tin-9": changed}) == {"updated": 1}
    assert harvested.row("tin-9").canonical == old
    assert set(chosen(harvested, after=timedelta(days=9))[:2]) == {"moi", "tin-9"}


def test_crawl_after_crawl_everything_is_looked_at(harvested: OldPortal) -> None:
    met: set[str] = set()
    for _crawl in range(4):
        names = chosen(harvested, after=timedelta(hours=1))
        met |= set(names)
        harvested.take({name: drafts()[name] for name in names})
    assert len(met) == 12


def test_a_sitemap_that_no_crawl_asked_for_has_its_end(harvested: OldPortal) -> None:
    url = "http://portal.test/tin-1"
    sitemap = link("sitemap.xml", source=LinkSource.ROBOTS, kind=PageKind.SITEMAP)
    harvested.links[url] = [sitemap]
    harvested.take({"tin-1": make_draft("tin-1", title="Khác")})
    assert harvested.row("sitemap.xml").state == UrlState.DISCOVERED
    settle(harvested.portal)
    row = harvested.row("sitemap.xml")
    assert (row.state, row.reason) == (UrlState.EXCLUDED, Reason.SITEMAP)
