"""Look at a portal before it is harvested."""

from __future__ import annotations

from worker.lease import Lease
from worker.probe import probe as look
from worker.stages.outcome import Outcome, StageError
from worker.stages.planning import allowed_private


def probe(lease: Lease) -> Outcome:
    """Find out what stands at the job's ``url``, or at its portal's; the facts are the result."""
    job = lease.job
    url = str(job.arguments.get("url") or (job.portal.home if job.portal else ""))
    private = allowed_private(job.portal) if job.portal else ()
    try:
        return Outcome(result=look(url, allow_private=private, check=lease.check))
    except ValueError as error:
        raise StageError(str(error)) from error
