"""What a seed decides, and what the portal answers."""

import re
from datetime import datetime

import pytest

from samples.address import without_tracking
from samples.answer import Answer
from samples.frame.sheet import Visit
from samples.model import VIET_NAM, Figure
from samples.portal import Portal
from samples.routes import Desk

NOW = datetime(2024, 2, 3, 14, 5, tzinfo=VIET_NAM)


def visit(number: int = 1) -> Visit:
    return Visit(number=number, now=NOW, base="http://a.example")


def ask(desk: Desk, target: str, number: int = 1) -> Answer:
    return desk.answer(target, visit(number))


def missing_pictures(portal: Portal) -> set[str]:
    blocks = [block for article in portal.articles() for block in article.blocks]
    return {b.picture.path for b in blocks if isinstance(b, Figure) and b.picture.missing}


def classes(html: bytes) -> set[str]:
    return set(re.findall(r'class="([^"]+)"', html.decode()))


def test_equal_seeds_give_equal_bytes() -> None:
    first, second = Desk(Portal(4)), Desk(Portal(4))
    assert list(first.routes()) == list(second.routes())
    for target, route in first.routes().items():
        if route.kind != "picture":
            assert ask(first, target) == ask(second, target)


@pytest.mark.parametrize("skin", ["table", "div", "bootstrap"])
def test_seeds_differ_in_markup_and_wording(skin: str) -> None:
    pages = []
    for seed in range(1, 6):
        portal = Portal(seed, skin=skin)  # type: ignore[arg-type]
        page = ask(Desk(portal), portal.url(portal.articles()[40]))
        pages.append((frozenset(classes(page.body)), portal.newest_era.style.words.text("related")))
    assert len({names for names, _ in pages}) == 5
    assert len({words for _, words in pages}) > 1


def test_every_route_answers_and_every_link_leads_somewhere() -> None:
    desk = Desk(Portal(0))
    broken = set()
    for target, route in desk.routes().items():
        if route.kind == "picture":
            continue
        answer = ask(desk, target)
        assert answer.status == (301 if route.kind == "moved" else 200), target
        assert answer.body
        if answer.content_type.startswith("text/html"):
            for link in re.findall(r'(?:href|src|background)="(/[^"]*)"', answer.body.decode()):
                target = without_tracking(link.replace("&amp;", "&"))
                if target not in desk.routes():
                    broken.add(target)
    assert broken == {desk.portal.ghost_url, *missing_pictures(desk.portal)}


def test_counters_differ_on_every_request() -> None:
    desk = Desk(Portal(0))
    assert ask(desk, "/", 1).body != ask(desk, "/", 2).body


def test_an_unknown_article_is_a_soft_404_and_other_addresses_a_real_one() -> None:
    portal = Portal(0)
    desk = Desk(portal)
    unknown = portal.url(portal.articles()[30]).replace(".html", "9.html") + "9"
    soft = ask(desk, unknown)
    assert soft.status == 200
    assert "không tìm thấy" in soft.body.decode().lower()
    assert ask(desk, "/no/such/page").status == 404


def test_session_and_tracking_parameters_change_nothing() -> None:
    portal = Portal(0)
    desk = Desk(portal)
    url = portal.url(portal.articles()[20])
    sign = "&" if "?" in url else "?"
    assert ask(desk, f"{url}{sign}PHPSESSID=abc&utm_source=zalo") == ask(desk, url)


def test_the_second_stage_edits_one_deletes_one_adds_one() -> None:
    portal = Portal(7)
    desk = Desk(portal)
    first = {a.id: ask(desk, portal.url(a)).status for a in portal.articles()}
    before = {article.id: article for article in portal.articles()}
    gone = portal.url(before[portal.changes.deleted])
    portal.stage = 2
    after = {article.id: article for article in portal.articles()}
    assert set(first.values()) == {200}
    assert before.keys() - after.keys() == {portal.changes.deleted}
    assert after.keys() - before.keys() == {portal.changes.added.id}
    changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    assert changed == [portal.changes.edited.id]
    assert ask(desk, gone).status == 404


@pytest.mark.parametrize("source", ["sitemap", "lists", "links"])
def test_a_hidden_source_knows_no_article(source: str) -> None:
    portal = Portal(0, hide=[source])  # type: ignore[list-item]
    assert not portal.found_by(source)  # type: ignore[arg-type]
    only = next(a for a in portal.articles() if a.found_by == {source})
    url = portal.url(only)
    desk = Desk(portal)
    pages = [ask(desk, t).body for t, r in desk.routes().items() if r.kind in {"list", "machine"}]
    pages += [ask(desk, portal.url(a)).body for a in portal.articles() if a.id != only.id]
    assert not any(url.encode() in page.replace(b"&amp;", b"&") for page in pages)


def test_all_articles_are_reachable_by_their_sources() -> None:
    """A reader who follows sitemap, lists and links finds every article."""
    portal = Portal(2)
    desk = Desk(portal)
    found: set[str] = set()
    for target, route in desk.routes().items():
        if route.kind != "picture":
            text = ask(desk, target).body.decode("utf-8", "ignore").replace("&amp;", "&")
            links = re.findall(r'(?:href="|<loc>)(?:http://a\.example)?(/[^"<]*)', text)
            found |= set(map(without_tracking, links))
    for article in portal.articles():
        addresses = {portal.url(article), article.old_path or "-"}
        assert addresses & found, article.id


def test_the_trap_leads_on_for_ever() -> None:
    desk = Desk(Portal(0, trap=True))
    target, seen = "/lich-cong-tac?nam=2019&thang=12", set()
    for _ in range(30):
        seen.add(target)
        page = ask(desk, target).body.decode().replace("&amp;", "&")
        target = re.findall(r'href="(/lich-cong-tac[^"]*)"', page)[-1]
    assert len(seen) == 30
