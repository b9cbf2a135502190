"""Ids go through the broker; a broker that is away costs nothing but time."""

from collections.abc import Callable

import pytest
from kombu.exceptions import OperationalError

from cms.harvest import jobs
from cms.harvest.models import JobKind
from cms.portals.models import Portal
from settings import worker as celery_settings
from worker import sending
from worker.app import app
from worker.tasks import run_job, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(run_job, "apply_async", lambda **message: sent.append(message))
    return sent


def test_a_committed_job_is_sent_by_id_to_its_queue(
    portal: Portal,
    messages: list[dict[str, object]],
    django_capture_on_commit_callbacks: Callable,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.request("crawl", portal=portal)
    assert messages == [{"kwargs": {"job_id": job.pk}, "queue": "crawl", "expires": jobs.RESEND_S}]
    assert jobs.due() == []


def test_a_job_that_the_broker_did_not_take_is_swept(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.request("draft", portal=portal)

    def refuse(**_message: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_job, "apply_async", refuse)
    assert not sending.send(job.pk)
    assert jobs.due() == [job.pk]
    monkeypatch.setattr(run_job, "apply_async", lambda **_message: None)
    assert sweep() == 1
    assert sweep() == 0


def test_a_job_that_is_gone_is_not_sent(messages: list[dict[str, object]]) -> None:
    assert not sending.send(12345)
    assert messages == []


def test_every_kind_of_job_has_a_queue_that_a_worker_reads() -> None:
    assert set(sending.QUEUES) == set(JobKind)
    assert set(sending.QUEUES.values()) == set(celery_settings.task_queues)


def test_a_message_is_never_given_out_again_while_its_task_may_run() -> None:
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.accept_content == ["json"]
