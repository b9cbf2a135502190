"""Disasters at the source are stopped before a page is written; honest days are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

import ingest
from cms.harvest import braked, drafting
from cms.harvest.models import Item, JobKind, RunState, SourceUrl, SourceVersion
from cms.harvest.reconcile import report
from cms.harvest.states import Reason as LedgerReason
from cms.harvest.states import UrlState
from ingest.types import PageResult, RawPage
from samples.answer import Answer, html_answer
from samples.portal import Portal as Sample
from samples.style import SkinName
from scrapers.archive import Reason
from tests.worker.sites import Reply, Site, changed
from worker.lease import Lease
from worker.stages import STAGES
from worker.stages.outcome import Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SITES: tuple[tuple[int, SkinName], ...] = ((5, "table"), (6, "div"), (7, "bootstrap"))
OTHER: dict[SkinName, SkinName] = {"table": "bootstrap", "div": "table", "bootstrap": "div"}


def without_assets(_lease: Lease) -> Outcome:
    """Stand in for fetching images and files."""
    return Outcome(then=(JobKind.REFRESH,))


# One skin with every test run; all three in `make acceptance`.
QUICK, OTHERS = SITES[1], (SITES[0], SITES[2])
on_one = pytest.mark.parametrize("site", [QUICK], indirect=True, ids=lambda param: param[1])
on_all = pytest.mark.parametrize(
    "site",
    [QUICK, *(pytest.param(other, marks=pytest.mark.acceptance) for other in OTHERS)],
    indirect=True,
    ids=lambda param: param[1],
)


@pytest.fixture
def site(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Site:
    """Make a portal that was harvested twice without a fault."""
    settings.ARCHIVE_URL = str(tmp_path)
    monkeypatch.setitem(STAGES, JobKind.ASSETS, without_assets)
    seed, skin = request.param
    made = Site(seed, skin, tmp_path)
    for visit in (1, 2):
        assert made.visit(dict(made.answers(visit=visit))).state == RunState.DONE
    return made


@contextmanager
def and_back() -> Iterator[None]:
    """Undo in the database what is done inside: the next scenario begins where this one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def page(title: str, *lines: str) -> Answer:
    told = "".join(f"<p>{line}</p>" for line in lines)
    return html_answer(f"<html><head><title>{title}</title></head><body>{told}</body></html>")


def all_answer(answer: Reply) -> Callable[[Site], dict[str, Reply]]:
    return lambda site: dict.fromkeys(site.chosen, answer)


MAINTENANCE = page(
    "Bảo trì", "Hệ thống đang bảo trì, nâng cấp. Xin quý vị vui lòng quay lại sau ít phút."
)
PARKED = page(
    "This domain is for sale",
    "The domain that you are looking for may be for sale by its owner. Ask for a price today.",
    "Related searches: cheap flights, home insurance, online degrees, car rental, credit cards.",
    "Copyright 2026. All rights reserved. The sponsored listings are served by a third party.",
)
LOGIN = html_answer(
    "<html><head><title>Đăng nhập</title></head><body><h1>Đăng nhập hệ thống</h1>"
    '<form method="post" action="/login"><label>Tên đăng nhập</label><input name="user">'
    '<label>Mật khẩu</label><input type="password" name="password"><button>Đăng nhập</button>'
    "</form></body></html>"
)


def charset_break(site: Site) -> dict[str, Reply]:
    """Answer as after a move to a database that holds no letter with a mark."""
    return changed(site.answers(visit=3), lambda body: body.decode().encode("ascii", "replace"))


def template_swap(site: Site) -> dict[str, Reply]:
    """Serve a frame of boxes; of the article only its first words are left."""
    teaser = (
        '<html><head><title>Cổng thông tin</title></head><body><div class="hero">'
        "<h2>Cổng thông tin điện tử</h2></div><div><p>Chào mừng quý vị đến với giao diện mới của "
        "cổng thông tin điện tử. Giao diện được thiết kế lại, thân thiện và dễ dùng hơn.</p>"
        "<p>Bài viết đang được chuyển sang hệ thống mới, mời quý vị xem ở mục Tin tức.</p></div>"
        "</body></html>"
    )
    return {t: html_answer(f"{teaser}<!-- {t} -->") for t in site.chosen}


def empty_lists(site: Site) -> dict[str, Reply]:
    """Leave nothing in the lists, on none of their pages."""
    bare = site.answers(Sample(site.seed, skin=site.skin, hide=("lists", "links")), visit=3)
    lists = [target for target in bare if site.is_list(target)]
    empty = min((bare[target] for target in lists), key=lambda answer: len(answer.body))
    return {
        target: bare.get(target, empty) if site.is_list(target) else answer
        for target, answer in site.answers(visit=3).items()
    }


def half_404(site: Site) -> dict[str, Reply]:
    answers: dict[str, Reply] = dict(site.answers(visit=3))
    return {
        target: Reason.NOT_FOUND if place % 2 else answer
        for place, (target, answer) in enumerate(answers.items())
    }


DISASTERS: dict[str, Callable[[Site], dict[str, Reply]]] = {
    "all 503": all_answer(Reason.HTTP_ERROR),
    "maintenance with status 200": all_answer(MAINTENANCE),
    "parked domain": all_answer(PARKED),
    "login wall": all_answer(LOGIN),
    "template swap": template_swap,
    "charset break": charset_break,
    "empty lists": empty_lists,
    "half 404": half_404,
}


