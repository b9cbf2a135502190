"""Each word of a page is accounted for; a page that breaks takes no other down."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.utils import translation

import ingest
from cms.harvest import drafting, verdicts
from cms.harvest.models import Item
from cms.harvest.reconcile import report
from cms.harvest.states import Reason, UrlState
from ingest import batch
from ingest.types import PageResult, PortalProfile, RawPage, SiteTemplate, Verdict
from ingest.vocabulary import SkipReason, VerdictChoice

from .conftest import OldPortal, make_draft, paragraphs, read_body

pytestmark = pytest.mark.django_db


def test_every_word_of_a_page_is_kept_removed_or_left(source: OldPortal) -> None:
    source.take({"tin-1": make_draft(), "muc": SkipReason.LISTING})
    version = source.item("tin-1").latest
    assert version is not None
    # Title 4, lead 3, paragraphs 3 + 3; the line of the poll 5.
    assert (version.share_kept, version.removals) == (round(13 / 18, 4), {"poll-count": 5})
    row = source.row("tin-1")
    assert (row.words_seen, row.words_kept, row.words_removed, row.words_lost) == (18, 13, 5, 0)
    sheet = report(source.portal)
    assert sheet.holds
    assert sheet.words == {"seen": 20, "kept": 13, "removed": 5, "left": 2, "lost": 0}
    with translation.override("en"):
        assert "20 words on the pages: 13 kept, 5 removed by rule" in sheet.as_text()


def test_a_word_that_is_lost_turns_the_report_red_and_names_the_page(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ingest.draft_page

    def lose_a_block(raw: RawPage, *rest: object) -> PageResult:
        result = read(raw, *rest)
        drafts = tuple(replace(draft, blocks=draft.blocks[:1]) for draft in result.drafts)
        return replace(result, drafts=drafts)

    monkeypatch.setattr(ingest, "draft_page", lose_a_block)
    source.take({"tin-1": make_draft(blocks=paragraphs("Còn lại.", "Rơi mất tăm."))})
    (problem,) = report(source.portal).problems
    assert (problem.what, problem.where) == ("text_lost", "3 words")
    assert problem.address == "http://portal.test/tin-1"
    assert report(source.portal).words["lost"] == 3


def test_a_date_of_change_that_moves_by_itself_makes_no_version(source: OldPortal) -> None:
    moments = [datetime(2017, 4, day, tzinfo=UTC) for day in (1, 2, 3)]
    source.take({"tin-1": make_draft(updated_at=moments[0])})
    source.crawl({"tin-1": make_draft(updated_at=moments[1])})
    assert source.draft()["unchanged"] == 1
    changed = make_draft(updated_at=moments[2], byline="Thu Hà")
    source.take({"tin-1": changed})
    versions = source.item("tin-1").versions.order_by("number")
    assert [version.draft["updated_at"] for version in versions] == [
        moments[0].isoformat(),
        moments[2].isoformat(),
    ]
    assert report(source.portal).holds


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    signal.pause()


def eat_memory() -> None:
    bytearray(batch.MAX_MEMORY_BYTES)


@pytest.mark.parametrize("poison", [kill_itself, hang, eat_memory])
def test_a_poison_page_fails_alone(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch, poison: Callable[[], None]
) -> None:
    read = ingest.draft_page

    def poisoned(raw: RawPage, *rest: object) -> PageResult:
        if raw.url.endswith("tin-1"):
            poison()
        return read(raw, *rest)

    monkeypatch.setattr(batch, "PAGE_SECONDS", 0.5)
    monkeypatch.setattr(ingest, "draft_page", poisoned)
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(4)})
    counts = source.draft()
    assert (counts["drafted"], counts["failed"]) == (3, 1)
    row = source.row("tin-1")
    assert (row.state, row.reason) == (UrlState.FAILED, Reason.NOT_DRAFTED)
    assert row.detail
    assert source.load() == {"created": 3}


def test_a_loaded_page_that_cannot_be_drafted_any_more_stays_loaded(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.take({"tin-1": make_draft()})
    monkeypatch.setattr(ingest, "draft_page", lambda *_: kill_itself())
    drafting.redraft(source.portal)
    assert source.draft() == {"failed": 1}
    row = source.row("tin-1")
    assert (row.state, row.reason, row.result) == (UrlState.LOADED, Reason.ITEM, "not_drafted")
    assert row.messages.get().code == "no_item_any_more"


def test_drafting_can_be_stopped_between_transactions(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "PAGES_A_TRANSACTION", 2)
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(5)})

    def stop(done: int) -> None:
        if done == 4:
            raise InterruptedError

    waiting = drafting.undrafted(source.portal)
    with pytest.raises(InterruptedError):
        drafting.draft_pages(source.portal, waiting, on_step=stop)
    assert drafting.undrafted(source.portal) == waiting[4:]
    assert source.draft()["drafted"] == 1


def without_byline(
    raw: RawPage, profile: PortalProfile, template: SiteTemplate | None
) -> PageResult:
    result = read_body(raw, profile, template)
    if not profile.verdicts:
        return result
    return replace(result, drafts=tuple(replace(draft, byline="") for draft in result.drafts))


def test_a_verdict_passed_while_pages_are_drafted_holds_for_all_of_them(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch, admin_user: User
) -> None:
    monkeypatch.setattr(drafting, "PAGES_A_TRANSACTION", 2)
    monkeypatch.setattr(ingest, "draft_page", without_byline)
    source.crawl({f"tin-{n}": make_draft(f"tin-{n}") for n in range(5)})
    verdict = Verdict(path="p", choice=VerdictChoice.DROP)

    def decide(done: int) -> None:
        if done == 2:
            verdicts.pass_verdict(source.portal, "p", verdict, by=admin_user)

    waiting = drafting.undrafted(source.portal)
    drafting.draft_pages(source.portal, waiting, on_step=decide)
    assert drafting.undrafted(source.portal) == waiting
    source.portal.refresh_from_db()
    source.draft()
    assert {item.latest.draft.get("byline", "") for item in Item.objects.all()} == {""}
