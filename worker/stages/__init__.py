"""What each kind of job does. A stage is a function of its lease; it stops only at safe points."""

from __future__ import annotations

from collections.abc import Callable

from cms.harvest.models import JobKind
from worker.lease import Lease
from worker.stages.adopting import adopt
from worker.stages.crawl import crawl
from worker.stages.deciding import discard, preview, roll_back
from worker.stages.finishing import assets, refresh
from worker.stages.ingesting import draft, learn, load
from worker.stages.outcome import Outcome
from worker.stages.probing import probe

Stage = Callable[[Lease], Outcome]
STAGES: dict[str, Stage] = {
    JobKind.PROBE: probe,
    JobKind.CRAWL: crawl,
    JobKind.ADOPT: adopt,
    JobKind.LEARN: learn,
    JobKind.DRAFT: draft,
    JobKind.LOAD: load,
    JobKind.ASSETS: assets,
    JobKind.REFRESH: refresh,
    JobKind.PREVIEW: preview,
    JobKind.ROLLBACK: roll_back,
    JobKind.DISCARD: discard,
}


def stage_of(kind: str) -> Stage:
    """Return what does jobs of this kind."""
    return STAGES[kind]
