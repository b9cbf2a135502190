"""What a person decides about a whole portal, where it takes longer than a request may."""

from __future__ import annotations

from cms.harvest import braked, rollback, verdicts
from cms.harvest.models import Run
from worker.lease import Lease
from worker.stages.outcome import Outcome, StageError

PROGRESS_EVERY = 25


def preview(lease: Lease) -> Outcome:
    """Draft all pages as a verdict would have it, and undo it."""
    told = {name: str(lease.job.arguments.get(name, "")) for name in ("path", "choice", "role")}
    try:
        verdict = verdicts.parse_verdict(**told)
    except verdicts.VerdictError as error:
        raise StageError(str(error)) from error

    def step(done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 or done == total:
            lease.progress(done, total, "pages")
            lease.check()

    lease.check()
    return Outcome(
        result=verdicts.try_verdict(lease.job.portal, told["path"], verdict, on_step=step)
    )


def roll_back(lease: Lease) -> Outcome:
    """Undo the run that the job names."""
    try:
        undoing = rollback.roll_back(_run_of(lease), by=lease.job.requested_by)
    except rollback.RollbackError as error:
        raise StageError(str(error)) from error
    return Outcome(result={**undoing.counts, "run": undoing.pk})


def discard(lease: Lease) -> Outcome:
    """Throw away what the braked run that the job names would write."""
    try:
        run = braked.discard(_run_of(lease).pk, by=lease.job.requested_by)
    except braked.RunError as error:
        raise StageError(str(error)) from error
    return Outcome(result={"run": run.pk})


def _run_of(lease: Lease) -> Run:
    number = lease.job.arguments.get("run")
    run = Run.objects.filter(pk=number, portal=lease.job.portal).select_related("portal").first()
    if run is None:
        raise StageError(f"there is no run {number} of this portal")
    return run
