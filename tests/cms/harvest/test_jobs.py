"""The job table is outbox, lease and log; the broker may lose everything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from cms.harvest import jobs, schedule
from cms.harvest.models import Job, JobState
from cms.portals.models import Portal, SourceStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")


def lease_runs_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until="2001-01-01T00:00Z")


def test_asking_again_returns_the_waiting_job(portal: Portal) -> None:
    first = jobs.request("crawl", portal=portal, arguments={"full": True})
    assert jobs.request("crawl", portal=portal) == first
    assert jobs.request("draft", portal=portal) != first
    assert jobs.request("probe") == jobs.request("probe")


def test_a_request_is_announced_on_commit(
    portal: Portal, django_capture_on_commit_callbacks: Callable
) -> None:
    heard: list[int] = []

    def hear(job_id: int, **_kwargs: object) -> None:
        heard.append(job_id)

    jobs.job_requested.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.request("crawl", portal=portal)
            jobs.request("crawl", portal=portal)
            assert heard == []
    finally:
        jobs.job_requested.disconnect(hear)
    assert heard == [job.pk]


def test_one_worker_claims_a_job(portal: Portal) -> None:
    job = jobs.request("crawl", portal=portal)
    assert jobs.due() == [job.pk]
    jobs.sent(job.pk)
    assert jobs.due() == []
    claimed = jobs.claim(job.pk, worker="a")
    assert claimed is not None
    assert jobs.claim(job.pk, worker="b") is None
    assert jobs.renew(claimed)
    jobs.progress(claimed, 3, 10, "pages")
    jobs.log(claimed, "three pages")
    assert jobs.finish(claimed, result={"pages": 3})
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.DONE, 3, {"pages": 3})
    assert [line.text for line in job.lines.all()] == ["three pages"]
    assert jobs.claim(job.pk, worker="b") is None
    assert jobs.due() == []


def test_a_job_whose_worker_died_is_due_again_and_lost_to_it(portal: Portal) -> None:
    job = jobs.request("crawl", portal=portal)
    dead = jobs.claim(job.pk, worker="a")
    assert dead is not None
    lease_runs_out(job)
    assert jobs.due() == [job.pk]
    assert jobs.claim(job.pk, worker="a") is not None
    assert not jobs.renew(dead)
    assert not jobs.finish(dead)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_after_three_dead_workers_a_job_is_quarantined(portal: Portal) -> None:
    job = jobs.request("crawl", portal=portal)
    for name in "abc":
        assert jobs.claim(job.pk, worker=name)
        lease_runs_out(job)
    assert jobs.due() == []
    job.refresh_from_db()
    assert job.state == JobState.QUARANTINED
    assert job.reason
    assert jobs.request("crawl", portal=portal) != job


def test_a_failed_job_is_tried_three_times(portal: Portal) -> None:
    job = jobs.request("crawl", portal=portal)
    for _attempt in range(3):
        Job.objects.filter(pk=job.pk).update(not_before=None)
        claimed = jobs.claim(job.pk, worker="a")
        assert claimed is not None
        assert jobs.fail(claimed, reason="no answer", retry=True)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.QUARANTINED, "no answer")


def test_a_retry_waits_for_its_time(portal: Portal) -> None:
    job = jobs.request("crawl", portal=portal)
    claimed = jobs.claim(job.pk, worker="a")
    assert claimed is not None
    jobs.fail(claimed, reason="no answer", retry=True)
    assert jobs.due() == []
    assert jobs.claim(job.pk, worker="a") is None


def test_a_hopeless_failure_is_not_tried_again(portal: Portal) -> None:
    claimed = jobs.claim(jobs.request("crawl", portal=portal).pk, worker="a")
    assert claimed is not None
    jobs.fail(claimed, reason="no such portal", retry=False)
    claimed.refresh_from_db()
    assert claimed.state == JobState.FAILED


def test_a_cancelled_job_stops_at_its_next_renewal(portal: Portal) -> None:
    waiting = jobs.request("draft", portal=portal)
    jobs.cancel(waiting)
    waiting.refresh_from_db()
    assert waiting.state == JobState.CANCELLED
    claimed = jobs.claim(jobs.request("crawl", portal=portal).pk, worker="a")
    assert claimed is not None
    jobs.cancel(claimed)
    assert not jobs.renew(claimed)
    assert jobs.finish(claimed)
    claimed.refresh_from_db()
    assert claimed.state == JobState.CANCELLED


def test_asking_while_it_runs_makes_a_fresh_job_follow(portal: Portal) -> None:
    running = jobs.claim(jobs.request("load", portal=portal).pk, worker="a")
    assert running is not None
    assert jobs.request("load", portal=portal) == running
    assert jobs.finish(running)
    (following,) = Job.objects.filter(state=JobState.WAITING)
    assert following.kind == "load"
    assert jobs.due() == [following.pk]


def test_a_portal_is_crawled_again_when_its_schedule_says(portal: Portal) -> None:
    assert schedule.request_due() == 0
    Portal.objects.update(recrawl_every_h=24)
    assert schedule.request_due() == 1
    assert schedule.request_due() == 0
    Job.objects.update(state=JobState.FAILED)
    assert schedule.request_due() == 0
    Job.objects.update(requested_at=timezone.now() - timedelta(hours=25))
    Portal.objects.update(paused=True)
    assert schedule.request_due() == 0
    Portal.objects.update(paused=False, source_status=SourceStatus.GONE)
    assert schedule.request_due() == 0
    Portal.objects.update(source_status=SourceStatus.LIVE)
    assert schedule.request_due() == 1
    assert Job.objects.filter(kind="crawl", state=JobState.WAITING).count() == 1


def test_a_schedule_longer_than_any_calendar_holds_nobody_up(portal: Portal) -> None:
    Portal.objects.update(recrawl_every_h=99_999_999)
    Portal.objects.create(slug="x", name="X", home="http://x.test/", recrawl_every_h=24)
    assert schedule.request_due() == 2
    assert schedule.request_due() == 0
    Job.objects.update(state=JobState.DONE)
    assert schedule.request_due() == 0
