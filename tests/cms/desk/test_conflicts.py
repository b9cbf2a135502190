"""What waits for a person: shown with its words, decided as chosen, a draft in the end."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.desk.wording import marked
from cms.harvest import runs
from cms.harvest.loading import load_items
from cms.harvest.models import Proposal, ProposalKind, ProposalState
from cms.portals.services import add_portal
from tests.cms.harvest.conftest import OldPortal, make_draft, paragraphs
from tests.cms.harvest.editing import LATER, edit, texts

from .conftest import Sign

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Đoạn thứ nhất của bài viết này.", "Đoạn thứ hai của bài viết này."


@pytest.fixture
def held(source: OldPortal) -> Proposal:
    """Lead and first paragraph were rewritten on both sides."""
    source.take({"tin-1": make_draft(blocks=paragraphs(FIRST, SECOND))})
    body = [("paragraph", "<p>Đoạn thứ nhất, biên tập.</p>"), ("paragraph", f"<p>{SECOND}</p>")]
    edit(source.page("tin-1"), lead="Biên tập viên viết.", body=body)
    new = paragraphs("Đoạn thứ nhất, nguồn sửa.", SECOND)
    source.crawl({"tin-1": make_draft(lead="Nguồn viết.", blocks=new)})
    source.draft()
    load_items(source.portal, run=runs.start(source.portal, "load"), now=timezone.now() + LATER)
    return Proposal.objects.get()


def page_of(proposal: Proposal) -> str:
    return reverse("desk:conflict", args=[proposal.pk])


def choices_on(text: str) -> set[str]:
    return {part.partition('"')[0] for part in text.split('name="choice-')[1:]}


def test_the_words_that_differ_are_marked() -> None:
    assert marked("năm nay tốt", "năm qua tốt") == "năm <del>nay</del><ins>qua</ins> tốt"
    assert marked("", "<b>") == "<ins>&lt;b&gt;</ins>"
    assert marked("như cũ", "như cũ") == "như cũ"


def test_the_list_names_the_page_and_leads_to_its_three_columns(
    admin: Client, held: Proposal
) -> None:
    listed = admin.get(reverse("desk:conflicts")).content.decode()
    assert page_of(held) in listed
    text = admin.get(page_of(held)).content.decode()
    assert "<ins>Biên</ins>" in text or "<ins>Biên tập viên" in text
    assert len(choices_on(text)) == 2


def test_sides_are_mixed_block_by_block_into_a_draft(
    admin: Client, held: Proposal, source: OldPortal
) -> None:
    text = admin.get(page_of(held)).content.decode()
    chosen = {f"choice-{name}": "theirs" for name in choices_on(text)} | {"choice-lead": "ours"}
    answer = admin.post(page_of(held), {"action": "accept", **chosen})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.state == ProposalState.ACCEPTED
    page = source.page("tin-1")
    draft = page.get_latest_revision_as_object()
    assert (page.lead, draft.lead) == ("Biên tập viên viết.", "Biên tập viên viết.")
    assert texts(draft)[0] == "Đoạn thứ nhất, nguồn sửa."
    assert texts(page)[0] == "Đoạn thứ nhất, biên tập."


def test_what_was_not_chosen_is_asked_for_and_nothing_is_written(
    admin: Client, held: Proposal, source: OldPortal
) -> None:
    before = source.page("tin-1").latest_revision_id
    answer = admin.post(page_of(held), {"action": "accept"}, follow=True)
    assert "Choose a side" in answer.content.decode()
    held.refresh_from_db()
    assert held.state == ProposalState.OPEN
    assert source.page("tin-1").latest_revision_id == before


def test_theirs_is_taken_whole(admin: Client, held: Proposal, source: OldPortal) -> None:
    admin.post(page_of(held), {"action": "theirs"})
    draft = source.page("tin-1").get_latest_revision_as_object()
    assert (draft.lead, draft.live) == ("Nguồn viết.", True)
    assert source.page("tin-1").lead == "Biên tập viên viết."


def test_ours_is_kept_whole(admin: Client, held: Proposal, source: OldPortal) -> None:
    before = source.page("tin-1").latest_revision_id
    admin.post(page_of(held), {"action": "ours"})
    held.refresh_from_db()
    assert held.state == ProposalState.REJECTED
    assert source.page("tin-1").latest_revision_id == before


def test_a_page_edited_since_it_was_shown_is_looked_at_again(
    admin: Client, held: Proposal, source: OldPortal
) -> None:
    seen = admin.get(page_of(held)).context["seen"]
    edit(source.page("tin-1"), lead="Sửa lần nữa.")
    answer = admin.post(page_of(held), {"action": "theirs", "seen": seen}, follow=True)
    assert "Look again" in answer.content.decode()
    held.refresh_from_db()
    assert held.state == ProposalState.OPEN


def test_a_proposal_without_text_is_put_aside(admin: Client, source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    proposal = Proposal.objects.create(item=source.item("tin-1"), kind=ProposalKind.IDENTITY)
    assert admin.get(page_of(proposal)).status_code == 200
    admin.post(page_of(proposal), {"action": "aside"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REJECTED


def test_an_editor_sees_the_conflicts_of_the_own_portals_only(
    sign_in: Sign, held: Proposal, source: OldPortal
) -> None:
    other = add_portal("http://other.test/")
    stranger, own = sign_in("binh", of=(other,)), sign_in("lan", of=(source.portal,))
    assert stranger.get(page_of(held)).status_code == 404
    assert stranger.post(page_of(held), {"action": "theirs"}).status_code == 404
    assert page_of(held) not in stranger.get(reverse("desk:conflicts")).content.decode()
    assert own.get(page_of(held)).status_code == 200
    assert page_of(held) in own.get(reverse("desk:conflicts")).content.decode()
