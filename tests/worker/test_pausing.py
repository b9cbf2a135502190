"""A portal is paused in the middle of its crawl, and goes on later."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from cms.harvest import jobs
from cms.harvest.models import Job, JobKind, JobState, Segment
from cms.portals.models import Portal
from scrapers.archive import segments
from scrapers.plan import Plan
from tests.scrapers.crawling import fetched, profile_of
from tests.scrapers.portal_server import Asked, Reply, article, links, page, serving
from tests.scrapers.portal_server import Portal as Server
from worker.commands import portals
from worker.lease import InterruptedStageError, Interruption, Lease
from worker.stages.crawl import crawl
from worker.stages.outcome import StageError
from worker.stages.visit import visit
from worker.supervisor.screen import make_screen

pytestmark = [pytest.mark.django_db, pytest.mark.acceptance]


class Beating(Lease):
    """Renews itself at every look, as the heartbeat does every few seconds."""

    def check(self) -> None:
        if not jobs.renew(self.job):
            raise InterruptedStageError(Interruption.LOST)


def endless(asked: Asked) -> Reply:
    """Answer with an article that leads to four others: only a stop ends the crawl."""
    number = asked.path.removeprefix("/tin/")
    if not number.isdecimal():
        return Reply(b"<h1>Not found</h1>", status=404)
    return article(int(number), links(*(f"/tin/{int(number) * 4 + n}" for n in range(1, 5))))


@pytest.fixture
def plan_of(tmp_path: Path, settings: LazySettings) -> Iterator[Callable[..., Plan]]:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    server = Server(routes={"/": page("Trang chủ", links("/tin/1"))}, fallback=endless)
    with serving(server):
        yield lambda **crawl: Plan(
            profile=profile_of(server.home, **crawl),
            run="crawl-1",
            root=str(tmp_path / "archive"),
            allow_private=(server.place,),
            segment_s=0.2,
        )


def claimed(portal: Portal) -> Job:
    asked = jobs.request(JobKind.CRAWL, portal=portal)
    assert asked is not None
    job = jobs.claim(asked.pk, worker="w")
    assert job is not None
    return job


def test_a_pause_ends_the_crawl_at_the_next_beat_and_it_goes_on_later(
    plan_of: Callable[..., Plan], tmp_path: Path
) -> None:
    portal = Portal.objects.create(slug="can-loc", name="Can Lộc", home=plan_of().profile.home)
    said: list[str] = []
    options, screen = Namespace(slug="can-loc"), make_screen(said.append, clock=lambda: 0.0)
    job = claimed(portal)
    known: list[int] = []

    def pause() -> None:
        portals.pause(options, screen)
        known.append(Segment.objects.count())

    with pytest.raises(InterruptedStageError):
        visit(Beating(job), portal=portal, plan_of=plan_of, on_segment=pause)
    # What came after the first segment was not waited for: one event, and it ended.
    assert known == [1]
    assert Segment.objects.count() == 1
    assert not list((tmp_path / "archive" / "can-loc").glob("*.open"))
    jobs.fail(job, reason="", retry=True)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    portal.refresh_from_db()
    with pytest.raises(StageError, match="portal resume can-loc"):
        crawl(Beating(claimed(portal)))
    portals.resume(options, screen)
    before = fetched(plan_of().root)
    Job.objects.all().delete()
    again = visit(
        Beating(claimed(portal)), portal=portal, plan_of=lambda: plan_of(max_pages=len(before) + 9)
    )
    assert again.reason == "max_pages"
    paths = fetched(plan_of().root)
    assert len(paths) == len(set(paths)) > len(before)
    assert Segment.objects.count() == len(segments(plan_of().root, "can-loc"))
