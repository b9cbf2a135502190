"""Take in an archive from elsewhere."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from cms.harvest.models import JobKind
from cms.harvest.recording import record_segment
from scrapers.archive import ArchiveError
from scrapers.archive.adopt import AdoptError
from scrapers.archive.adopt import adopt as write_archive
from worker.lease import Lease
from worker.stages.outcome import Outcome, StageError
from worker.stages.visit import record_new


def adopt(lease: Lease) -> Outcome:
    """Write what the paths hold into the portal's archive and the ledger; then learn, draft, load.

    The paths are of the machine that does the job.
    """
    job = lease.job
    portal = job.portal
    result: dict[str, object] = {}
    try:
        for progress in write_archive(
            [Path(path) for path in job.arguments["paths"]],
            slug=portal.slug,
            home=portal.home,
            root=settings.ARCHIVE_URL,
            run=f"adopt-{job.pk}",
            platform=portal.platform,
        ):
            lease.check()
            for segment in progress.segments:
                record_segment(portal, segment.name)
            pages = progress.pages + progress.assets
            lease.progress(pages, pages if progress.done else 0, "records")
            result = {"pages": progress.pages, "assets": progress.assets}
            result |= {"failed": progress.failed, "missing": progress.missing}
            for line in progress.unreadable if progress.done else ():
                lease.log(f"left out: {line}")
    except (AdoptError, ArchiveError) as error:
        raise StageError(str(error)) from error
    record_new(portal)
    return Outcome(result=result, then=(JobKind.LEARN,))
