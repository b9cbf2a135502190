"""A message whose broker went away while its task ran.

With late acknowledgement kombu 5.7 (Redis) acknowledges, or puts back, over the channel by which a
message came, closed or not; closed, that raises AttributeError in the worker's own process, which
ends with all its tasks. Nothing needs to be told to a broker that is gone: the job table has it,
and what the broker gives out again finds the job done or held.
"""

from __future__ import annotations

from celery import Task
from celery.worker.request import Request
from kombu.transport.redis import QoS

QoS.restore_at_shutdown = False


class Delivery(Request):
    """A message that is acknowledged only where it came from."""

    def acknowledge(self) -> None:
        """Tell the broker that the task is done, if it is still the one that sent it."""
        self._forget_if_closed()
        super().acknowledge()

    def reject(self, requeue: bool = False) -> None:
        """Give the message back, if the broker is still the one that sent it."""
        self._forget_if_closed()
        super().reject(requeue=requeue)

    def _forget_if_closed(self) -> None:
        if self.message.channel.closed:
            self.acknowledged = True


class JobTask(Task):
    """A task whose messages survive their broker."""

    Request = Delivery
