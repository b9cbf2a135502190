"""What Prometheus is told, and who may ask for it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from cms.harvest import jobs
from cms.harvest.metrics import exposition
from cms.harvest.models import Job, JobKind

from .conftest import OldPortal, make_draft, with_image

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[3] / "docs" / "operations.md"


def samples() -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("portalift_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(exposition().decode())
        for sample in family.samples
    }


def test_backlog_rate_and_errors_are_told_by_stage(source: OldPortal) -> None:
    source.take({"a": with_image(make_draft("a"), "http://portal.test/a.png")})
    source.crawl({"b": make_draft("b")})
    jobs.request(JobKind.LOAD, portal=source.portal)
    crawl = jobs.request(JobKind.CRAWL, portal=source.portal)
    claimed = jobs.claim(crawl.pk, worker="w")
    assert claimed is not None
    jobs.fail(claimed, reason="portal away", retry=False)
    told = samples()
    assert told["addresses", "can-loc", "loaded"] == told["addresses", "can-loc", "fetched"] == 1
    assert told["assets", "can-loc", "wanted"] == 1
    assert told["archive_bytes", "can-loc"] > 0
    assert told["jobs_open", "load", "waiting"] == 1
    assert told["jobs_total", "crawl", "failed"] == 1
    assert told["job_seconds_total", "crawl", "failed"] >= 0
    assert told["job_oldest_wait_seconds", "load"] >= 0


def test_a_job_put_off_waits_from_its_moment_on(source: OldPortal) -> None:
    job = jobs.request(JobKind.CRAWL, portal=source.portal)
    now = timezone.now()
    Job.objects.update(requested_at=now - timedelta(hours=12), not_before=now + timedelta(hours=1))
    name = ("job_oldest_wait_seconds", "crawl")
    assert name not in samples()
    Job.objects.filter(pk=job.pk).update(not_before=now - timedelta(hours=1))
    assert samples()[name] == pytest.approx(3600, abs=600)


def test_every_figure_is_described() -> None:
    names = re.findall(r"^# TYPE (\w+)", exposition().decode(), re.MULTILINE)
    described = DOCS.read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in described] == []


@pytest.mark.parametrize(
    ("token", "on_loopback", "sent", "address", "status"),
    [
        ("", True, "", "127.0.0.1", 200),
        ("", True, "", "192.0.2.7", 404),
        ("", False, "", "127.0.0.1", 404),
        ("geheim", True, "", "127.0.0.1", 404),
        ("geheim", False, "Bearer đoán", "192.0.2.7", 404),
        ("geheim", False, "Bearer geheim", "192.0.2.7", 200),
    ],
)
def test_figures_are_told_to_who_may_ask(
    settings: LazySettings, token: str, on_loopback: bool, sent: str, address: str, status: int
) -> None:
    settings.METRICS_TOKEN, settings.METRICS_ON_LOOPBACK = token, on_loopback
    headers = {"authorization": sent} if sent else {}
    answer = Client().get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == status
