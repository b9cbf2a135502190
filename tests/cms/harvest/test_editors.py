"""What editors did stays, whatever comes from the source: merged, held, never written over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Revision, get_default_page_content_type

from cms.articles.models import ArticlePage
from cms.articles.models.items import ItemPage
from cms.catalog.models import Change, Entry, SearchText
from cms.harvest import proposals, runs
from cms.harvest.loading import load_items
from cms.harvest.merging import Side
from cms.harvest.models import Item, Proposal, ProposalState
from cms.harvest.reconcile import report
from cms.portals.models import MergePolicy
from ingest.types import Draft

from .conftest import OldPortal, make_draft, paragraphs
from .editing import LATER, edit, lead_of, rows_of_the_database, texts

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Đoạn thứ nhất của bài viết này.", "Đoạn thứ hai của bài viết này."
NEW = "Nguồn đăng thêm một đoạn."


def draft_with(*more: str, **changes: object) -> Draft:
    return make_draft(blocks=paragraphs(FIRST, SECOND, *more), **changes)


@pytest.fixture
def edited(source: OldPortal) -> OldPortal:
    """An article in which an editor has rewritten the lead."""
    source.take({"tin-1": draft_with()})
    edit(source.page("tin-1"), lead="Biên tập viên viết lại.")
    return source


@pytest.fixture
def publishing(edited: OldPortal) -> OldPortal:
    edited.portal.merge_policy = MergePolicy.PUBLISH
    edited.portal.save()
    return edited


@pytest.fixture
def held(edited: OldPortal) -> Proposal:
    """The source and the editor have both rewritten the lead."""
    assert later(edited, draft_with(NEW, lead="Nguồn viết lại.")) == {"held": 1}
    return edited.item("tin-1").proposals.get()


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_superuser("lan")


def later(source: OldPortal, draft: Draft) -> dict[str, int]:
    source.crawl({"tin-1": draft})
    source.draft()
    return load_later(source)


def load_later(source: OldPortal, now: datetime | None = None) -> dict[str, int]:
    run = runs.start(source.portal, "load")
    counts = load_items(source.portal, run=run, now=now or timezone.now() + LATER)
    runs.finish(run)
    return dict(counts)


def test_a_clean_merge_waits_as_a_draft(edited: OldPortal) -> None:
    assert later(edited, draft_with(NEW)) == {"updated": 1}
    page = edited.page("tin-1")
    assert page.has_unpublished_changes
    assert (page.lead, texts(page)) == ("Biên tập viên viết lại.", [FIRST, SECOND])
    draft = page.get_latest_revision_as_object()
    assert (draft.lead, texts(draft)) == ("Biên tập viên viết lại.", [FIRST, SECOND, NEW])
    assert edited.item("tin-1").base == edited.item("tin-1").latest
    assert report(edited.portal).holds


def test_a_clean_merge_is_published_by_policy_and_served(publishing: OldPortal) -> None:
    changes = Change.objects.count()
    assert later(publishing, draft_with(NEW)) == {"updated": 1}
    page = publishing.page("tin-1")
    assert not page.has_unpublished_changes
    assert (page.lead, texts(page)) == ("Biên tập viên viết lại.", [FIRST, SECOND, NEW])
    entry = Entry.objects.get(pk=page.pk)
    assert (page.lead in entry.summary, NEW in entry.body) == (True, True)
    assert "nguon dang them mot doan" in SearchText.objects.get(entry=entry).text
    assert Change.objects.count() == changes + 1
    assert report(publishing.portal).holds


@pytest.mark.parametrize("policy", MergePolicy.values)
def test_the_same_again_writes_nothing_after_a_merge(edited: OldPortal, policy: str) -> None:
    edited.portal.merge_policy = policy
    edited.portal.save()
    later(edited, draft_with(NEW))
    before = rows_of_the_database()
    later(edited, draft_with(NEW))
    load_later(edited)
    assert rows_of_the_database() == before


def test_a_second_change_goes_on_from_the_merged_draft(edited: OldPortal) -> None:
    later(edited, draft_with(NEW))
    assert later(edited, draft_with(NEW, "Và một nữa.")) == {"updated": 1}
    page = edited.page("tin-1")
    draft = page.get_latest_revision_as_object()
    assert (draft.lead, texts(draft)[2:]) == ("Biên tập viên viết lại.", [NEW, "Và một nữa."])
    assert texts(page) == [FIRST, SECOND]


def test_a_merged_draft_that_an_editor_goes_on_with_is_the_editors(edited: OldPortal) -> None:
    later(edited, draft_with(NEW))
    edit(edited.page("tin-1"), publish=False, byline="Lan")
    assert later(edited, draft_with(NEW, "Và một nữa.")) == {"held": 1}
    draft = edited.page("tin-1").get_latest_revision_as_object()
    assert (draft.byline, len(texts(draft))) == ("Lan", 3)


def test_a_change_on_both_sides_is_held_with_all_three(held: Proposal, edited: OldPortal) -> None:
    found = proposals.compare(held)
    assert (found.sides.base.lead, found.sides.ours.lead, found.sides.theirs.lead) == (
        "Sapo của bài.",
        "Biên tập viên viết lại.",
        "Nguồn viết lại.",
    )
    assert [conflict.name for conflict in found.merge.conflicts] == ["lead"]
    assert held.merged["conflicts"][0]["theirs"] == "Nguồn viết lại."
    assert report(edited.portal).holds


def test_a_held_change_is_written_once(held: Proposal, edited: OldPortal) -> None:
    before = rows_of_the_database()
    load_later(edited)
    assert rows_of_the_database() == before


def lock(page: ItemPage) -> None:
    page.locked = True
    page.save(update_fields=["locked"])


def save_a_draft(page: ItemPage) -> None:
    edit(page, publish=False, byline="Lan")


def save_a_draft_of_the_slug(page: ItemPage) -> None:
    edit(page, publish=False, slug="duong-dan-moi")


def unpublish(page: ItemPage) -> None:
    page.unpublish()


def schedule(page: ItemPage) -> None:
    page.go_live_at = timezone.now() + timedelta(days=9)
    page.save_revision().publish()


def open_in_the_editor(page: ItemPage) -> None:
    EditingSession.objects.create(
        user=User.objects.create_superuser("nam"),
        content_type=get_default_page_content_type(),
        object_id=page.pk,
        last_seen_at=timezone.now() + LATER,
    )


@pytest.mark.parametrize("touched", [True, False])
@pytest.mark.parametrize(
    "act", [lock, save_a_draft, save_a_draft_of_the_slug, unpublish, schedule, open_in_the_editor]
)
def test_hands_off(publishing: OldPortal, act: object, touched: bool) -> None:
    source, name = publishing, "tin-1"
    if not touched:
        name = "tin-2"
        source.take({name: make_draft(name, blocks=paragraphs(FIRST, SECOND))})
    act(source.page(name))
    before = state_of(source.page(name))
    source.crawl({name: make_draft(name, blocks=paragraphs(FIRST, SECOND, NEW))})
    source.draft()
    assert load_later(source) == {"held": 1}
    assert state_of(source.page(name)) == before
    proposal = source.item(name).proposals.get()
    assert proposal.reason
    assert proposal.theirs == source.item(name).latest


def state_of(page: ItemPage) -> tuple[object, ...]:
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).values_list("pk", "content")
    return (page.live, page.has_unpublished_changes, page.locked, list(revisions.order_by("pk")))


def test_a_page_saved_a_moment_ago_is_held_and_merged_later(publishing: OldPortal) -> None:
    publishing.crawl({"tin-1": draft_with(NEW)})
    publishing.draft()
    assert load_later(publishing, now=timezone.now()) == {"held": 1}
    assert load_later(publishing) == {"updated": 1}
    assert texts(publishing.page("tin-1")) == [FIRST, SECOND, NEW]
    assert publishing.item("tin-1").proposals.get().state == ProposalState.SUPERSEDED


def test_what_held_a_change_may_be_over(publishing: OldPortal) -> None:
    lock(publishing.page("tin-1"))
    assert later(publishing, draft_with(NEW)) == {"held": 1}
    page = publishing.page("tin-1")
    page.locked = False
    page.save(update_fields=["locked"])
    assert load_later(publishing) == {"updated": 1}


def test_autosave_in_place_makes_a_merged_draft_the_editors(edited: OldPortal) -> None:
    later(edited, draft_with(NEW))
    page = edited.page("tin-1").get_latest_revision_as_object()
    page.byline = "Lan"
    page.save_revision(overwrite_revision=page.latest_revision)
    assert later(edited, draft_with(NEW, "Và một nữa.")) == {"held": 1}
    assert edited.page("tin-1").get_latest_revision_as_object().byline == "Lan"


def test_slug_section_and_tags_of_an_editor_stay(publishing: OldPortal) -> None:
    source = publishing
    source.take({"tin-9": make_draft("tin-9", section=("Văn hóa",))})
    target = source.page("tin-9").get_parent()
    page = edit(source.page("tin-1"), slug="ten-moi")
    page.move(target, pos="last-child")
    later(source, draft_with(NEW, tags=("bầu cử", "mới")))
    page = source.page("tin-1")
    assert (page.slug, page.get_parent().pk) == ("ten-moi", target.pk)
    assert sorted(page.tags.names()) == ["bầu cử", "mới"]
    assert report(source.portal).holds


def test_accepting_with_choices_leaves_a_draft_of_the_person(
    held: Proposal, edited: OldPortal, editor: User
) -> None:
    with pytest.raises(proposals.OpenConflictError, match="lead"):
        proposals.accept(held, by=editor)
    revision = proposals.accept(held, {"lead": Side.THEIRS}, by=editor)
    assert revision is not None
    assert revision.user == editor
    page = edited.page("tin-1")
    assert lead_of(page) == ("Biên tập viên viết lại.", "Nguồn viết lại.")
    assert texts(page.get_latest_revision_as_object()) == [FIRST, SECOND, NEW]
    held.refresh_from_db()
    assert (held.state, held.decided_by) == (ProposalState.ACCEPTED, editor)
    assert load_later(edited) == {}
    assert later(edited, draft_with(NEW, lead="Nguồn viết lại.")) == {}
    assert report(edited.portal).holds


def test_keeping_ours_writes_no_page_and_is_final(held: Proposal, edited: OldPortal) -> None:
    before = state_of(edited.page("tin-1"))
    proposals.keep_ours(held)
    assert state_of(edited.page("tin-1")) == before
    assert later(edited, draft_with(NEW, lead="Nguồn viết lại.")) == {}
    assert later(edited, draft_with(NEW, "Một đoạn nữa.", lead="Nguồn viết lại.")) == {"updated": 1}
    draft = edited.page("tin-1").get_latest_revision_as_object()
    assert (draft.lead, texts(draft)) == (
        "Biên tập viên viết lại.",
        [FIRST, SECOND, "Một đoạn nữa."],
    )


def test_taking_theirs_leaves_a_draft_that_says_what_the_source_says(
    held: Proposal, edited: OldPortal
) -> None:
    revision = proposals.take_theirs(held)
    assert revision is not None
    page = edited.page("tin-1")
    assert lead_of(page) == ("Biên tập viên viết lại.", "Nguồn viết lại.")
    revision.publish()
    assert later(edited, draft_with(lead="Nguồn viết lại.")) == {"updated": 1}
    assert texts(edited.page("tin-1")) == [FIRST, SECOND]


def test_a_decision_about_a_text_that_changed_meanwhile_is_refused(
    held: Proposal, edited: OldPortal
) -> None:
    edit(edited.page("tin-1"), byline="Lan")
    with pytest.raises(proposals.StaleProposalError):
        proposals.accept(held, {"lead": Side.THEIRS})
    seen = proposals.compare(held).seen
    assert proposals.accept(held, {"lead": Side.THEIRS}, seen=seen)


def test_a_decision_about_a_locked_page_is_refused(held: Proposal, edited: OldPortal) -> None:
    lock(edited.page("tin-1"))
    with pytest.raises(proposals.ProposalError, match="locked"):
        proposals.take_theirs(held)


def test_a_page_that_holds_exactly_what_the_source_says_is_the_sources_again(
    publishing: OldPortal,
) -> None:
    edit(publishing.page("tin-1"), lead="Sapo của bài.")
    assert later(publishing, draft_with(title="Tiêu đề mới")) == {"updated": 1}
    item = publishing.item("tin-1")
    assert item.loaded_digest == item.left_digest


def test_deleted_stays_deleted_though_a_change_was_held(held: Proposal, edited: OldPortal) -> None:
    edited.page("tin-1").delete()
    assert load_later(edited) == {}
    assert not ArticlePage.objects.exists()
    assert Item.objects.get().page is None
    with pytest.raises(proposals.StaleProposalError):
        proposals.take_theirs(held)
    assert report(edited.portal).holds
