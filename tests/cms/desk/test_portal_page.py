"""A portal's page: its braked runs, its charts, its buttons; and the panel in the editor."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cms.desk.rule_names import name_of_rule
from cms.harvest import jobs, runs
from cms.harvest.findings import Finding, FindingCode
from cms.harvest.models import Job, JobKind, JobState, Run, RunState
from cms.portals.models import Portal
from ingest import codec
from tests.cms.harvest.conftest import REMOVED, OldPortal, make_draft

from .conftest import Sign

pytestmark = pytest.mark.django_db


def page_of(portal: Portal) -> str:
    return reverse("wagtailsnippets_portals_portal:inspect", args=[portal.pk])


@pytest.fixture
def braked(portal: Portal) -> Run:
    run = runs.start(portal, JobKind.LOAD)
    finding = Finding(code=FindingCode.SHRUNK, count=9, of=10, samples=("http://p.test/tin-9",))
    run.state, run.findings = RunState.BRAKED, [codec.encode(finding)]
    run.save()
    return run


def act(client: Client, portal: Portal, action: str, run: int | str = "") -> str:
    answer = client.post(
        reverse("desk:ask", args=[portal.pk]), {"action": action, "run": run}, follow=True
    )
    return answer.content.decode()


def test_a_braked_run_says_why_with_samples(admin: Client, portal: Portal, braked: Run) -> None:
    text = admin.get(page_of(portal)).content.decode()
    assert "9 of 10 items would lose most of their text" in text
    assert "http://p.test/tin-9" in text


def test_a_braked_run_is_released_or_discarded_by_a_job(
    admin: Client, portal: Portal, braked: Run, admin_user: User
) -> None:
    act(admin, portal, "discard", braked.pk)
    job = Job.objects.get(kind=JobKind.DISCARD)
    assert (job.arguments, job.requested_by) == ({"run": braked.pk}, admin_user)
    act(admin, portal, "release", braked.pk)
    braked.refresh_from_db()
    assert (braked.state, braked.decided_by) == (RunState.RUNNING, admin_user)
    assert Job.objects.filter(kind=JobKind.LOAD).exists()
    assert "not braked any more" in act(admin, portal, "release", braked.pk)


def test_a_run_is_rolled_back_by_a_job(admin: Client, source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    run = source.last_run
    text = admin.get(page_of(source.portal)).content.decode()
    assert f"Roll back run {run.pk}" in text
    act(admin, source.portal, "rollback", run.pk)
    assert Job.objects.get(kind=JobKind.ROLLBACK).arguments == {"run": run.pk}
    assert "Another run" in act(admin, source.portal, "rollback", braked_of(source.portal).pk)


def braked_of(portal: Portal) -> Run:
    return runs.start(portal, JobKind.LOAD)


@pytest.mark.parametrize("run", ["", "x", "999999"])
def test_a_run_that_is_not_there_is_said(admin: Client, portal: Portal, run: str) -> None:
    assert "no such run" in act(admin, portal, "rollback", run)
    assert "no such run" in act(admin, portal, "release", run)


def test_the_portal_is_paused_and_goes_on(admin: Client, portal: Portal) -> None:
    assert "paused" in act(admin, portal, "pause")
    portal.refresh_from_db()
    assert portal.paused
    act(admin, portal, "pause")
    portal.refresh_from_db()
    assert not portal.paused


def test_an_unknown_button_does_nothing(admin: Client, portal: Portal) -> None:
    assert "not known" in act(admin, portal, "burn")


def test_articles_are_drawn_by_year_and_section(admin: Client, source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    context = admin.get(page_of(source.portal)).context
    assert [(bar.label, bar.count) for bar in context["years"]] == [("2017", 1)]
    assert {bar.label for bar in context["sections"]} == {"Tin tức", "Thời sự"}


def test_what_a_first_look_found_is_shown(admin: Client, portal: Portal) -> None:
    job = jobs.request(JobKind.PROBE, portal=portal)
    facts = {"reached": True, "title": "Can Lộc", "platform": "nukeviet", "certainty": 0.9}
    more = {"pages": 1200, "pages_from": "sitemap", "hours": 2.5, "seconds_a_request": 1.5}
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result=facts | more)
    text = admin.get(page_of(portal)).content.decode()
    assert "nukeviet" in text
    assert "1,200" in text


def test_adding_a_portal_looks_at_it_first(admin: Client) -> None:
    admin.post(reverse("desk:add"), {"url": "http://huongkhe.test/"})
    assert Job.objects.get().kind == JobKind.PROBE


def test_the_pages_of_the_desk_cost_no_more_with_more_articles(
    admin: Client, source: OldPortal, django_assert_max_num_queries: object
) -> None:
    names = ("queue", "conflicts", "personal")
    addresses = [page_of(source.portal), *(reverse(f"desk:{name}") for name in names)]
    source.take({f"tin-{number}": make_draft(f"tin-{number}") for number in range(30)})
    addresses.append(reverse("desk:compare", args=[source.item("tin-3").pk]))
    for address in addresses:
        with django_assert_max_num_queries(40):  # type: ignore[operator]
            assert admin.get(address).status_code == 200


def test_the_editor_says_where_a_page_came_from(admin: Client, source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    page, item = source.page("tin-1"), source.item("tin-1")
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("desk:compare", args=[item.pk]) in text
    assert "Where this came from" in text
    assert name_of_rule("poll-count") in text.replace("&quot;", '"')
    assert REMOVED not in text


def test_a_page_of_an_editor_has_no_panel(admin: Client, source: OldPortal) -> None:
    source.take({"tin-1": make_draft()})
    item = source.item("tin-1")
    page = source.page("tin-1")
    item.page = None
    item.save()
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Where this came from" not in text


def test_who_may_only_look_finds_no_buttons(sign_in: Sign, portal: Portal, braked: Run) -> None:
    reader = sign_in("lan", "view_portal", of=(portal,))
    text = reader.get(page_of(portal)).content.decode()
    assert "Release" not in text
    act(reader, portal, "release", braked.pk)
    braked.refresh_from_db()
    assert braked.state == RunState.BRAKED
