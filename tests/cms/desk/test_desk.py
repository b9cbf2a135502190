"""The desk: a portal from an address, its page, its buttons."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cms.harvest import jobs
from cms.harvest.models import Job, JobKind, JobState
from cms.harvest.states import UrlState
from cms.portals.models import Portal
from cms.portals.services import add_portal
from tests.cms.harvest.conftest import OldPortal, make_draft

from .conftest import Sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(admin: Client) -> Client:
    return admin


@pytest.fixture
def reader(sign_in: Sign, portal: Portal) -> Client:
    return sign_in("reader", "view_portal", of=(portal,))


def page_of(portal: Portal) -> str:
    return reverse("wagtailsnippets_portals_portal:inspect", args=[portal.pk])


def test_a_portal_is_added_by_its_address_alone(engineer: Client) -> None:
    answer = engineer.post(reverse("desk:add"), {"url": "http://huongkhe.test/"}, follow=True)
    assert answer.status_code == 200
    assert Portal.objects.get().home == "http://huongkhe.test/"


def test_a_wrong_address_says_what_is_expected(engineer: Client) -> None:
    answer = engineer.post(reverse("desk:add"), {"url": "ftp://huongkhe.test/"})
    assert "is no http address" in answer.content.decode()
    assert not Portal.objects.exists()


def test_crawl_now_queues_one_job_in_the_name_of_who_asked(
    engineer: Client, portal: Portal, admin_user: User
) -> None:
    for _ in range(2):
        engineer.post(reverse("desk:ask", args=[portal.pk]), {"action": "crawl"})
    job = Job.objects.get()
    assert (job.kind, job.portal, job.requested_by) == (JobKind.CRAWL, portal, admin_user)


def test_stop_cancels_what_is_open(engineer: Client, portal: Portal) -> None:
    jobs.request(JobKind.CRAWL, portal=portal)
    engineer.post(reverse("desk:ask", args=[portal.pk]), {"action": "stop"})
    assert Job.objects.get().state == JobState.CANCELLED


def test_the_portals_page_shows_progress(engineer: Client, portal: Portal) -> None:
    job = jobs.request(JobKind.CRAWL, portal=portal)
    Job.objects.filter(pk=job.pk).update(done=3, total=8, state=JobState.RUNNING)
    text = engineer.get(page_of(portal)).content.decode()
    assert '<progress max="8" value="3"' in text
    assert 'data-busy="yes"' in text


def test_who_may_only_look_cannot_ask(reader: Client, portal: Portal) -> None:
    assert reader.get(page_of(portal)).status_code == 200
    assert "Crawl now" not in reader.get(page_of(portal)).content.decode()
    answer = reader.post(reverse("desk:ask", args=[portal.pk]), {"action": "crawl"})
    assert answer.status_code != 200
    assert not Job.objects.exists()


def test_the_first_page_lists_the_portals_in_few_queries(
    engineer: Client, portal: Portal, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        add_portal(f"http://portal{number}.test/")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        text = engineer.get(reverse("wagtailadmin_home")).content.decode()
    assert "Can Lộc" in text
    assert reverse("desk:add") in text


def test_history_and_editing_of_a_portal_answer(engineer: Client, portal: Portal) -> None:
    for name in ("edit", "history", "delete"):
        address = reverse(f"wagtailsnippets_portals_portal:{name}", args=[portal.pk])
        assert engineer.get(address).status_code == 200


def test_drafting_again_takes_what_is_archived(
    engineer: Client, source: OldPortal, portal: Portal
) -> None:
    source.take({"tin-1": make_draft()})
    engineer.post(reverse("desk:ask", args=[portal.pk]), {"action": "draft"})
    assert source.row("tin-1").state == UrlState.FETCHED


def test_nobody_reaches_the_portal_of_others(sign_in: Sign, portal: Portal) -> None:
    other = add_portal("http://other.test/")
    all_rights = [f"{verb}_portal" for verb in ("add", "change", "delete", "view")]
    stranger = sign_in("stranger", *all_rights, of=(other,))
    names = ("inspect", "edit", "history", "delete", "usage", "history_results")
    for name in names:
        address = reverse(f"wagtailsnippets_portals_portal:{name}", args=[portal.pk])
        assert stranger.get(address).status_code == 404, name
    assert stranger.get(reverse("desk:jobs", args=[portal.pk])).status_code == 404
    assert stranger.post(reverse("desk:ask", args=[portal.pk])).status_code == 404
    for address in ("wagtailsnippets_portals_portal:list", "wagtailadmin_home"):
        text = stranger.get(reverse(address)).content.decode()
        assert other.name in text
        assert portal.name not in text


def test_adding_the_portal_of_others_looks_at_nothing(sign_in: Sign, portal: Portal) -> None:
    rights = [f"{verb}_portal" for verb in ("add", "change", "view")]
    stranger = sign_in("stranger", *rights, of=(add_portal("http://other.test/"),))
    assert stranger.post(reverse("desk:add"), {"url": portal.home}).status_code == 404
    assert not Job.objects.exists()


def test_who_adds_a_portal_without_a_right_in_the_tree_is_led_to_the_list(sign_in: Sign) -> None:
    adder = sign_in("adder", "add_portal", "view_portal")
    answer = adder.post(reverse("desk:add"), {"url": "http://huongkhe.test/"}, follow=True)
    assert (answer.status_code, Job.objects.get().kind) == (200, JobKind.PROBE)
