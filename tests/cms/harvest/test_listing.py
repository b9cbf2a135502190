"""What indexes give away: an address dropped, a date or headline moved."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from cms.harvest.recording import record_segment
from cms.portals.models import Portal
from scrapers.archive import ArchiveWriter, FetchNote, Link, Outcome, PageKind, payload_of

from .conftest import OldPortal, make_draft, url_of

pytestmark = pytest.mark.django_db


def visit(source: OldPortal, indexes: dict[str, Iterable[Link]]) -> None:
    """Write a crawl that fetched these lists, and read it into the ledger."""
    source.crawl({})
    portal: Portal = source.portal
    run = f"list{source.crawls}"
    with ArchiveWriter(source.root, portal.slug, run) as writer:
        for name, links in indexes.items():
            kind = PageKind.FEED if name.startswith("rss") else PageKind.LISTING
            note = FetchNote(
                crawl=run,
                url=url_of(name),
                kind=kind,
                outcome=Outcome.FETCHED,
                links=tuple(links),
            )
            writer.write(note, now=source.today, payload=payload_of(run.encode()))
    record_segment(portal, f"{portal.slug}/{run}-00001.warc.gz")


def link(number: int, text: str = "", date: str = "") -> Link:
    return Link(url=url_of(f"tin-{number}"), text=text or f"Bài {number}", lastmod=date)


def looks_gone(source: OldPortal) -> set[str]:
    return {name for name in names(source) if source.row(name).unlisted_at}


def looks_edited(source: OldPortal) -> set[str]:
    return {name for name in names(source) if source.row(name).next_due}


def names(source: OldPortal) -> list[str]:
    return [f"tin-{number}" for number in range(8)]


@pytest.fixture
def harvested(source: OldPortal) -> OldPortal:
    source.take({name: make_draft(name) for name in names(source)})
    return source


def test_what_its_list_drops_and_no_other_names_looks_gone(harvested: OldPortal) -> None:
    first = {"muc-a": [link(0), link(1), link(2)], "muc-b": [link(3), link(4)]}
    visit(harvested, first)
    visit(harvested, {"muc-a": [link(0), link(2)], "muc-b": [link(3), link(4)]})
    assert looks_gone(harvested) == {"tin-1"}


def test_what_moves_on_to_the_next_page_of_a_list_is_still_there(harvested: OldPortal) -> None:
    visit(harvested, {"muc": [link(0), link(1)], "muc?page=2": [link(2)]})
    visit(harvested, {"muc": [link(5), link(0)], "muc?page=2": [link(1), link(2)]})
    assert looks_gone(harvested) == set()


def test_a_headline_or_date_that_moves_looks_edited(harvested: OldPortal) -> None:
    lists = {"rss.xml": [link(n, date="2026-01-05") for n in range(4)], "muc": [link(5), link(6)]}
    visit(harvested, lists)
    lists["rss.xml"] = [replace(named, lastmod="2026-01-09") for named in lists["rss.xml"][:1]] + [
        *lists["rss.xml"][1:]
    ]
    lists["muc"] = [link(5, "Bài 5 (đính chính)"), link(6)]
    visit(harvested, lists)
    assert looks_edited(harvested) == {"tin-0", "tin-5"}
    harvested.crawl({"tin-0": make_draft("tin-0", title="Khác"), "tin-5": make_draft("tin-5")})
    assert looks_edited(harvested) == set()


def test_dates_that_are_a_clock_are_not_believed(harvested: OldPortal) -> None:
    visit(harvested, {"rss.xml": [link(n, date="2026-01-05T08:00") for n in range(8)]})
    visit(harvested, {"rss.xml": [link(n, date="2026-01-06T08:00") for n in range(8)]})
    assert looks_edited(harvested) == set()


def test_a_counter_in_a_teaser_and_a_box_of_random_headlines_say_nothing(
    harvested: OldPortal,
) -> None:
    visit(harvested, {"muc": [link(0, "Bài 0 (12 lượt xem)"), link(1)]})
    visit(harvested, {"muc": [link(0, "Bài 0 (13 lượt xem)"), link(1), link(1)]})
    assert looks_edited(harvested) == set()


def test_an_index_with_dates_vouches_before_one_without(harvested: OldPortal) -> None:
    visit(harvested, {"muc": [link(0)], "rss.xml": [link(0, date="2026-01-05")]})
    visit(harvested, {"muc": [link(0)], "rss.xml": [link(0, date="2026-01-07")]})
    assert looks_edited(harvested) == {"tin-0"}
