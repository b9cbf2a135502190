"""The desk in Chromium: reviewed by keyboard, compared, decided; nothing of an old page runs.

``SCREENSHOTS=docs/screenshots`` keeps pictures of the pages.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.live_server_helper import LiveServer

import ingest
from cms.harvest import originals, review_queue, runs
from cms.harvest.loading import load_items
from cms.harvest.models import Job, JobKind, Proposal, ProposalState
from cms.portals.models import TemplateVersion
from ingest import codec
from ingest.types import (
    Issue,
    PageResult,
    PortalProfile,
    RawPage,
    SiteTemplate,
    TemplateEntry,
)
from ingest.vocabulary import IssueCode, Role
from scrapers.archive import read_page
from tests.cms.harvest.conftest import REMOVED, OldPortal, make_draft, paragraphs, read_body
from tests.cms.harvest.editing import LATER, edit, texts
from worker.running import run

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
playwright = pytest.importorskip("playwright.sync_api", reason="requirements-browser.txt")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="requirements-browser.txt"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FIRST, SECOND = "Đoạn thứ nhất của bài viết này.", "Đoạn thứ hai của bài viết này."
PASSWORD = "xem-thử-12345"
PAGES = 20
HOSTILE = (
    "<body onload='top.ran=1'><script async>top.ran=1</script><img src=x onerror='top.ran=1'>"
    "<img src='http://evil.test/a.png'><link rel=stylesheet href='http://evil.test/a.css'>"
    "<iframe src='http://evil.test/'></iframe><svg onload='top.ran=1'></svg>"
    "<a href='javascript:top.ran=1'>Mở</a><meta http-equiv=refresh content='0;url=http://evil.test'>"
)


def doubtful(raw: RawPage, profile: PortalProfile, template: SiteTemplate | None) -> PageResult:
    issues = (Issue(code=IssueCode.NO_DATE),)
    result = read_body(raw, profile, template)
    return replace(result, issues=issues if "cho" in raw.url else ())


def hostile(root: str, segment: str, offset: int) -> RawPage:
    page = read_page(root, segment, offset)
    return replace(page, body=page.body.replace(b"<body>", HOSTILE.encode()))


@pytest.fixture
def filled(source: OldPortal, monkeypatch: pytest.MonkeyPatch) -> OldPortal:
    """A portal with a conflict, questions about twenty pages, and a template."""
    monkeypatch.setattr(ingest, "draft_page", doubtful)
    monkeypatch.setattr(originals, "read_page", hostile)
    drafts = {f"cho-{n}": make_draft(f"cho-{n}") for n in range(PAGES)}
    source.take({"tin-1": make_draft(blocks=paragraphs(FIRST, SECOND)), **drafts})
    edit(source.page("tin-1"), lead="Biên tập viên viết lại sapo.")
    changed = make_draft(lead="Nguồn viết lại sapo.", blocks=paragraphs(FIRST, SECOND))
    source.crawl({"tin-1": changed})
    source.draft()
    load_items(source.portal, run=runs.start(source.portal, "load"), now=timezone.now() + LATER)
    entry = TemplateEntry(
        path="body > p", role=Role.WIDGET, pages=20, share=0.9, repeated=0.8, samples=(REMOVED,)
    )
    template = SiteTemplate(portal="can-loc", pages=21, entries=(entry,))
    TemplateVersion.objects.create(portal=source.portal, number=1, template=codec.encode(template))
    assert review_queue.gather(source.portal) == PAGES
    return source


@pytest.fixture
def browser(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> Iterator[playwright.Page]:
    """A signed-in page of Chromium that reads Vietnamese."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt install chromium")
    # Playwright keeps a loop in this thread; the ORM is used beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.LANGUAGE_CODE, settings.WAGTAIL_ENABLE_UPDATE_CHECK = "vi", False
    User.objects.create_superuser("lan", password=PASSWORD)
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        size = {"width": 1400, "height": 1000}
        page = chromium.new_context(
            base_url=live_server.url, locale="vi-VN", viewport=size
        ).new_page()
        page.set_default_timeout(60_000)
        page.goto("/admin/login/")
        page.fill("[name=username]", "lan")
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        yield page
        chromium.close()


def look(page: playwright.Page, name: str, address: str) -> None:
    """Open a page of ours, check it with axe, keep a picture where asked for."""
    answer = page.goto(address, wait_until="networkidle")
    assert answer.status == 200, address
    found = axe.Axe().run(page).response["violations"]
    grave = [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == [], (name, grave)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"desk-{name}.png")