@on_all
def test_no_disaster_touches_an_article_and_the_run_goes_on_once_released(site: Site) -> None:
    before = site.print_of_pages()
    assert len(before["pages"]) >= 15
    for name, disaster in DISASTERS.items():
        with and_back():
            run = site.visit(disaster(site))
            assert run.state == RunState.BRAKED, name
            findings = braked.findings_of(run)
            assert all(finding.samples and str(finding) for finding in findings)
            assert site.print_of_pages() == before, name
            problems = {problem.what for problem in report(site.portal).problems}
            assert "braked" in problems
            braked.release(run.pk)
            site.do_jobs()
            run.refresh_from_db()
            assert run.state == RunState.DONE, name
            assert not SourceUrl.objects.filter(state=UrlState.DRAFTED).exists()


@on_one
def test_a_disaster_that_is_discarded_leaves_no_trace_and_the_portal_may_recover(
    site: Site,
) -> None:
    before = site.print_of_pages()
    versions = list(SourceVersion.objects.order_by("pk").values("pk", "digest"))
    for name in ("parked domain", "charset break", "half 404"):
        disaster = DISASTERS[name]
        with and_back():
            replies = {**disaster(site), "/la/mot": PARKED, "/la/hai": page("Lạ", "Chữ. " * 60)}
            run = site.visit(replies)
            braked.discard(run.pk)
            run.refresh_from_db()
            assert run.state == RunState.DISCARDED, name
            assert site.print_of_pages() == before, name
            assert list(SourceVersion.objects.order_by("pk").values("pk", "digest")) == versions
            strange = SourceUrl.objects.get(portal=site.portal, address=f"{site.base}/la/hai")
            assert (strange.state, strange.reason) == (UrlState.EXCLUDED, LedgerReason.DISCARDED)
            assert site.visit(dict(site.answers(visit=4))).state == RunState.DONE, name
            assert site.print_of_pages() == before, name


@on_one
def test_a_portal_that_comes_back_by_itself_ends_the_braked_run(site: Site) -> None:
    before = site.print_of_pages()
    run = site.visit(DISASTERS["charset break"](site))
    assert site.visit(dict(site.answers(visit=4))).state == RunState.DONE
    run.refresh_from_db()
    assert run.state == RunState.DISCARDED
    assert site.print_of_pages() == before


# --- honest days --------------------------------------------------------------------------------


def small_edits(site: Site) -> None:
    targets = [target for target in site.chosen if not site.is_list(target)][:3]
    site.crawl(
        changed(site.answers(visit=3), lambda body: body.replace(b"</p>", b" (*)</p>", 1), targets)
    )


def new_articles(site: Site) -> None:
    new = {
        f"/tin-moi/{number}.html": page(
            f"Tin mới số {number}",
            f"Ngày {number}/3/2026, huyện tổ chức hội nghị lần thứ {number} về chuyển đổi số.",
            f"Hội nghị số {number} có hơn {number * 7} đại biểu của các xã, thị trấn tham dự.",
        )
        for number in range(1, 9)
    }
    site.crawl({**site.answers(visit=3), **new})


def counters_changing(site: Site) -> None:
    site.crawl(dict(site.answers(visit=33)))


def renamed_section(site: Site) -> None:
    names = {name.encode() for name in site.sample.sections.values()}
    name = max(names, key=lambda name: sum(name in a.body for a in site.answers().values()))
    site.crawl(
        changed(site.answers(visit=3), lambda body: body.replace(name, "Mục đổi tên".encode()))
    )


def a_few_are_gone(site: Site) -> None:
    targets = [target for target in site.chosen if not site.is_list(target)][:3]
    site.crawl({**site.answers(visit=3), **dict.fromkeys(targets, Reason.NOT_FOUND)})


HONEST = (small_edits, new_articles, counters_changing, renamed_section, a_few_are_gone)


@on_all
def test_no_honest_crawl_is_held(site: Site) -> None:
    for crawl in HONEST:
        with and_back():
            crawl(site)
            site.work()
            run = site.last_run
            assert run.state == RunState.DONE, (crawl.__name__, run.findings)


@on_one
def test_a_better_extractor_that_touches_a_few_is_not_held(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.draft_page
    few = {row.address for row in SourceUrl.objects.filter(item__isnull=False)[:4]}

    def better(raw: RawPage, *rest: object) -> PageResult:
        result = read(raw, *rest)
        drafts = [replace(d, byline="Anh Đức") if raw.url in few else d for d in result.drafts]
        return replace(result, drafts=tuple(drafts))

    monkeypatch.setattr(ingest, "draft_page", better)
    drafting.redraft(site.portal)
    site.work()
    assert (site.last_run.state, site.last_run.counts["updated"]) == (RunState.DONE, 4)


@on_one
def test_an_extractor_that_changes_most_is_held(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.draft_page

    def worse(raw: RawPage, *rest: object) -> PageResult:
        result = read(raw, *rest)
        return replace(result, drafts=tuple(replace(d, blocks=d.blocks[:1]) for d in result.drafts))

    before = site.print_of_pages()
    monkeypatch.setattr(ingest, "draft_page", worse)
    drafting.redraft(site.portal)
    site.work()
    assert site.last_run.state == RunState.BRAKED
    assert site.print_of_pages() == before


@on_all
def test_a_redesign_changes_nothing_or_waits_until_it_is_released(site: Site) -> None:
    before = site.print_of_pages()
    items = Item.objects.count()
    run = site.visit(dict(site.in_skin(OTHER[site.skin], visit=3)))
    if run.state == RunState.BRAKED:
        assert site.print_of_pages() == before
        braked.release(run.pk)
        site.do_jobs()
        run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Item.objects.count() == items
