"""A job is claimed, done, closed and followed; whatever happens, it is never left unsaid."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import LazySettings
from django.db import OperationalError
from django.utils import timezone

from cms.harvest import jobs
from cms.harvest.models import Job, JobKind, JobState
from cms.portals.models import Portal
from cms.portals.profiles import profile_of, save_profile
from worker import lease as lease_module
from worker.lease import InterruptedStageError, Interruption, Lease
from worker.running import run
from worker.stages import STAGES
from worker.stages.outcome import Outcome, PutOffError, StageError
from worker.stages.visit import End

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    portal = Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    return jobs.request("crawl", portal=portal)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Lease], Outcome]], None]:
    def put(function: Callable[[Lease], Outcome]) -> None:
        monkeypatch.setitem(STAGES, "crawl", function)

    return put


def raises(error: BaseException) -> Callable[[Lease], Outcome]:
    def stage(_lease: Lease) -> Outcome:
        raise error

    return stage


def test_a_job_that_is_done_asks_for_what_follows(job: Job, stage: Callable) -> None:
    stage(lambda _lease: Outcome(result={"pages": 3}, then=(JobKind.DRAFT,)))
    assert run(job.pk, worker="w") == "done"
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"pages": 3})
    assert Job.objects.get(kind="draft").portal == job.portal
    assert run(job.pk, worker="w") == "not to be had"


def test_a_passing_trouble_is_tried_again_three_times(job: Job, stage: Callable) -> None:
    stage(raises(OperationalError("database is locked")))
    for _ in range(3):
        assert run(job.pk, worker="w") == "tried again"
        Job.objects.update(not_before=None)
    job.refresh_from_db()
    assert job.state == JobState.QUARANTINED
    assert "database is locked" in job.reason


def test_what_a_person_must_mend_is_not_tried_again(job: Job, stage: Callable) -> None:
    stage(raises(StageError("can-loc: the archive folder is missing")))
    assert run(job.pk, worker="w") == "failed"
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "can-loc: the archive folder is missing")


def test_a_bug_closes_the_job_and_is_heard(job: Job, stage: Callable) -> None:
    stage(raises(KeyError("title")))
    with pytest.raises(KeyError):
        run(job.pk, worker="w")
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_worker_that_stops_hands_its_job_back(
    job: Job, stage: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_module, "is_stopping", lambda: True)

    def work(lease: Lease) -> Outcome:
        lease.check()
        raise AssertionError

    stage(work)
    assert run(job.pk, worker="w") == "handed back"
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert jobs.due() == [job.pk]


def test_a_cancelled_job_stops_at_its_next_safe_point(job: Job, stage: Callable) -> None:
    def work(lease: Lease) -> Outcome:
        jobs.cancel(lease.job)
        raise InterruptedStageError(Interruption.LOST)

    stage(work)
    assert run(job.pk, worker="w") == "cancelled or lost"
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_job_cancelled_at_its_end_is_followed_by_nothing(job: Job, stage: Callable) -> None:
    def work(lease: Lease) -> Outcome:
        jobs.cancel(lease.job)
        return Outcome(then=(JobKind.DRAFT,))

    stage(work)
    run(job.pk, worker="w")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not Job.objects.filter(kind="draft").exists()


def test_a_lease_that_is_lost_stops_the_stage(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "renew", lambda _job, *, lease_s: False)
    lease = Lease(job)
    with lease.kept(every_s=0.0):
        assert lease._lost.wait(5)
        with pytest.raises(InterruptedStageError, match="lost"):
            lease.check()


def test_progress_is_written_a_few_times_a_second_and_at_the_end(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    monkeypatch.setattr(jobs, "progress", lambda _job, done, _total, _note: written.append(done))
    now = [50.0]
    lease = Lease(job, clock=lambda: now[0])
    for done in range(10):
        lease.progress(done, 10)
        now[0] += 0.1
    lease.progress(10, 10)
    assert written == [0, 5, 10]


def test_a_job_that_is_put_off_waits_without_an_attempt(job: Job, stage: Callable) -> None:
    tonight = timezone.now() + timedelta(hours=6)
    stage(raises(PutOffError(tonight, "waits for 22:00-05:00")))
    assert run(job.pk, worker="w") == "put off"
    job.refresh_from_db()
    assert (job.state, job.attempts, job.not_before) == (JobState.WAITING, 0, tonight)
    assert job.note == "waits for 22:00-05:00"
    assert job.pk not in jobs.due()
    assert run(job.pk, worker="w") == "not to be had"


class Visited:
    """A visit that finds nothing new, and knows whether it took place."""

    called = False

    def __call__(self, *_args: object, **_named: object) -> End:
        self.called = True
        return End(reason="finished")


@pytest.mark.parametrize(("hour", "put_off"), [(7, True), (23, False)])
def test_a_crawl_outside_of_its_night_is_put_off_to_the_next(
    job: Job, monkeypatch: pytest.MonkeyPatch, hour: int, put_off: bool
) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    portal = job.portal
    assert portal is not None
    profile = profile_of(portal)
    save_profile(replace(profile, crawl=replace(profile.crawl, night_window="22:00-05:00")))
    visited = Visited()
    monkeypatch.setattr(sys.modules["worker.stages.crawl"], "visit", visited)
    with time_machine.travel(datetime(2026, 11, 24, hour, 30, tzinfo=zone), tick=False):
        assert run(job.pk, worker="w") == ("put off" if put_off else "done")
    job.refresh_from_db()
    assert visited.called is not put_off
    if put_off:
        assert job.not_before == datetime(2026, 11, 24, 22, tzinfo=zone)


def test_a_crawl_whose_archive_is_away_is_tried_again(
    job: Job, monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> None:
    settings.ARCHIVE_URL = str(tmp_path)
    end = End(reason="archive_unwritable", detail="the archive cannot be written: no answer")
    monkeypatch.setattr(sys.modules["worker.stages.visit"], "_run", lambda *_, **__: end)
    assert run(job.pk, worker="w") == "tried again"
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.WAITING, f"OSError: can-loc: {end.detail}")
