"""Jobs done by a command on the operator's terminal, under the same leases as the workers'."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping

from django.db import transaction

from cms.harvest import jobs
from cms.harvest.models import OPEN_STATES, Job, JobKind, JobState
from cms.portals.models import Portal
from worker.commands.failure import CommandFailedError
from worker.lease import LEASE_S, Lease
from worker.running import carry_out
from worker.supervisor.screen import Screen, view_of

LOOK_S = 0.3


def drive(
    portal: Portal,
    kind: JobKind,
    *,
    screen: Screen,
    arguments: Mapping[str, object] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Do a job and all that follow it; show those that a worker took until they end.

    Raises CommandFailedError if one of them fails or is cancelled.
    """
    # Claimed before it is committed: no worker can be first.
    with transaction.atomic():
        job = jobs.request(kind, portal=portal, arguments=arguments)
        held = jobs.claim(job.pk, worker=_name(), lease_s=LEASE_S)
    if held is not None:
        carry_out(_ShownLease(held, screen))
    while True:
        rows = Job.objects.filter(portal=portal, pk__gte=job.pk).order_by("pk")
        screen.show([view_of(row) for row in rows])
        waiting = [row for row in rows if row.state in OPEN_STATES]
        if not waiting:
            break
        taken = jobs.claim(waiting[0].pk, worker=_name(), lease_s=LEASE_S)
        if taken is None:
            sleep(LOOK_S)
        else:
            carry_out(_ShownLease(taken, screen))
    screen.close()
    for row in rows:
        if row.state != JobState.DONE:
            raise CommandFailedError(f"{row.kind} {row.state}: {row.reason}")


class _ShownLease(Lease):
    """A lease whose progress is also drawn here."""

    def __init__(self, job: Job, screen: Screen) -> None:
        super().__init__(job)
        self._screen = screen
        self._screen.show([view_of(job)])

    def publish(self, done: int, total: int, note: str) -> None:
        super().publish(done, total, note)
        job = self.job
        job.done, job.total, job.note = done, total, note
        self._screen.show([view_of(job)])

    def log(self, line: str) -> None:
        super().log(line)
        self._screen.say(line)


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()} (command)"
