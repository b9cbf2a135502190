"""Runs: opened, counted, closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cms.portals.models import Portal

from .models import Run, RunState


def start(portal: Portal, kind: str) -> Run:
    """Open a run."""
    return Run.objects.create(portal=portal, kind=kind)


@transaction.atomic
def add_counts(run: Run, counts: Mapping[str, int]) -> None:
    """Add what one process did: several may work for one run."""
    row = Run.objects.select_for_update().get(pk=run.pk)
    row.counts = dict(Counter(row.counts) + Counter(counts))
    row.save(update_fields=["counts"])
    run.counts = row.counts


def finish(run: Run, *, state: RunState = RunState.DONE) -> None:
    """Close a run."""
    run.state, run.ended_at = state, timezone.now()
    run.save(update_fields=["state", "ended_at"])
