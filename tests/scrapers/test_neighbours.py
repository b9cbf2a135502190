"""Five portals at once, one dead, one slow: the others are not held up."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from scrapers.plan import Plan
from tests.scrapers.crawling import fetched, profile_of, start
from tests.scrapers.portal_server import Asked, Portal, Reply, article, links, page, serving

pytestmark = pytest.mark.slow
ARTICLES = 6


def usual() -> Portal:
    paths = [f"/tin/bai-{number}.html" for number in range(ARTICLES)]
    routes = {path: article(number) for number, path in enumerate(paths)}
    return Portal(routes={"/": page("Trang chủ", links(*paths)), **routes})


def waits_for(open_again: threading.Event) -> Portal:
    """Make a portal that answers nothing but its front page until it is let go."""
    portal = usual()
    usually = dict(portal.routes)

    def later(asked: Asked) -> Reply:
        assert open_again.wait(60)
        route = usually[asked.path]
        assert isinstance(route, Reply)
        return route

    portal.routes |= dict.fromkeys(usually.keys() - {"/"}, later)
    return portal


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port where nobody listens, and nobody else will."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def plan_of(place: str, root: Path) -> Plan:
    return Plan(
        profile=profile_of(f"http://{place}/"),
        run="1",
        root=str(root),
        allow_private=(place,),
        segment_s=0.2,
    )


def test_a_dead_and_a_slow_portal_hold_up_no_other(tmp_path: Path, dead_port: int) -> None:
    open_again = threading.Event()
    with ExitStack() as stack:
        stack.callback(open_again.set)
        portals = [stack.enter_context(serving(usual())) for _ in range(3)]
        slow = stack.enter_context(serving(waits_for(open_again)))
        places = [portal.place for portal in portals] + [slow.place, f"127.0.0.1:{dead_port}"]
        folders = [tmp_path / str(number) for number in range(len(places))]
        for folder in folders:
            folder.mkdir()
        crawls = [
            stack.enter_context(start(plan_of(place, folder), folder))
            for place, folder in zip(places, folders, strict=True)
        ]
        for crawl, folder in zip(crawls[:3], folders, strict=False):
            out, log = crawl.communicate(timeout=60)
            assert json.loads(out.splitlines()[-1])["reason"] == "finished", log
            assert len(fetched(folder)) == 1 + ARTICLES
        assert crawls[3].poll() is None
        open_again.set()
        out, _ = crawls[3].communicate(timeout=60)
        assert json.loads(out.splitlines()[-1])["reason"] == "finished"
        assert len(fetched(folders[3])) == 1 + ARTICLES
        out, _ = crawls[4].communicate(timeout=60)
        assert (crawls[4].returncode, json.loads(out.splitlines()[-1])["reason"]) == (
            1,
            "unreachable",
        )
