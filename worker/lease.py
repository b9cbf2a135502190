"""A claimed job while it runs: its lease is renewed from a thread, its progress shown."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from enum import StrEnum

from django.db import DatabaseError, connection

from cms.harvest import jobs
from cms.harvest.models import Job
from worker.stopping import is_stopping

logger = logging.getLogger(__name__)

LEASE_S = 15.0
HEARTBEAT_S = 4.0
"""Three beats fit into a lease: one may fail."""
LOOK_S = 0.5
PROGRESS_S = 0.5


class Interruption(StrEnum):
    """Why a stage must stop before it is done."""

    LOST = "cancelled, or lost to another worker"
    STOPPING = "the worker is stopping"


class InterruptedStageError(Exception):
    """Raised at a safe point of a stage; ``why`` says what becomes of the job."""

    def __init__(self, why: Interruption) -> None:
        super().__init__(str(why))
        self.why = why


class Lease:
    """What a stage has of its job."""

    def __init__(self, job: Job, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.job = job
        self._clock = clock
        self._lost = threading.Event()
        self._ended = threading.Event()
        self._shown_at = -PROGRESS_S

    def check(self) -> None:
        """Raise InterruptedStageError if the stage must stop: call it wherever stopping is safe."""
        if self._lost.is_set():
            raise InterruptedStageError(Interruption.LOST)
        if is_stopping():
            raise InterruptedStageError(Interruption.STOPPING)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Show how far the stage is: a few times a second at most, and always at its end."""
        now = self._clock()
        if done >= total or now - self._shown_at >= PROGRESS_S:
            self._shown_at = now
            self.publish(done, total, note)

    def publish(self, done: int, total: int, note: str) -> None:
        """Write the progress where everyone sees it."""
        jobs.progress(self.job, done, total, note)

    def log(self, line: str) -> None:
        jobs.log(self.job, line)

    @contextlib.contextmanager
    def kept(self, *, every_s: float = HEARTBEAT_S) -> Iterator[None]:
        """Renew the lease while the block runs."""
        thread = threading.Thread(target=self._beat, args=(every_s,), name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _beat(self, every_s: float) -> None:
        renewed_at = self._clock()
        try:
            while not self._ended.wait(every_s):
                try:
                    if not jobs.renew(self.job, lease_s=LEASE_S):
                        self._lost.set()
                        return
                    renewed_at = self._clock()
                except DatabaseError as error:
                    logger.warning("lease not renewed: %s %s", self.job.pk, error)
                    if self._clock() - renewed_at > LEASE_S:
                        self._lost.set()
                        return
        finally:
            connection.close()
