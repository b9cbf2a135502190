"""How a stage ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cms.harvest.models import JobKind


class StageError(Exception):
    """A stage that cannot be done, now or by trying again: one line that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a stage did, and which jobs of the same portal come after it."""

    result: Mapping[str, object] = field(default_factory=dict)
    then: tuple[JobKind, ...] = ()
