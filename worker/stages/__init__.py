"""What each kind of job does. A stage is a function of its lease; it stops only at safe points."""

from __future__ import annotations

from collections.abc import Callable

from worker.lease import Lease
from worker.stages.outcome import Outcome

Stage = Callable[[Lease], Outcome]
STAGES: dict[str, Stage] = {}


def stage_of(kind: str) -> Stage:
    """Return what does jobs of this kind."""
    return STAGES[kind]
