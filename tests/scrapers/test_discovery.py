"""What is found and under which address; where a portal leads in circles."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

from scrapers.archive import ArchiveRecord, LinkSource, Outcome, PageKind, Reason
from scrapers.crawl.loadmore import links_in_json
from tests.scrapers.crawling import records
from tests.scrapers.portal_server import Reply, article, links, page
from tests.scrapers.test_politeness import HOME, MISSING, Source, portal, run

XML = (("Content-Type", "application/xml"),)


def by_path(root: Path) -> dict[str, ArchiveRecord]:
    return {record.note.url.removeprefix(HOME): record for record in records(root)}


def asked(source: Source) -> list[str]:
    return [path for _, path in source.asked]


def test_the_same_page_under_other_spellings_is_fetched_once(tmp_path: Path) -> None:
    spellings = (
        "/tin/bai-1.html",
        "/tin/bai-1.html?sid=8f2a41c09be7d3556a1c",
        "/tin/bai-1.html?utm_source=zalo",
        "/tin/bai-1.html?print=1",
        "https://portal.example/tin/bai-1.html",
        "http://www.portal.example/tin/bai-1.html",
        "/tin/bai-1.html#binh-luan",
        "/tin/bai-1.html;jsessionid=7A",
    )
    source = Source({"/": page("Trang", links(*spellings)), "/tin/bai-1.html": article(1)})
    run(source, tmp_path)
    assert asked(source).count("/tin/bai-1.html") == 1
    assert not [
        path
        for path in asked(source)
        if path.startswith("/tin/bai-1.html") and path != "/tin/bai-1.html"
    ]
    home = by_path(tmp_path)[""]
    variants = {link.url for link in home.note.links if link.excluded is Reason.VARIANT}
    assert HOME + "tin/bai-1.html?print=1" in variants
    assert "https://portal.example/tin/bai-1.html" in variants


def test_a_print_view_is_fetched_where_the_page_itself_is_gone(tmp_path: Path) -> None:
    routes = {"/": page("Trang", links("/tin/2.html?print=1")), "/tin/2.html?print=1": article(2)}
    source = Source(routes)
    run(source, tmp_path)
    assert asked(source).index("/tin/2.html") < asked(source).index("/tin/2.html?print=1")
    found = by_path(tmp_path)
    assert found["tin/2.html"].note.outcome is Outcome.GONE
    assert found["tin/2.html?print=1"].note.outcome is Outcome.FETCHED


def test_every_source_is_noted_with_what_it_names(tmp_path: Path) -> None:
    index = f"<sitemapindex><sitemap><loc>{HOME}s1.xml</loc></sitemap></sitemapindex>"
    sitemap = f"<urlset><url><loc>{HOME}a.html</loc><lastmod>2015-03-02</lastmod></url></urlset>"
    feed = f"<rss><channel><item><title>B</title><link>{HOME}b.html</link></item></channel></rss>"
    routes = {
        "/": page("Trang", '<link rel="alternate" type="application/rss+xml" href="/tin.rss">'),
        "/robots.txt": Reply(f"Sitemap: {HOME}chi-muc.xml".encode()),
        "/chi-muc.xml": Reply(index.encode(), headers=XML),
        "/s1.xml": Reply(sitemap.encode(), headers=XML),
        "/tin.rss": Reply(feed.encode(), headers=XML),
        "/a.html": article(1),
        "/b.html": article(2),
    }
    run(Source(routes), tmp_path)
    named = {
        link.url.removeprefix(HOME): (link.source, link.lastmod)
        for record in records(tmp_path)
        for link in record.note.links
    }
    assert named["chi-muc.xml"] == (LinkSource.ROBOTS, "")
    assert named["a.html"] == (LinkSource.SITEMAP, "2015-03-02")
    assert named["b.html"] == (LinkSource.FEED, "")
    found = by_path(tmp_path)
    assert found["a.html"].note.source is LinkSource.SITEMAP
    assert found["s1.xml"].note.kind is PageKind.SITEMAP


def test_a_json_listing_is_read_to_its_end(tmp_path: Path) -> None:
    rest = "/wp-json/wp/v2/posts?per_page=100&page={}"
    routes = {"/": page("Trang", '<meta name="generator" content="WordPress 6.4">')}
    for number in (1, 2):
        entries = f'[{{"link": "{HOME}bai-{number}/", "modified": "2020-01-01"}}]'
        routes[rest.format(number)] = Reply(entries.encode())
        routes[f"/bai-{number}/"] = article(number)
    routes[rest.format(3)] = Reply(b'{"code": "rest_post_invalid_page_number"}', status=400)
    source = Source(routes)
    run(source, tmp_path)
    assert {"/bai-1/", "/bai-2/"} <= set(asked(source))
    assert rest.format(4) not in asked(source)


def test_a_calendar_is_left_after_a_while(tmp_path: Path) -> None:
    class Calendar(Source):
        def reply(self, path: str) -> Reply:
            if path.startswith("/lich?"):
                month = int(path.partition("=")[2])
                near = links(f"/lich?thang={month - 1}", f"/lich?thang={month + 1}")
                return page("Lịch", f"<p>Thứ hai, thứ ba {month}</p>", near)
            return super().reply(path)

    source = Calendar(portal(5))
    source.routes["/tin/bai-1.html"] = article(1, links("/lich?thang=2000"))
    run(source, tmp_path)
    assert 20 < sum(path.startswith("/lich?") for path in asked(source)) < 60
    assert Reason.TRAP in {record.note.reason for record in records(tmp_path)}
    assert "/tin/bai-4.html" in asked(source)


def test_fresh_session_ids_do_not_go_on_for_ever(tmp_path: Path) -> None:
    fresh = count()

    class Sessions(Source):
        def reply(self, path: str) -> Reply:
            bare = path.partition("?")[0]
            ids = [f"/tin/{n}.html?phien={next(fresh):05x}" for n in range(6)]
            every = "".join(f'<a href="{path}">Bài khác</a>' for path in ids)
            if bare == "/":
                return page("Trang", every)
            number = bare.removeprefix("/tin/").removesuffix(".html")
            return article(int(number), every) if number.isdigit() else MISSING

    source = Sessions({})
    run(source, tmp_path)
    got = {path.partition("?")[0] for path in asked(source)}
    assert {f"/tin/{number}.html" for number in range(6)} <= got
    assert len(asked(source)) < 60


def test_a_path_that_grows_in_circles_is_left(tmp_path: Path) -> None:
    class Growing(Source):
        def reply(self, path: str) -> Reply:
            if path.startswith("/a/"):
                return page(path, f"<p>{path}</p>", '<a href="b/a/">tiếp</a>')
            return super().reply(path)

    source = Growing({"/": page("Trang", links("/a/"))})
    run(source, tmp_path)
    assert len(asked(source)) < 20


def test_a_page_that_says_not_found_with_status_200_is_gone(tmp_path: Path) -> None:
    frame = "<p>Cổng thông tin điện tử huyện Can Lộc. Lượt truy cập: 1234</p>"

    class Soft(Source):
        def reply(self, path: str) -> Reply:
            found = self.routes.get(path)
            return found or page("Thông báo", frame, "<p>Không tìm thấy trang.</p>")

    short = page("Thông báo", frame, "<p>Không tìm thấy trang. Nghỉ lễ</p>")
    routes = portal(3) | {"/tin/ngan.html": short, "/robots.txt": MISSING}
    routes["/"] = page("Trang", links("/tin/bai-1.html", "/tin/mat.html", "/tin/ngan.html"))
    run(Soft(routes), tmp_path)
    found = by_path(tmp_path)
    assert found["tin/mat.html"].note.reason is Reason.SOFT_404
    assert found["tin/ngan.html"].note.outcome is Outcome.FETCHED
    assert found["tin/bai-1.html"].note.outcome is Outcome.FETCHED


def test_a_short_list_is_no_missing_page_where_those_show_the_front_page(tmp_path: Path) -> None:
    front = page("Cổng", "<p>Tin tức, văn bản, thông báo, lịch tiếp dân</p>", links("/tin/", "/a"))

    class Fronted(Source):
        def reply(self, path: str) -> Reply:
            return self.routes.get(path, front)

    routes = {"/": front, "/robots.txt": MISSING, "/a": article(1)}
    routes["/tin/"] = page("Cổng", '<p>Tin tức</p><a href="/tin/1.html">Văn bản</a>')
    run(Fronted(routes | {"/tin/1.html": article(2)}), tmp_path)
    found = by_path(tmp_path)
    assert found["tin/"].note.outcome is Outcome.FETCHED
    assert found["tin/1.html"].note.outcome is Outcome.FETCHED


def test_a_missing_page_that_leads_to_the_front_page_is_gone(tmp_path: Path) -> None:
    class Leading(Source):
        def reply(self, path: str) -> Reply:
            if path.startswith("/cu/") or super().reply(path) is MISSING:
                return Reply(status=302, headers=(("Location", "/"),))
            return super().reply(path)

    routes = portal(1) | {"/robots.txt": Reply(b"")}
    routes["/"] = page("Trang", links("/cu/1.html"))
    run(Leading(routes), tmp_path)
    note = by_path(tmp_path)["cu/1.html"].note
    assert (note.outcome, note.reason, note.target) == (Outcome.GONE, Reason.SOFT_404, HOME)


def test_redirects_are_followed_and_loops_are_not(tmp_path: Path) -> None:
    def to(path: str) -> Reply:
        return Reply(status=301, headers=(("Location", path),))

    routes = {
        "/": page("Trang", links("/cu.html", "/vong-1", "/ra-ngoai")),
        "/cu.html": to("/moi.html"),
        "/moi.html": article(1),
        "/vong-1": to("/vong-2"),
        "/vong-2": to("/vong-1"),
        "/ra-ngoai": to("http://elsewhere.example/"),
    }
    run(Source(routes), tmp_path)
    found = by_path(tmp_path)
    assert found["cu.html"].note.target == HOME + "moi.html"
    new = found["moi.html"].note
    assert (new.requested_url, new.redirects) == (HOME + "cu.html", (HOME + "cu.html",))
    assert found["ra-ngoai"].note.reason is Reason.REDIRECT_OFF_HOST
    assert found["vong-2"].note.reason is Reason.REDIRECT_LOOP


def test_a_page_that_needs_javascript_is_named(tmp_path: Path) -> None:
    shell = page("Cổng", '<div id="app"></div><script src="/app.js"></script>')
    run(Source(portal(1) | {"/tin/bai-0.html": shell}), tmp_path)
    assert by_path(tmp_path)["tin/bai-0.html"].note.reason is Reason.NEEDS_JAVASCRIPT


def test_xml_that_bites_is_named_not_read(tmp_path: Path) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b"<urlset><url><loc>http://portal.example/&b;</loc></url></urlset>"
    )
    routes = portal(1) | {"/robots.txt": Reply(f"Sitemap: {HOME}s.xml".encode())}
    run(Source(routes | {"/s.xml": Reply(bomb, headers=XML)}), tmp_path)
    assert by_path(tmp_path)["s.xml"].note.reason is Reason.BAD_XML


def test_articles_that_only_lead_to_each_other_are_all_fetched(tmp_path: Path) -> None:
    words = [
        "ủy",
        "ban",
        "nhân",
        "dân",
        "huyện",
        "cải",
        "cách",
        "hành",
        "chính",
        "nông",
        "thôn",
        "mới",
    ]
    routes = {"/": page("Trang", links("/tin/0.html"))}
    for number in range(80):
        text = " ".join(words[(number * rank) % 11] for rank in range(40))
        following = f'<a href="/tin/{number + 1}.html">Bài sau</a>'
        routes[f"/tin/{number}.html"] = page("Tin", f"<p>{text} {'a' * number}</p>", following)
    source = Source(routes)
    run(source, tmp_path)
    assert {f"/tin/{number}.html" for number in range(80)} <= set(asked(source))


def test_only_addresses_are_taken_from_json_each_as_what_it_is() -> None:
    told = {"at": "/Date(1490000000000)/", "image": "/a.jpg?v=1", "url": "/tin/7.html", "n": "/ 8"}
    found = links_in_json(json.dumps(told).encode(), url="http://p.test/more")
    assert [(link.url, link.kind) for link in found] == [
        ("http://p.test/a.jpg?v=1", PageKind.ASSET),
        ("http://p.test/tin/7.html", PageKind.PAGE),
    ]


def test_load_more_is_followed_in_html_and_in_json(tmp_path: Path) -> None:
    def more(number: int, mark: str) -> str:
        own = (f'<a href="/tin/{mark}-{number * 2 + n}.html">Bài</a>' for n in range(2))
        return "".join(own)

    json_kind = (("Content-Type", "application/json; charset=utf-8"),)
    routes = {
        "/": page(
            "Trang",
            '<button data-url="/ajax/tin?trang=1">Xem thêm</button>',
            '<div hx-get="/ajax/su-kien?trang=1">Xem thêm</div>',
        ),
    }
    for number in range(1, 4):
        onward = f'<button data-url="/ajax/tin?trang={number + 1}">Xem thêm</button>'
        shown = more(number, "a") + (onward if number < 3 else "")
        routes[f"/ajax/tin?trang={number}"] = Reply(shown.encode())
        answer = {"html": more(number, "b"), "next": f"/ajax/su-kien?trang={number + 1}", "n": 2}
        body = json.dumps(answer if number < 3 else {"html": more(number, "b"), "next": None})
        routes[f"/ajax/su-kien?trang={number}"] = Reply(body.encode(), headers=json_kind)
    articles = [f"/tin/{mark}-{number}.html" for mark in "ab" for number in range(2, 8)]
    routes |= {path: article(number) for number, path in enumerate(articles)}
    run(Source(routes), tmp_path)
    found = by_path(tmp_path)
    assert {path[1:] for path in articles} <= {
        path for path, record in found.items() if record.note.outcome is Outcome.FETCHED
    }
    assert found["ajax/su-kien?trang=2"].note.kind is PageKind.LISTING
