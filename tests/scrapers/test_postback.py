"""Lists whose pager is an ASP.NET form: walked by posting it, kept under addresses of ours."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers.archive import Outcome, PageKind, segments, verify
from scrapers.crawl.postback import find_postbacks, is_postback
from scrapers.plan import Plan
from tests.scrapers.crawling import crawl, fetched, profile_of, records
from tests.scrapers.portal_server import Asked, Portal, Reply, article, links, page, serving

LIST = "http://portal.example/ds.aspx?cat=3"
PAGES, A_PAGE = 5, 3


def form(number: int, *, pager: str) -> str:
    """Make an ASP.NET form around a pager; its state names the page that it was sent with."""
    return (
        '<form method="post" action="./ds.aspx?cat=3" id="form1">'
        f'<input type="hidden" name="__VIEWSTATE" value="page {number} &amp; more">'
        '<input type="hidden" name="__EVENTVALIDATION" value="x/+=">'
        f'<input type="text" name="q" value="">{pager}</form>'
    )


def step(argument: str, text: str, target: str = "ctl00$main$gv") -> str:
    return f"<a href=\"javascript:__doPostBack('{target}','{argument}')\">{text}</a> "


def numbers(current: int) -> str:
    """A window of two pages around the current one, as a GridView shows it."""
    near = range(max(1, current - 1), min(PAGES, current + 1) + 1)
    return "".join(step(f"Page${n}", str(n)) for n in near if n != current)


def onward(_current: int) -> str:
    """Nothing but "next", the same call on every page."""
    return step("", "Trang sau »", "ctl00$main$lbNext")


def test_a_pager_is_read_and_other_buttons_are_left_alone() -> None:
    pager = (
        step("Page$2", "2")
        + step("Delete$7", "Xóa")
        + step("", "Đăng xuất", "ctl00$logout")
        + onward(1)
    )
    found = list(find_postbacks(form(1, pager=pager), url=LIST))
    assert [one.text for one in found] == ["2", "Trang sau »"]
    assert found[0].url == f"{LIST}&__EVENTTARGET=ctl00%24main%24gv&__EVENTARGUMENT=Page%242"
    assert found[0].action == LIST
    assert parse_qs(found[0].body.decode()) == {
        "__VIEWSTATE": ["page 1 & more"],
        "__EVENTVALIDATION": ["x/+="],
        "__EVENTTARGET": ["ctl00$main$gv"],
        "__EVENTARGUMENT": ["Page$2"],
    }
    again = list(find_postbacks(form(2, pager=onward(2)), url=found[1].url))
    assert is_postback(again[0].url)
    assert again[0].url != found[1].url  # "next" of the next page is another page


@pytest.mark.parametrize("html", ["<a href=\"javascript:__doPostBack('a','b')\">2</a>", "<p>2</p>"])
def test_without_its_form_there_is_no_step(html: str) -> None:
    assert not list(find_postbacks(html, url=LIST))


def test_a_form_that_leads_to_another_host_is_not_posted() -> None:
    html = form(1, pager=step("Page$2", "2")).replace("./ds.aspx", "http://other.example/ds.aspx")
    assert not list(find_postbacks(html, url=LIST))


def portal_with(pager: object) -> Portal:
    """A list of five pages, of which only the first has an address."""

    def listing(asked: Asked) -> Reply:
        posted = parse_qs(asked.body.decode())
        here = int(posted["__VIEWSTATE"][0].split()[1]) if posted else 0
        argument = posted.get("__EVENTARGUMENT", [""])[0]
        number = int(argument.partition("$")[2]) if argument else here + 1
        number = min(number, PAGES)  # past the end the last page comes again
        own = range((number - 1) * A_PAGE, number * A_PAGE)
        names = links(*(f"/bai-{n}.aspx" for n in own))
        assert callable(pager)
        return page(f"Trang {number}", names, form(number, pager=pager(number)))

    routes = {f"/bai-{n}.aspx": article(n) for n in range(PAGES * A_PAGE)}
    return Portal(
        routes={"/": page("Trang chủ", links("/ds.aspx?cat=3")), **routes} | {"/ds.aspx": listing}
    )


@pytest.mark.slow
@pytest.mark.parametrize("pager", [numbers, onward])
def test_every_page_behind_a_posted_pager_is_found(tmp_path: Path, pager: object) -> None:
    with serving(portal_with(pager)) as portal:
        plan = Plan(
            profile=profile_of(portal.home),
            run="1",
            root=str(tmp_path),
            allow_private=(portal.place,),
        )
        assert crawl(plan, tmp_path).reason == "finished"
        posts = portal.counts()["/ds.aspx?cat=3"]
    paths = fetched(tmp_path)
    assert {f"/bai-{n}.aspx" for n in range(PAGES * A_PAGE)} <= set(paths)
    assert posts <= 2 * PAGES
    posted = [record.note for record in records(tmp_path) if is_postback(record.note.url)]
    assert {note.kind for note in posted} == {PageKind.LISTING}
    assert {note.outcome for note in posted} == {Outcome.FETCHED}
    assert not verify(tmp_path, "can-loc")
    (name,) = segments(tmp_path, "can-loc")
    with (tmp_path / name).open("rb") as file:
        bodies = [
            record.content_stream().read()
            for record in ArchiveIterator(file)
            if record.rec_type == "request" and record.http_headers.protocol == "POST"
        ]
    assert len(bodies) == len(posted)
    assert all(b"__VIEWSTATE=page" in body for body in bodies)