def addresses(source: OldPortal) -> dict[str, str]:
    item, portal = source.item("tin-1").pk, source.portal.pk
    verdict = reverse("desk:verdict", args=[portal])
    return {
        "portal": reverse("wagtailsnippets_portals_portal:inspect", args=[portal]),
        "queue": reverse("desk:queue"),
        "conflicts": reverse("desk:conflicts"),
        "conflict": reverse("desk:conflict", args=[Proposal.objects.get().pk]),
        "compare": reverse("desk:compare", args=[item]),
        "template": reverse("desk:template", args=[portal]),
        "verdict": f"{verdict}?choice=keep&path=body+%3E+p",
        "personal": reverse("desk:personal"),
        "add": reverse("desk:add"),
    }


def test_no_page_of_ours_has_a_grave_fault_for_screen_readers(
    browser: playwright.Page, filled: OldPortal
) -> None:
    for name, address in addresses(filled).items():
        look(browser, name, address)


def test_twenty_good_pages_take_one_key_each(browser: playwright.Page, filled: OldPortal) -> None:
    browser.goto(reverse("desk:queue"), wait_until="networkidle")
    browser.keyboard.press("n")
    browser.wait_for_url("**/compare/*/")
    for left in range(PAGES - 1, -1, -1):
        with browser.expect_navigation(wait_until="load"):
            browser.keyboard.press("a")
        assert review_queue.open_issues().count() == left
    browser.wait_for_url("**/queue/")


def test_a_conflict_is_decided_by_choosing_and_one_key(
    browser: playwright.Page, filled: OldPortal
) -> None:
    browser.goto(addresses(filled)["conflict"], wait_until="networkidle")
    browser.check("input[name='choice-lead'][value=theirs]")
    browser.keyboard.press("a")
    browser.wait_for_url("**/conflicts/")
    assert Proposal.objects.get().state == ProposalState.ACCEPTED
    page = filled.page("tin-1")
    draft = page.get_latest_revision_as_object()
    assert (page.lead, draft.lead) == ("Biên tập viên viết lại sapo.", "Nguồn viết lại sapo.")


def test_a_click_on_a_removed_text_puts_it_back(
    browser: playwright.Page, filled: OldPortal
) -> None:
    browser.goto(addresses(filled)["compare"], wait_until="networkidle")
    frame = browser.frame_locator("#desk-original")
    frame.locator("[data-fate=removed]", has_text=REMOVED).click()
    browser.locator("#desk-piece[open] button[name=put]").click()
    browser.wait_for_load_state("networkidle")
    draft = filled.page("tin-1").get_latest_revision_as_object()
    assert texts(draft) == [FIRST, SECOND, REMOVED]


def test_nothing_of_the_old_page_runs_and_nothing_is_fetched_from_outside(
    browser: playwright.Page, filled: OldPortal, live_server: LiveServer
) -> None:
    asked: list[str] = []
    browser.on("request", lambda request: asked.append(request.url))
    browser.goto(addresses(filled)["compare"], wait_until="networkidle")
    original = reverse("desk:original", args=[filled.item("tin-1").pk])
    answer = browser.goto(original, wait_until="networkidle")
    assert answer.status == 200
    assert browser.locator("[data-piece]", has_text=FIRST).count() == 1
    assert browser.evaluate("window.top.ran") is None
    own = urlsplit(live_server.url).netloc
    ours = (own, "www.gravatar.com")  # Wagtail's own picture of whoever is signed in
    assert {urlsplit(url).netloc for url in asked} - {*ours, ""} == set()


def test_a_verdict_is_tried_on_all_pages_first(browser: playwright.Page, filled: OldPortal) -> None:
    browser.goto(addresses(filled)["verdict"], wait_until="networkidle")
    browser.click("button[value=try]")
    browser.wait_for_load_state("networkidle")
    assert browser.locator("button[value=apply]").count() == 0
    job = Job.objects.get(kind=JobKind.PREVIEW)
    assert run(job.pk, worker="test") == "done"
    browser.reload(wait_until="networkidle")
    assert browser.locator("button[value=apply]").count() == 1
    browser.click("button[value=apply]")
    browser.wait_for_url("**/inspect/**")
    assert Job.objects.filter(kind=JobKind.DRAFT).exists()


def test_the_desk_speaks_vietnamese(browser: playwright.Page, filled: OldPortal) -> None:
    browser.goto(reverse("desk:queue"), wait_until="networkidle")
    with translation.override("vi"):
        assert translation.gettext("Review queue") in browser.content()
