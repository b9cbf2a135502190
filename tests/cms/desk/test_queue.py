"""The queue: what wants a human, accepted and undone, asked again when the source changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

import ingest
from cms.articles.models import PortalPage
from cms.harvest import review_queue
from cms.harvest.models import BulkReview, Cause, PersonalReview, ReviewIssue, ReviewState
from cms.portals.services import add_portal
from ingest.types import Issue, PageResult, PortalProfile, RawPage, SiteTemplate
from ingest.vocabulary import IssueCode
from tests.cms.harvest.conftest import OldPortal, make_draft, read_body, with_image

from .conftest import Sign

pytestmark = pytest.mark.django_db
QUEUE = "/admin/portalift/queue/"


def doubtful(raw: RawPage, profile: PortalProfile, template: SiteTemplate | None) -> PageResult:
    """Doubt each page once; those without a date and those that say so twice."""
    result = read_body(raw, profile, template)
    codes = [IssueCode.SHORT_BODY, IssueCode.MOJIBAKE_REPAIRED]
    if result.drafts and result.drafts[0].published_at is None:
        codes.append(IssueCode.NO_DATE)
    return replace(result, issues=tuple(Issue(code=code, detail="vì") for code in codes))


@pytest.fixture
def asked(source: OldPortal, monkeypatch: pytest.MonkeyPatch) -> OldPortal:
    monkeypatch.setattr(ingest, "draft_page", doubtful)
    source.take(
        {
            "tin-1": make_draft("tin-1"),
            "tin-2": make_draft("tin-2", published_at=None, published_precision=None),
        }
    )
    assert review_queue.gather(source.portal) == 3
    return source


def causes(source: OldPortal, name: str) -> set[str]:
    rows = review_queue.open_issues().filter(item=source.item(name))
    return set(rows.values_list("cause", flat=True))


def test_what_loses_most_comes_first_and_what_was_repaired_is_not_asked(
    asked: OldPortal,
) -> None:
    found = [(row.cause, row.item) for row in review_queue.open_issues()]
    first, second = asked.item("tin-1"), asked.item("tin-2")
    assert found == [
        (Cause.SHORT_BODY, first),
        (Cause.SHORT_BODY, second),
        (Cause.NO_DATE, second),
    ]


def test_gathering_again_changes_nothing(asked: OldPortal) -> None:
    before = list(ReviewIssue.objects.values())
    review_queue.gather(asked.portal)
    assert list(ReviewIssue.objects.values()) == before


def test_a_missing_image_is_asked_about(source: OldPortal) -> None:
    source.take({"tin-1": with_image(make_draft(), "http://portal.test/anh.png")})
    source.portal.assets.update(state="missing", reason="not_found")
    review_queue.gather(source.portal)
    assert causes(source, "tin-1") == {Cause.MISSING_IMAGE}


def test_accepted_stays_accepted_until_the_source_changes(
    asked: OldPortal, admin_user: User
) -> None:
    review_queue.accept(review_queue.open_issues(), by=admin_user)
    asked.take({"tin-1": make_draft("tin-1")})
    assert review_queue.gather(asked.portal) == 0
    asked.take({"tin-1": make_draft("tin-1", lead="Nguồn viết lại.")})
    review_queue.gather(asked.portal)
    assert causes(asked, "tin-1") == {Cause.SHORT_BODY}
    assert causes(asked, "tin-2") == set()


def test_a_question_that_is_answered_by_a_new_draft_goes(
    asked: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.take({"tin-2": make_draft("tin-2")})
    review_queue.gather(asked.portal)
    assert causes(asked, "tin-2") == {Cause.SHORT_BODY}


def test_a_filter_is_accepted_at_one_go_and_undone(admin: Client, asked: OldPortal) -> None:
    text = admin.get(QUEUE).content.decode()
    assert "Accept all 3 questions" in text
    admin.post(f"{QUEUE}?cause=short_body", {"all": "1"})
    assert [row.cause for row in review_queue.open_issues()] == [Cause.NO_DATE]
    act = BulkReview.objects.get()
    assert act.count == 2
    assert reverse("desk:undo", args=[act.pk]) in admin.get(QUEUE).content.decode()
    admin.post(reverse("desk:undo", args=[act.pk]))
    assert review_queue.open_issues().count() == 3
    assert "undone already" in (
        admin.post(reverse("desk:undo", args=[act.pk]), follow=True).content.decode()
    )


def test_the_chosen_alone_are_accepted(admin: Client, asked: OldPortal) -> None:
    chosen = review_queue.open_issues().last()
    admin.post(QUEUE, {"chosen": [chosen.pk, "x"]})
    assert chosen not in review_queue.open_issues()
    assert review_queue.open_issues().count() == 2


def test_accepting_a_page_leads_to_the_next(admin: Client, asked: OldPortal) -> None:
    first, second = asked.item("tin-1"), asked.item("tin-2")
    answer = admin.post(reverse("desk:settle", args=[first.pk]))
    assert answer["Location"] == reverse("desk:compare", args=[second.pk])
    answer = admin.post(reverse("desk:settle", args=[second.pk]))
    assert answer["Location"] == QUEUE
    assert not review_queue.open_issues().exists()


@pytest.mark.parametrize(
    ("query", "count"),
    [("year=2017", 1), ("item__kind=article", 3), ("item__kind=document", 0), ("year=1999", 0)],
)
def test_the_list_is_filtered(admin: Client, asked: OldPortal, query: str, count: int) -> None:
    assert admin.get(f"{QUEUE}?{query}").context["items_count"] == count


def test_the_section_filter_takes_what_stands_below(admin: Client, asked: OldPortal) -> None:
    section = asked.page("tin-1").get_ancestors().filter(title="Thời sự").get()
    assert admin.get(f"{QUEUE}?section={section.pk}").context["items_count"] == 3


def test_others_see_and_settle_nothing(sign_in: Sign, asked: OldPortal) -> None:
    stranger = sign_in("binh", of=(add_portal("http://other.test/"),))
    assert stranger.get(QUEUE).context["items_count"] == 0
    stranger.post(QUEUE, {"all": "1", "chosen": [row.pk for row in ReviewIssue.objects.all()]})
    item = asked.item("tin-1").pk
    assert stranger.post(reverse("desk:settle", args=[item])).status_code == 404
    assert review_queue.open_issues().count() == 3
    act = review_queue.accept(review_queue.open_issues(), by=None)
    assert stranger.post(reverse("desk:undo", args=[act.pk])).status_code == 404
    assert not review_queue.open_issues().exists()


def test_personal_data_is_judged_by_those_who_may_publish(admin: Client, asked: OldPortal) -> None:
    item = asked.item("tin-1")
    PersonalReview.objects.create(item=item, kinds={"phone": 2})
    assert "Likely personal data" in admin.get(QUEUE).content.decode().replace("likely", "Likely")
    assert "phone 2" in admin.get(reverse("desk:compare", args=[item.pk])).content.decode()
    assert admin.get(reverse("desk:personal")).context["items_count"] == 1
    admin.post(reverse("desk:judge_personal", args=[item.pk]), {"action": "approve"})
    assert PersonalReview.objects.get().state == ReviewState.APPROVED


def test_personal_data_of_what_has_no_page_yet_wants_the_right_to_publish_too(
    sign_in: Sign, source: OldPortal
) -> None:
    source.crawl({"tin-1": make_draft()})
    source.draft()
    item, place = source.item("tin-1"), PortalPage.objects.get(portal=source.portal)
    PersonalReview.objects.create(item=item, kinds={"phone": 2})
    editor = sign_in("lan", of=(source.portal,))
    GroupPagePermission.objects.filter(page=place, permission__codename="publish_page").delete()
    answer = editor.post(
        reverse("desk:judge_personal", args=[item.pk]), {"action": "approve"}, follow=True
    )
    assert "may not decide" in answer.content.decode()
    assert PersonalReview.objects.get().state == ReviewState.OPEN
