"""The balance sheet of a portal: what independent records say of each other.

Archive, ledger, pages, revisions and library each know what they hold; where one has lost or
changed something, another names it. Nothing is repaired here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cms.portals.models import Portal

from .allowances import Allowance, allowances_of
from .braked import findings_of
from .checks import archive, items, library, pages
from .checks.problem import Problem
from .discovery import CrawlCost, SourceShare, costs_of, shares_of
from .models import Asset, AssetState, Item, Proposal, ProposalState, Run, RunState, SourceUrl
from .states import Reason, UrlKind, UrlState

MAX_PRINTED = 50
ON_THE_WAY = (UrlState.DISCOVERED, UrlState.FETCHED, UrlState.DRAFTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many addresses of one kind stand in one state for one reason."""

    kind: str
    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet:
    """What became of everything that was found."""

    portal: str
    rows: tuple[Row, ...]
    totals: dict[str, int]
    """``items``, ``pages``, ``images``, ``files``, ``missing`` assets, open ``proposals``."""
    words: dict[str, int]
    """Of all pages drafted: ``seen`` = ``kept`` in drafts + ``removed`` by rule + ``left`` on pages
    that are no item + ``lost``."""
    problems: tuple[Problem, ...]
    sources: tuple[SourceShare, ...] = ()
    crawls: tuple[CrawlCost, ...] = ()
    allowances: tuple[Allowance, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all records agree and nothing is left on the way."""
        return not self.problems

    def as_json(self) -> str:
        """Write everything as one JSON object."""
        return json.dumps({**asdict(self), "holds": self.holds}, ensure_ascii=False, indent=1)

    def as_csv(self) -> str:
        """Write the rows, then the problems, as one table."""
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(("what", "kind", "state", "reason", "count", "where", "address"))
        for row in self.rows:
            writer.writerow(("row", row.kind, row.state, row.reason, row.count, "", ""))
        for problem in self.problems:
            writer.writerow(("problem", "", "", problem.what, 1, problem.where, problem.address))
        return file.getvalue()

    def as_text(self) -> str:
        """Write a table for a terminal, in the active language."""
        return "\n".join(_lines(self))


def report(portal: Portal) -> BalanceSheet:
    """Compare all records of a portal. Reads its whole archive and library."""
    problems = [
        *_unfinished(portal),
        *_braked(portal),
        *archive.problems(portal),
        *items.problems(portal),
        *pages.problems(portal),
        *library.problems(portal),
    ]
    return BalanceSheet(
        portal=portal.slug,
        rows=rows_of(portal),
        totals=totals_of(portal),
        words=words_of(portal),
        problems=tuple(problems),
        sources=shares_of(portal),
        crawls=costs_of(portal),
        allowances=allowances_of(portal),
    )


def rows_of(portal: Portal) -> tuple[Row, ...]:
    """Count the ledger's addresses by kind, state and reason: one query, no archive read."""
    found = (
        SourceUrl.objects.filter(portal=portal)
        .values("kind", "state", "reason")
        .annotate(count=Count("pk"))
    )
    order = {state: rank for rank, state in enumerate(UrlState)}
    kinds = {kind: rank for rank, kind in enumerate(UrlKind)}
    rows = [Row(**values) for values in found]
    return tuple(sorted(rows, key=lambda row: (kinds[row.kind], order[row.state], row.reason)))


def totals_of(portal: Portal) -> dict[str, int]:
    """Count what stands in the CMS; the keys are those of `BalanceSheet.totals`."""
    assets = Asset.objects.filter(portal=portal)
    own = Item.objects.filter(portal=portal)
    return {
        "items": own.count(),
        "pages": own.filter(page__isnull=False).count(),
        "images": assets.filter(image__isnull=False).values("image").distinct().count(),
        "files": assets.filter(document__isnull=False).values("document").distinct().count(),
        "missing": assets.filter(state=AssetState.MISSING).count(),
        "proposals": Proposal.objects.filter(item__portal=portal, state=ProposalState.OPEN).count(),
    }


def words_of(portal: Portal) -> dict[str, int]:
    """Add up where the words of the pages went; the keys are those of `BalanceSheet.words`."""
    names = ("seen", "kept", "removed", "lost")
    sums = {name: Coalesce(Sum(f"words_{name}"), 0) for name in names}
    words: dict[str, int] = SourceUrl.objects.filter(portal=portal).aggregate(**sums)
    words["left"] = words["seen"] - words["kept"] - words["removed"] - words["lost"]
    return words


def _unfinished(portal: Portal) -> Iterator[Problem]:
    waiting = SourceUrl.objects.filter(portal=portal, state__in=ON_THE_WAY).order_by("pk")
    # What was rolled back waits for a person, not for a job.
    waiting = waiting.exclude(state=UrlState.DRAFTED, item__latest__refused_at__isnull=False)
    for state, address in waiting.values_list("state", "address").iterator():
        yield Problem(what="unfinished", where=state, address=address)
    lost = SourceUrl.objects.filter(portal=portal, words_lost__gt=0).order_by("pk")
    for words, address in lost.values_list("words_lost", "address").iterator():
        yield Problem(what="text_lost", where=f"{words} words", address=address)


def _braked(portal: Portal) -> Iterator[Problem]:
    for run in Run.objects.filter(portal=portal, state=RunState.BRAKED):
        for finding in findings_of(run):
            for address in finding.samples[:1]:
                yield Problem(what="braked", where=f"run {run.pk}: {finding}", address=address)


def _lines(sheet: BalanceSheet) -> Iterator[str]:
    title = _("Balance sheet of")
    yield f"{title} {sheet.portal}"
    for row in sheet.rows:
        reason = str(Reason(row.reason).label) if row.reason else ""
        kind, state = UrlKind(row.kind).label, UrlState(row.state).label
        yield f"{row.count:>8}  {kind:<16} {state:<12} {reason}".rstrip()
    names = {
        "items": _("items"),
        "pages": _("pages"),
        "images": _("images"),
        "files": _("files"),
        "missing": _("images and files missing"),
        "proposals": _("changes that wait for a person"),
    }
    yield ", ".join(f"{count} {names[name]}" for name, count in sheet.totals.items())
    yield (
        _(
            "%(seen)s words on the pages: %(kept)s kept, %(removed)s removed by rule, "
            "%(left)s on pages not carried over, %(lost)s lost"
        )
        % sheet.words
    )
    for share in sheet.sources:
        yield _("%(found)s found by %(source)s, %(only)s of them by nothing else") % asdict(share)
    for crawl in sheet.crawls:
        yield _("crawl: %(requests)s requests, a whole harvest takes %(of_all)s") % asdict(crawl)
    for allowance in sheet.allowances:
        yield f"{allowance.label}: {allowance.detail}" if allowance.detail else allowance.label
    if sheet.holds:
        yield _("All records agree: nothing is lost.")
        return
    yield _("%(count)s problems:") % {"count": len(sheet.problems)}
    for problem in sheet.problems[:MAX_PRINTED]:
        yield f"  {problem.what}: {problem.address} ({problem.where})"
    if len(sheet.problems) > MAX_PRINTED:
        yield "  …"
