"""How a stage ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cms.harvest.models import JobKind


class StageError(Exception):
    """A stage that cannot be done, now or by trying again: one line that says what to do."""


class PutOffError(Exception):
    """A stage that may go on at a certain moment only."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a stage did, and which jobs of the same portal come after it."""

    result: Mapping[str, object] = field(default_factory=dict)
    then: tuple[JobKind, ...] = ()
