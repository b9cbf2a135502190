"""The whole crawl against a small portal on 127.0.0.1: what is found, stored, left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.archive import LinkSource, Outcome, Reason, verify
from scrapers.plan import Plan
from tests.scrapers.crawling import crawl, fetched, profile_of, records
from tests.scrapers.portal_server import Portal, Reply, article, links, page, serving

XML = (("Content-Type", "application/xml"),)


def sample() -> Portal:
    """Ten articles: some only on lists, some only in the sitemap, some only linked by another."""
    portal = Portal()
    sitemap = "".join(f"<url><loc>{{home}}tin/bai-{n}.html</loc></url>" for n in (1, 2, 8, 9))
    portal.routes = {
        "/": page("Trang chủ", links("/tin/", "/van-ban/", "http://elsewhere.example/")),
        "/tin/": page("Tin", links(*(f"/tin/bai-{n}.html" for n in range(1, 6)), "/tin/?page=2")),
        "/tin/?page=2": page("Tin 2", links("/tin/bai-6.html", "/tin/bai-1.html")),
        "/tin/?page=3": page("Tin 3", links()),
        "/van-ban/": page("Văn bản", links("/login", "/files/quyet-dinh.pdf")),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /kin/\n", headers=()),
        **{f"/tin/bai-{n}.html": article(n) for n in range(1, 10)},
        "/tin/bai-3.html": article(3, links("/tin/bai-7.html", "/kin/bai.html", "/")),
        "/sitemap.xml": lambda _: Reply(
            f"<urlset>{sitemap.format(home=portal.home)}</urlset>".encode(), headers=XML
        ),
    }
    return portal


@pytest.mark.slow
def test_everything_that_is_named_anywhere_is_fetched_once(tmp_path: Path) -> None:
    with serving(sample()) as portal:
        plan = Plan(
            profile=profile_of(portal.home),
            run="1",
            root=str(tmp_path),
            allow_private=(portal.place,),
        )
        done = crawl(plan, tmp_path)
        assert (done.status, done.reason) == (0, "finished"), done.log
        asked = portal.counts()
    paths = fetched(tmp_path)
    for number in range(1, 10):
        assert f"/tin/bai-{number}.html" in paths
    assert not [path for path, count in asked.items() if count > 1]
    assert "/kin/bai.html" not in asked
    outcomes = {record.note.url.split("/", 3)[3]: record.note for record in records(tmp_path)}
    assert outcomes["kin/bai.html"].reason is Reason.ROBOTS_EXCLUDED
    named = [link for record in records(tmp_path) for link in record.note.links]
    excluded = {link.url.rpartition("/")[2]: link.excluded for link in named if link.excluded}
    assert excluded["login"] is Reason.DENIED
    assert excluded[""] is Reason.OFF_HOST
    assert {link.source for link in named} >= {LinkSource.LISTING, LinkSource.SITEMAP}
    assert not verify(tmp_path, "can-loc")
    closed = [event for event in done.events if event["event"] == "segment"]
    assert sum(int(str(event["records"])) for event in closed) == len(records(tmp_path))


@pytest.mark.slow
def test_a_crawl_that_goes_on_asks_nothing_twice(tmp_path: Path) -> None:
    with serving(sample()) as portal:
        plan = Plan(
            profile=profile_of(portal.home, max_pages=5),
            run="1",
            root=str(tmp_path),
            allow_private=(portal.place,),
        )
        assert crawl(plan, tmp_path).reason == "max_pages"
        rest = Plan(
            profile=profile_of(portal.home),
            run="1",
            root=str(tmp_path),
            allow_private=(portal.place,),
        )
        assert crawl(rest, tmp_path).reason == "finished"
    paths = fetched(tmp_path)
    assert {f"/tin/bai-{number}.html" for number in range(1, 10)} <= set(paths)
    assert len(paths) == len(set(paths))


@pytest.mark.slow
def test_a_portal_at_a_private_address_that_nobody_named_is_not_asked(tmp_path: Path) -> None:
    with serving(sample()) as portal:
        plan = Plan(profile=profile_of(portal.home), run="1", root=str(tmp_path))
        crawl(plan, tmp_path)
        assert portal.asked == []
    notes = [record.note for record in records(tmp_path)]
    assert {note.reason for note in notes} == {Reason.PRIVATE_ADDRESS}
    assert {note.outcome for note in notes} == {Outcome.FAILED}
