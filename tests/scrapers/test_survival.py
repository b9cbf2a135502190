"""Killed, stopped, doubled, repeated: what a crawl leaves is whole, and the next goes on."""

from __future__ import annotations

import errno
import random
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.archive import ArchiveWriter, Outcome, verify
from scrapers.crawl.guard import Guard
from scrapers.crawl.owner import Access
from scrapers.crawl.spider import PortalSpider
from scrapers.crawl.visit import Visit
from scrapers.plan import Pending, Plan
from tests.scrapers.crawling import ROOT, crawl, fetched, profile_of, records, start
from tests.scrapers.portal_server import Asked, Portal, Reply, article, links, page, serving

COUNT = 60


class Counted(Portal):
    """Tells when a number of requests has come in."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, threading.Event] = {}

    def reply(self, asked: Asked) -> Reply:
        reply = super().reply(asked)
        if event := self.waiting.get(len(self.asked)):
            event.set()
        return reply

    def at(self, requests: int) -> threading.Event:
        return self.waiting.setdefault(len(self.asked) + requests, threading.Event())


def counted() -> Counted:
    portal = Counted()
    lists = [f"/tin/?trang={number}" for number in range(6)]
    portal.routes["/"] = page("Trang chủ", links(*lists))
    for number, path in enumerate(lists):
        own = range(number * 10, number * 10 + 10)
        portal.routes[path] = page("Tin", links(*(f"/tin/bai-{n}.html" for n in own)))
    for number in range(COUNT):
        portal.routes[f"/tin/bai-{number}.html"] = article(number)
    return portal


def plan_of(portal: Portal, root: Path, run: str = "1") -> Plan:
    return Plan(
        profile=profile_of(portal.home),
        run=run,
        root=str(root),
        allow_private=(portal.place,),
        segment_s=0.5,
    )


def kill_after(requests: int, portal: Counted, root: Path, folder: Path) -> None:
    reached = portal.at(requests)
    with start(plan_of(portal, root), folder) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()


def survives(requests: list[int], folder: Path) -> None:
    """Kill a crawl after each number of requests, let it end, and compare with what there is."""
    root = folder / "archive"
    with serving(counted()) as portal:
        assert isinstance(portal, Counted)
        for count in requests:
            kill_after(count, portal, root, folder)
        done = crawl(plan_of(portal, root), folder)
    assert done.reason == "finished", done.log
    paths = fetched(root)
    assert set(portal.routes) <= set(paths)
    assert len(paths) == len(set(paths))
    assert verify(root, "can-loc") == ()


@pytest.mark.slow
def test_a_crawl_that_was_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    survives([2, 23], tmp_path)


@pytest.mark.acceptance
@pytest.mark.parametrize("seed", range(20))
def test_a_crawl_killed_at_a_random_point_goes_on(tmp_path: Path, seed: int) -> None:
    survives([random.Random(seed).randrange(1, COUNT + 12)], tmp_path)


@pytest.mark.slow
def test_a_crawl_that_is_told_to_stop_closes_its_segment_and_goes_on_later(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    with serving(counted()) as portal:
        assert isinstance(portal, Counted)
        reached = portal.at(20)
        with start(plan_of(portal, root), tmp_path) as process:
            assert reached.wait(60)
            process.send_signal(signal.SIGTERM)
            out, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert '"reason": "stopped"' in out.splitlines()[-1]
        assert not list((root / "can-loc").glob("*.open"))
        assert crawl(plan_of(portal, root), tmp_path).reason == "finished"
    paths = fetched(root)
    assert set(portal.routes) <= set(paths)
    assert len(paths) == len(set(paths))


@pytest.mark.slow
def test_a_second_crawl_of_the_same_portal_ends_at_once(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    with serving(counted()) as portal:
        assert isinstance(portal, Counted)
        reached = portal.at(3)
        with start(plan_of(portal, root), tmp_path) as process:
            assert reached.wait(60)
            process.send_signal(signal.SIGSTOP)
            second = crawl(plan_of(portal, root, run="2"), tmp_path)
            process.send_signal(signal.SIGCONT)
            process.communicate(timeout=60)
    assert (second.status, second.reason) == (3, "locked")
    assert second.log.splitlines()[-1] == "can-loc: another crawl of this portal is running"


@pytest.mark.slow
def test_a_crawl_again_stores_no_content_twice_and_finds_what_changed(tmp_path: Path) -> None:

    root = tmp_path / "archive"
    with serving(counted()) as portal:
        first = plan_of(portal, root)
        assert crawl(first, tmp_path).reason == "finished"
        held = {r.note.url: r for r in records(root) if r.page and r.status == 200}
        pending = tuple(
            Pending(
                url=url,
                digest=r.digest,
                segment=r.segment,
                offset=r.offset,
                fetched_at=r.fetched_at,
            )
            for url, r in held.items()
            if "robots" not in url
        )
        portal.routes["/tin/bai-5.html"] = article(500)
        del portal.routes["/tin/bai-6.html"]
        portal.routes["/tin/?trang=0"] = page("Tin", links("/tin/bai-mới.html", "/tin/bai-1.html"))
        portal.routes["/tin/bai-m%E1%BB%9Bi.html"] = article(777)
        again = replace(first, run="2", pending=pending)
        assert crawl(again, tmp_path).reason == "finished"
    second = {r.note.url.removeprefix(portal.home): r for r in records(root) if r.note.crawl == "2"}
    outcomes = {url: r.note.outcome for url, r in second.items() if "bai-" in url}
    assert outcomes.pop("tin/bai-5.html") is Outcome.FETCHED
    assert outcomes.pop("tin/bai-6.html") is Outcome.GONE
    assert outcomes.pop("tin/bai-m%E1%BB%9Bi.html") is Outcome.FETCHED
    assert set(outcomes.values()) == {Outcome.UNCHANGED}
    assert len(outcomes) == COUNT - 2


def test_an_archive_that_is_away_ends_the_crawl_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(profile=profile_of("http://portal.example/"), run="1", root=str(tmp_path))
    with ArchiveWriter(tmp_path, "can-loc", "1") as writer:
        visit = Visit(plan=plan, guard=Guard(), writer=writer, now=lambda: datetime.now(UTC))
        spider = PortalSpider(visit=visit, emit=lambda _: None, access=Access())

        def refuse(_now: datetime) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(writer, "close_if_due", refuse)
        spider._on_tick()
    said = "the archive cannot be written: No space left on device"
    assert (visit.finished, visit.detail) == ("archive_unwritable", said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "the plan is no JSON"),
        ('{"run": "1"}', "missing 2 required"),
        (
            '{"profile": {"slug": "../x", "name": "", "home": "http://a/"},'
            ' "run": "1", "root": "R"}',
            "no portal slug",
        ),
    ],
)
def test_a_bad_plan_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:

    path = tmp_path / "plan.json"
    path.write_text(text.replace('"R"', f'"{tmp_path}"'), encoding="utf-8")
    command = [sys.executable, "-m", "scrapers", "crawl", "--plan", str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
