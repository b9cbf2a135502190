"""What a Prometheus server is told, counted in the database: every web process says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.db.models import Count, F, Min, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .models import (
    OPEN_STATES,
    Asset,
    Job,
    JobState,
    Proposal,
    ProposalState,
    Run,
    RunState,
    Segment,
    SourceUrl,
)

PORTAL = "portal__slug"
SIZE = Sum("size_bytes")


class _Ledger(Collector):
    """The ledger and the job table, read anew at each scrape."""

    tables: ClassVar[tuple[tuple[str, str, QuerySet, tuple[str, ...]], ...]] = (
        ("addresses", "Addresses of the ledger.", SourceUrl.objects.all(), (PORTAL, "state")),
        ("assets", "Images and files that drafts name.", Asset.objects.all(), (PORTAL, "state")),
        (
            "proposals_open",
            "Changes that wait for a person.",
            Proposal.objects.filter(state=ProposalState.OPEN),
            ("item__portal__slug",),
        ),
        (
            "runs_braked",
            "Runs that the brake stopped.",
            Run.objects.filter(state=RunState.BRAKED),
            (PORTAL,),
        ),
        (
            "jobs_open",
            "Jobs that wait or run.",
            Job.objects.filter(state__in=OPEN_STATES),
            ("kind", "state"),
        ),
    )

    def collect(self) -> Iterator[Metric]:
        """Count."""
        for name, text, rows, fields in self.tables:
            yield _gauge(name, text, rows, fields, Count("pk"))
        segments = Segment.objects.all()
        yield _gauge("archive_bytes", "Size of the archive.", segments, (PORTAL,), SIZE)
        yield from _waiting()
        yield from _ended()


def exposition() -> bytes:
    """Give all figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Ledger())
    return generate_latest(registry)


def _gauge(
    name: str, text: str, rows: QuerySet, fields: Iterable[str], amount: Count | Sum
) -> GaugeMetricFamily:
    names = list(fields)
    labels = ["portal" if field.endswith(PORTAL) else field for field in names]
    metric = GaugeMetricFamily(f"portalift_{name}", text, labels=labels)
    # The order of the model would count each row by itself.
    for *values, count in rows.order_by().values_list(*names).annotate(amount=amount):
        metric.add_metric(values, count)
    return metric


def _waiting() -> Iterator[Metric]:
    metric = GaugeMetricFamily(
        "portalift_job_oldest_wait_seconds", "Age of the oldest waiting job.", labels=["kind"]
    )
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.WAITING).exclude(not_before__gt=now).order_by()
    oldest = Min(Coalesce("not_before", "requested_at"))  # a job put off waits from then on
    for kind, since in waiting.values_list("kind").annotate(since=oldest):
        metric.add_metric([kind], (now - since).total_seconds())
    yield metric


def _ended() -> Iterator[Metric]:
    """Count what ended by stage, and how long it took: rate, errors and latency follow."""
    count = CounterMetricFamily("portalift_jobs", "Jobs that ended.", labels=["kind", "state"])
    took = CounterMetricFamily(
        "portalift_job_seconds", "Seconds that ended jobs took.", labels=["kind", "state"]
    )
    ended = Job.objects.filter(ended_at__isnull=False, started_at__isnull=False).order_by()
    for kind, state, jobs, seconds in ended.values_list("kind", "state").annotate(
        jobs=Count("pk"), seconds=Sum(F("ended_at") - F("started_at"))
    ):
        count.add_metric([kind, state], jobs)
        took.add_metric([kind, state], seconds.total_seconds())
    yield count
    yield took
