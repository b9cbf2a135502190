"""What a person sees of a portal at a glance: counts from the ledger, runs, charts, the probe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cms.articles.models import SectionPage
from cms.catalog.models import Entry, Facet, FacetName
from cms.harvest import reconcile
from cms.harvest.braked import findings_of
from cms.harvest.discovery import shares_of
from cms.harvest.findings import Finding
from cms.harvest.models import OPEN_STATES, Job, JobKind, JobState, Run, RunState
from cms.harvest.states import END_STATES, Outcome, Reason, UrlKind, UrlState
from cms.portals.models import Portal

from . import rights
from .reasons import note_in_words

JOBS_SHOWN = 10
RUNS_SHOWN = 10
SECTIONS_SHOWN = 15
CAN_BE_UNDONE = (RunState.DONE, RunState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One line of the balance sheet, in the reader's language."""

    kind: str
    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart; ``share`` of the longest, 0 to 100."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """One run with its counts in words."""

    run: Run
    counts: str
    findings: tuple[Finding, ...] = ()
    can_be_undone: bool = False


def portal_context(portal: Portal) -> dict[str, Any]:
    """Collect all that the page of a portal shows; nothing of it reads the archive."""
    rows = sheet_rows(portal)
    runs = [_shown(run) for run in _runs(portal)]
    return {
        "rows": rows,
        "picture": bars((row.state, row.count) for row in _by_state(rows)),
        "totals": totals(portal),
        "runs": [one for one in runs if one.run.state != RunState.BRAKED],
        "braked": [one for one in runs if one.run.state == RunState.BRAKED],
        "years": bars(_years(portal)),
        "sections": bars(_sections(portal)),
        "sources": shares_of(portal),
        "probe": newest_probe(portal),
        **recent_jobs(portal),
    }


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


def _by_state(rows: Iterable[SheetRow]) -> list[SheetRow]:
    page = str(UrlKind.PAGE.label)
    sums: dict[str, int] = {}
    for row in rows:
        if row.kind == page:
            sums[row.state] = sums.get(row.state, 0) + row.count
    return [
        SheetRow(kind=page, state=state, reason="", count=count) for state, count in sums.items()
    ]


def bars(counted: Iterable[tuple[str, int]]) -> list[Bar]:
    """Scale counts to the longest bar."""
    found = list(counted)
    most = max((count for _label, count in found), default=0) or 1
    return [
        Bar(label=label, count=count, share=max(1, round(100 * count / most)))
        for label, count in found
    ]


def _years(portal: Portal) -> list[tuple[str, int]]:
    rows = Entry.objects.filter(portal=portal).values("published_at__year")
    counted = rows.annotate(count=Count("pk")).order_by("published_at__year")
    return [(str(row["published_at__year"] or _("no date")), row["count"]) for row in counted]


def _sections(portal: Portal) -> list[tuple[str, int]]:
    rows = Facet.objects.filter(entry__portal=portal, name=FacetName.SECTION).values("value")
    counted = list(rows.annotate(count=Count("pk")).order_by("-count")[:SECTIONS_SHOWN])
    ids = [int(row["value"]) for row in counted if row["value"].isdecimal()]
    titles = dict(SectionPage.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [
        (titles[int(row["value"])], row["count"])
        for row in counted
        if row["value"].isdecimal() and int(row["value"]) in titles
    ]


def _runs(portal: Portal) -> list[Run]:
    newest = list(Run.objects.filter(portal=portal).order_by("-pk")[:RUNS_SHOWN])
    braked = Run.objects.filter(portal=portal, state=RunState.BRAKED)
    return newest + list(braked.exclude(pk__in=[run.pk for run in newest]))


def _shown(run: Run) -> ShownRun:
    labels = dict(Outcome.choices)
    counts = ", ".join(f"{count} {labels.get(name, name)}" for name, count in run.counts.items())
    return ShownRun(
        run=run,
        counts=counts,
        findings=findings_of(run) if run.state == RunState.BRAKED else (),
        can_be_undone=run.state in CAN_BE_UNDONE and bool(run.counts),
    )


def newest_probe(portal: Portal) -> dict[str, Any]:
    """Give what the last look at the portal found; empty if there was none."""
    jobs = Job.objects.filter(portal=portal, kind=JobKind.PROBE, state=JobState.DONE)
    result = jobs.order_by("-pk").values_list("result", flat=True).first()
    return dict(result or {})


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
    for one in jobs:
        one.note = note_in_words(one.note)
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
