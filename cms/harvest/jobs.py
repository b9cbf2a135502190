"""The job table's only writer: outbox, lease, progress and log.

The broker is a wake-up that may lose everything: what counts is this table, measured by the
database's own clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.dispatch import Signal

from cms.portals.models import Portal

from .models import OPEN_STATES, Job, JobKind, JobLine, JobState

MAX_ATTEMPTS = 3
RESEND_S = 15
"""A job that was sent and not claimed for so long is sent again: the broker lost it."""
RETRY_DELAY_S = 10

job_requested = Signal()
"""Sent after commit with ``job_id``: a worker may wake its broker."""


def request(
    kind: JobKind | str,
    *,
    portal: Portal | None = None,
    arguments: Mapping[str, object] | None = None,
    by: AbstractBaseUser | None = None,
) -> Job:
    """Ask for work. One job of a kind and portal is open at a time: asking again returns it.

    Where that one runs already, it may have passed what is new: a fresh one follows it.
    """
    kind = JobKind(kind)
    for _attempt in range(5):
        job = Job.objects.filter(kind=kind, portal=portal, state__in=OPEN_STATES).first()
        if job is None:
            job = _create(kind, portal=portal, arguments=dict(arguments or {}), by=by)
            if job is not None:
                return job
        elif job.state == JobState.WAITING or _ask_again(job):
            return job
    raise RuntimeError(f"no {kind} job could be requested")


def _create(
    kind: JobKind,
    *,
    portal: Portal | None,
    arguments: dict[str, object],
    by: AbstractBaseUser | None,
) -> Job | None:
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, portal=portal, arguments=arguments, requested_by=by)
    except IntegrityError:
        return None  # someone else was first
    _announce(job.pk)
    return job


def _ask_again(job: Job) -> bool:
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(again=True))


def _announce(job_id: int) -> None:
    transaction.on_commit(lambda: job_requested.send(sender=Job, job_id=job_id))


def sent(job_id: int) -> None:
    """Note that the broker has it."""
    Job.objects.filter(pk=job_id, state=JobState.WAITING).update(sent_at=Now())


def due() -> list[int]:
    """Name the jobs to be sent: never sent, sent in vain, or their worker's lease ran out.

    A job whose third worker went silent is quarantined instead.
    """
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=Now())
    lost.filter(cancel_requested=True).update(state=JobState.CANCELLED, ended_at=Now())
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.QUARANTINED,
        reason="its worker went silent three times",
        ended_at=Now(),
    )
    waiting = Q(state=JobState.WAITING) & (
        Q(sent_at__isnull=True) | Q(sent_at__lt=Now() - timedelta(seconds=RESEND_S))
    )
    expired = Q(state=JobState.RUNNING, lease_until__lt=Now())
    return list(
        Job.objects.filter(waiting | expired)
        .exclude(not_before__gt=Now())
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def claim(job_id: int, *, worker: str, lease_s: float = 15) -> Job | None:
    """Take a job that waits or whose lease ran out; ``None`` if it is not to be had."""
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    taken = (
        Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS, cancel_requested=False)
        .exclude(not_before__gt=Now())
        .update(
            state=JobState.RUNNING,
            worker=worker,
            attempts=F("attempts") + 1,
            lease_until=Now() + timedelta(seconds=lease_s),
            started_at=Now(),
            # What was asked meanwhile is met by starting now.
            again=False,
        )
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job) -> Q:
    """Match the job while this very claim holds it."""
    return Q(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempts=job.attempts)


def renew(job: Job, *, lease_s: float = 15) -> bool:
    """Prolong the lease. False: cancelled, or lost to another worker; stop then."""
    return bool(
        Job.objects.filter(_held(job), cancel_requested=False).update(
            lease_until=Now() + timedelta(seconds=lease_s)
        )
    )


def progress(job: Job, done: int, total: int, note: str = "") -> None:
    """Show how far it is."""
    Job.objects.filter(_held(job)).update(done=done, total=total, note=note[:255])


def log(job: Job, line: str) -> None:
    """Add a line to the job's log."""
    JobLine.objects.create(job=job, text=line)


def finish(job: Job, *, result: Mapping[str, object] | None = None) -> bool:
    """Close the job as done (or cancelled, where that was asked for). False: it was lost."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(_held(job)).first()
        if row is None:
            return False
        row.state = JobState.CANCELLED if row.cancel_requested else JobState.DONE
        row.result = dict(result or {})
        _close(row)
    return True


def fail(job: Job, *, reason: str, retry: bool) -> bool:
    """Close the job as failed; with ``retry`` it waits for another try, three in all."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(_held(job)).first()
        if row is None:
            return False
        row.reason = reason[:500]
        if row.cancel_requested:
            row.state = JobState.CANCELLED
        elif retry and row.attempts < MAX_ATTEMPTS:
            row.state, row.sent_at = JobState.WAITING, None
            row.not_before = Now() + timedelta(seconds=RETRY_DELAY_S * row.attempts)
            row.save()
            return True
        else:
            row.state = JobState.QUARANTINED if retry else JobState.FAILED
        _close(row)
    return True


def release(job: Job) -> bool:
    """Hand the job back undone, as a worker does that stops: the next sweep sends it.

    Announced here, it could reach the very worker that stops. It counts as no attempt. False: it
    was lost, or is closed as cancelled.
    """
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(_held(job)).first()
        if row is None:
            return False
        if row.cancel_requested:
            row.state = JobState.CANCELLED
            _close(row)
            return False
        row.state, row.sent_at, row.lease_until = JobState.WAITING, None, None
        row.attempts -= 1
        row.save()
    return True


def put_off(job: Job, *, until: datetime, note: str) -> bool:
    """Hand the job back until a moment. It counts as no attempt. False: as `release`."""
    if not release(job):
        return False
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(not_before=until, note=note[:255])
    return True


def _close(row: Job) -> None:
    row.ended_at = Now()
    row.lease_until = None
    row.save()
    if row.again and row.state == JobState.DONE:
        _create(JobKind(row.kind), portal=row.portal, arguments=row.arguments, by=row.requested_by)


def cancel(job: Job) -> None:
    """Stop a job: at once if it waits; at its worker's next renewal if it runs."""
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, ended_at=Now()
    )
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)
