"""Sample portals whose crawls are written into the archive by hand, and the line behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wagtail.models import Page, Revision

from cms.catalog.models import Entry
from cms.harvest import jobs
from cms.harvest.models import OPEN_STATES, Item, Job, JobKind, JobState, Run
from cms.harvest.recording import record_segment
from cms.portals.models import Portal
from cms.portals.services import add_portal
from samples.answer import Answer
from samples.frame.sheet import Visit
from samples.model import VIET_NAM
from samples.portal import Portal as Sample
from samples.routes import build_routes
from samples.style import SkinName
from scrapers.archive import (
    ArchiveWriter,
    FetchNote,
    Outcome,
    PageKind,
    Reason,
    Segment,
    payload_of,
)
from worker.running import run as run_job

FIRST_DAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ITEMS = ("article", "document", "static")
ARTICLES, DOCUMENTS, LISTS = 14, 2, 8
"""How many of the sample's pages take part: enough for shares, few enough for a test."""

Reply = Answer | Reason
"""What an address answers: a page, or why a fetch failed."""


@dataclass
class Site:
    """One portal that is crawled again and again."""

    seed: int
    skin: SkinName
    root: Path
    crawls: int = 0
    sample: Sample = field(init=False)
    portal: Portal = field(init=False)

    def __post_init__(self) -> None:
        self.sample = Sample(self.seed, skin=self.skin)
        slug = f"site-{self.seed}-{self.skin}"
        self.portal = add_portal(f"http://{slug}.test/", slug=slug)
        self.base = f"http://{slug}.test"
        self.chosen = self._choose()

    def _choose(self) -> dict[str, str]:
        """Take a part of the items, and all lists: addresses to ids."""
        routes = build_routes(self.sample)
        of_kind = {kind: [t for t, r in routes.items() if r.kind == kind] for kind in ITEMS}
        lists = [t for t, r in routes.items() if r.kind == "list" and not t.startswith("/van-ban")]
        chosen = [*of_kind["article"][:ARTICLES], *of_kind["document"][:DOCUMENTS]]
        chosen += [*of_kind["static"], *lists[:LISTS]]
        return {target: routes[target].item for target in chosen}

    def answers(self, sample: Sample | None = None, *, visit: int = 1) -> dict[str, Answer]:
        """Give all chosen addresses as the portal serves them on the day of a visit."""
        routes = build_routes(sample or self.sample)
        seen = Visit(number=visit, now=self.day(visit).astimezone(VIET_NAM), base=self.base)
        return {t: routes[t].answer(seen) for t in self.chosen if t in routes}

    def in_skin(self, skin: SkinName, *, visit: int) -> dict[str, Answer]:
        """Give the chosen items at their addresses in another look; lists as they were."""
        other = Sample(self.seed, skin=skin)
        routes = {r.item: r for r in build_routes(other).values() if r.kind in ITEMS}
        seen = Visit(number=visit, now=self.day(visit).astimezone(VIET_NAM), base=self.base)
        swapped = {t: routes[item].answer(seen) for t, item in self.chosen.items() if item}
        return {**self.answers(visit=visit), **swapped}

    def day(self, visit: int) -> datetime:
        return FIRST_DAY + timedelta(days=visit)

    def is_list(self, target: str) -> bool:
        return not self.chosen.get(target)

    # --- the line -------------------------------------------------------------------------------

    def crawl(self, replies: dict[str, Reply]) -> None:
        """Write one crawl into the archive and the ledger."""
        self.crawls += 1
        closed: list[Segment] = []
        now = self.day(self.crawls)
        writer = ArchiveWriter(
            self.root, self.portal.slug, f"c{self.crawls}", on_segment=closed.append
        )
        with writer:
            for target, reply in replies.items():
                self._write(writer, target, reply, now=now)
        for segment in closed:
            record_segment(self.portal, segment.name)

    def _write(self, writer: ArchiveWriter, target: str, reply: Reply, *, now: datetime) -> None:
        url = self.base + target
        kind = PageKind.LISTING if self.is_list(target) else PageKind.PAGE
        if isinstance(reply, Reason):
            outcome = Outcome.GONE if reply is Reason.NOT_FOUND else Outcome.FAILED
            note = FetchNote(crawl="c", url=url, kind=kind, outcome=outcome, reason=reply)
            writer.write(note, now=now)
            return
        note = FetchNote(crawl="c", url=url, kind=kind, outcome=Outcome.FETCHED)
        headers = [("Content-Type", reply.content_type)]
        writer.write(note, now=now, payload=payload_of(reply.body, headers=headers))

    def work(self, first: JobKind = JobKind.LEARN) -> None:
        """Do a job and all that follow it; images and files are left out (see the fixture)."""
        jobs.request(first, portal=self.portal)
        self.do_jobs()

    def do_jobs(self) -> None:
        while job := Job.objects.filter(portal=self.portal, state__in=OPEN_STATES).last():
            assert run_job(job.pk, worker="w") == "done"
        assert not Job.objects.filter(portal=self.portal).exclude(state=JobState.DONE).exists()

    def visit(self, replies: dict[str, Reply]) -> Run:
        """Crawl, and take what was found as far as it goes; return the run that loaded."""
        self.crawl(replies)
        self.work()
        return self.last_run

    @property
    def last_run(self) -> Run:
        return Run.objects.filter(portal=self.portal).latest("pk")

    def print_of_pages(self) -> dict[str, object]:
        """Give all that a reader or an editor can see of the portal's items."""
        pages = Page.objects.filter(item__portal=self.portal).order_by("pk")
        keys = [str(key) for key in pages.values_list("pk", flat=True)]
        return {
            "pages": list(pages.values()),
            "items": list(Item.objects.filter(page__isnull=False).order_by("pk").values("page")),
            "revisions": list(
                Revision.objects.filter(object_id__in=keys).order_by("pk").values("pk", "content")
            ),
            "entries": list(
                Entry.objects.filter(portal=self.portal)
                .order_by("pk")
                .values("pk", "version", "digest", "body")
            ),
        }


def changed(
    replies: dict[str, Answer], change: Callable[[bytes], bytes], targets: Iterable[str] = ()
) -> dict[str, Reply]:
    """Alter the bodies of some pages, or of all."""
    wanted = set(targets) or set(replies)
    return {
        target: Answer(
            content_type=reply.content_type,
            body=change(reply.body) if target in wanted else reply.body,
        )
        for target, reply in replies.items()
    }
