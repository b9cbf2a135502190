"""What a person sees of a portal at a glance: counts from the ledger, jobs with their progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cms.harvest import reconcile
from cms.harvest.models import OPEN_STATES, Job
from cms.harvest.states import END_STATES, Reason, UrlKind, UrlState
from cms.portals.models import Portal

from . import rights

JOBS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One line of the balance sheet, in the reader's language."""

    kind: str
    state: str
    reason: str
    count: int


def sheet_rows(portal: Portal) -> tuple[SheetRow, ...]:
    """List what became of every address found."""
    return tuple(
        SheetRow(
            kind=str(UrlKind(row.kind).label),
            state=str(UrlState(row.state).label),
            reason=str(Reason(row.reason).label) if row.reason else "",
            count=row.count,
        )
        for row in reconcile.rows_of(portal)
    )


def totals(portal: Portal) -> tuple[tuple[str, int], ...]:
    """List label and number of what stands in the CMS."""
    counted = reconcile.totals_of(portal)
    labels = {
        "items": _("Items"),
        "pages": _("Pages"),
        "images": _("Images"),
        "files": _("Files"),
        "missing": _("Images and files missing"),
        "proposals": _("Changes that wait for a person"),
    }
    return tuple((str(label), counted[name]) for name, label in labels.items())


def recent_jobs(portal: Portal, job: int | None = None) -> dict[str, Any]:
    """Collect the newest jobs, or the one with this id, and whether any is still open."""
    found = Job.objects.filter(portal=portal, **({"pk": job} if job else {}))
    jobs = list(found.select_related("requested_by").order_by("-pk")[:JOBS_SHOWN])
    return {"jobs": jobs, "is_busy": any(job.state in OPEN_STATES for job in jobs)}


def portals_at_a_glance(user: rights.User) -> list[Portal]:
    """List the user's portals with counts: ``found``, ``loaded``, ``failed``, ``open_count``."""
    return list(
        rights.portals_of(user)
        .annotate(
            found=Count("urls"),
            loaded=Count("urls", filter=Q(urls__state=UrlState.LOADED, urls__kind=UrlKind.PAGE)),
            failed=Count("urls", filter=Q(urls__state=UrlState.FAILED)),
            open_count=Count("urls", filter=~Q(urls__state__in=sorted(END_STATES))),
        )
        .order_by("name")
    )
