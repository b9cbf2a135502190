"""Addresses given by hand: read from lists and logs, judged and compared like the others."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from scrapers.archive import Outcome, Reason
from scrapers.given import Given
from scrapers.plan import Pending
from tests.scrapers.crawling import records
from tests.scrapers.portal_server import Reply, article, page
from tests.scrapers.test_politeness import HOME, Source, portal, run

COMMON = '203.0.113.7 - - [27/Mar/2017:08:15:02 +0700] "GET {} HTTP/1.1" {} 5120'
LOG = "\n".join(
    [
        COMMON.format("/tin/bai-1.html", 200) + ' "-" "Mozilla/5.0 (\\"x\\")"',
        "www.portal.example:80 " + COMMON.format("/tin/b%C3%A0i-2.html?id=3&amp;x", 304),
        COMMON.format("/tin/cu.html", 301),
        COMMON.format("/wp-login.php", 404),
        COMMON.format("/tin/bai-1.html", 200).replace("GET", "POST"),
        '203.0.113.7 - - [27/Mar/2017:08:15:02 +0700] "\\x16\\x03\\x01" 400 0',
        "",
    ]
)
IIS = """#Software: Microsoft Internet Information Services 7.5
#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip sc-status
2016-05-04 01:02:03 GET /Default.aspx TabId=12&itemid=7 203.0.113.7 200
2016-05-04 01:02:04 GET /tin-tức/bài.aspx - 203.0.113.7 200
2016-05-04 01:02:05 GET /thieu.aspx - 203.0.113.7 404
2016-05-04 01:02:06 HEAD /Default.aspx - 203.0.113.7 200
"""
TABLE = """id;địa chỉ;tiêu đề
1;http://portal.example/tin/bai-9.html;"Tin; mới"
2;/tin/bai-10.html;Bài 10
3;không có;Bài 11
"""
LIST = """/portal/page?_pageid=578,33345598&_dad=portal
/a.jsp;jsessionid=12?id=5
/tin,12.html
"""


@pytest.mark.parametrize(
    ("text", "found", "counts"),
    [
        (
            LOG,
            ["tin/bai-1.html", "tin/b%C3%A0i-2.html?id=3&amp;x", "tin/cu.html"],
            {"read": 6, "not_shown": 2, "unreadable": 1},
        ),
        (
            IIS,
            ["Default.aspx?TabId=12&itemid=7", "tin-t%E1%BB%A9c/b%C3%A0i.aspx"],
            {"read": 4, "not_shown": 2},
        ),
        (TABLE, ["tin/bai-9.html", "tin/bai-10.html"], {"read": 4, "unreadable": 2}),
        ("\ufeffhttp://portal.example/a\n/b c\n", ["a", "b%20c"], {"read": 2}),
        (LIST, [line.removeprefix("/") for line in LIST.split()], {"read": 3}),
        ("địa chỉ,trạng thái\n/a,b.html,200\n", ["a"], {"read": 2, "unreadable": 1}),
    ],
    ids=["apache", "iis", "table", "list", "list of portlets", "table of paths"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_each_form_is_read(
    tmp_path: Path, text: str, found: list[str], counts: dict[str, int], packed: bool
) -> None:
    path = tmp_path / "given"
    data = text.encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    given = Given(path, home=HOME)
    assert list(given) == [HOME + rest for rest in found]
    assert given.counts == counts


@pytest.mark.parametrize("name", ["given.csv", "GIVEN.CSV", "given.csv.gz"])
def test_a_file_named_a_table_needs_no_headings(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("/a.html,200\n/b.html,404\n", encoding="utf-8")
    assert list(Given(path, home=HOME)) == [f"{HOME}a.html", f"{HOME}b.html"]


class Kept(Source):
    """Shows whatever it is asked for, with status 200; what it does not have as a notice."""

    def reply(self, path: str) -> Reply:
        return self.routes.get(path) or page("Lỗi", "<p>Không tìm thấy trang này.</p>")


def test_what_is_given_is_fetched_unless_it_is_left_alone_or_gone(tmp_path: Path) -> None:
    routes = portal(2) | {"/tin/mo-coi.html": article(77)}
    paths = ("tin/mo-coi.html", "admin/vao.html", "tin/da-xoa.html", "tin/bai-1.html?PHPSESSID=7")
    pending = tuple(Pending(url=HOME + path, source="given") for path in paths)
    run(Kept(routes), tmp_path, pending=pending, deny=("/admin/",))
    ends = {record.note.url: record.note for record in records(tmp_path)}
    kept = ends[f"{HOME}tin/mo-coi.html"]
    assert (kept.outcome, kept.source.value) == (Outcome.FETCHED, "given")
    assert ends[f"{HOME}admin/vao.html"].reason is Reason.DENIED
    assert ends[f"{HOME}tin/da-xoa.html"].reason is Reason.SOFT_404
    assert ends[f"{HOME}tin/bai-1.html"].outcome is Outcome.FETCHED
