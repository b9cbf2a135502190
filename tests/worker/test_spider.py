"""The spider's child process: events come out, and it stops when it is told to."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scrapers.archive import segments
from scrapers.plan import Plan
from tests.scrapers.crawling import fetched, profile_of
from tests.scrapers.portal_server import Portal, article, links, serving
from worker.spider import Spider

pytestmark = pytest.mark.slow


@pytest.fixture
def plan_of(tmp_path: Path) -> Iterator[Callable[..., Plan]]:
    routes = {f"/tin/{n}": article(n, links(f"/tin/{n + 1}")) for n in range(200)}
    with serving(Portal(routes={"/": article(0, links("/tin/1")), **routes})) as portal:
        yield lambda **crawl: Plan(
            profile=profile_of(portal.home, **crawl),
            run="crawl-1",
            root=str(tmp_path / "archive"),
            allow_private=(portal.place,),
            segment_s=0.2,
        )


def test_a_crawl_tells_its_segments_and_its_end(
    plan_of: Callable[..., Plan], tmp_path: Path
) -> None:
    plan = plan_of(max_pages=5)
    with Spider(plan, log=tmp_path / "crawl.log") as spider:
        told = [event for event in spider.events(tick_s=1) if event]
        assert spider.status == 0
    assert told[-1]["event"] == "finished"
    names = [event["name"] for event in told if event["event"] == "segment"]
    assert names == list(segments(plan.root, "can-loc"))
    assert names


def test_a_crawl_that_is_stopped_closes_its_segment(
    plan_of: Callable[..., Plan], tmp_path: Path
) -> None:
    plan = plan_of(delay_s=0.05)
    with Spider(plan, log=tmp_path / "crawl.log") as spider:
        for event in spider.events(tick_s=0.1):
            if event and event["event"] == "segment":
                break
    assert spider.status == 0
    assert not list((tmp_path / "archive" / "can-loc").glob("*.open"))
    paths = fetched(plan.root)
    assert len(paths) == len(set(paths)) < 200


def test_a_crawl_that_is_killed_ends_without_a_last_event(
    plan_of: Callable[..., Plan], tmp_path: Path
) -> None:
    with Spider(plan_of(delay_s=0.05), log=tmp_path / "crawl.log") as spider:
        told = []
        for event in spider.events(tick_s=0.1):
            told.append(event)
            if event and event["event"] == "segment":
                os.kill(spider.pid, signal.SIGKILL)
        assert spider.status == -signal.SIGKILL
    assert not any(event and event["event"] == "finished" for event in told)
