"""Images and files: streamed into the archive, each accounted for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from scrapers.archive import ArchiveWriter, Outcome, PageKind, Reason, read_payload_to
from scrapers.crawl.answers import Answers
from scrapers.crawl.frontier import Target
from scrapers.crawl.guard import Guard
from scrapers.crawl.seeds import begin
from scrapers.crawl.visit import Visit
from scrapers.plan import Mode, Pending, Plan
from tests.scrapers.crawling import crawl, profile_of, records
from tests.scrapers.portal_server import Portal, Reply, serving

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10
LARGE = hashlib.sha256(b"large").digest() * (80 * 1024 * 1024 // 32)


def assets_of(portal: Portal, root: Path, *urls: str, **crawl_settings: object) -> Plan:
    return Plan(
        profile=profile_of(portal.home, **crawl_settings),
        run="5",
        mode=Mode.ASSETS,
        root=str(root),
        allow_private=(portal.place,),
        pending=tuple(Pending(url=url, kind="asset") for url in urls),
    )


def portal_with_assets() -> Portal:
    portal = Portal()
    portal.routes = {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /kin/\n"),
        "/anh/a.png": Reply(PNG, headers=(("Content-Type", "image/png"),)),
        "/tai?download=1&id=4": Reply(
            b"%PDF-1.4", headers=(("Content-Disposition", "attachment; filename=a.pdf"),)
        ),
        "/doi.png": Reply(status=302, headers=(("Location", "/anh/a.png"),)),
        "/to.zip": Reply(b"x" * 5000),
        "/loi.png": Reply(status=500),
    }
    return portal


@pytest.mark.slow
def test_each_asset_ends_with_its_bytes_or_a_reason(tmp_path: Path) -> None:
    portal = portal_with_assets()
    with serving(portal):
        home = portal.home
        plan = assets_of(
            portal,
            tmp_path,
            home + "anh/a.png",
            home + "tai?download=1&id=4",
            home + "doi.png",
            home + "to.zip",
            home + "mat.png",
            home + "kin/x.png",
            "https://cdn.example/b.png",
            max_file_bytes=4000,
            assets_off_host=False,
        )
        assert crawl(plan, tmp_path).reason == "finished"
    ends = {
        record.note.url.removeprefix(home): (record.note.outcome, record.note.reason)
        for record in records(tmp_path)
        if record.note.kind is PageKind.ASSET
    }
    assert ends == {
        "anh/a.png": (Outcome.FETCHED, Reason.NONE),
        "tai?download=1&id=4": (Outcome.FETCHED, Reason.NONE),
        "doi.png": (Outcome.REDIRECTED, Reason.NONE),
        "to.zip": (Outcome.FAILED, Reason.TOO_LARGE),
        "mat.png": (Outcome.GONE, Reason.NOT_FOUND),
        "kin/x.png": (Outcome.EXCLUDED, Reason.ROBOTS_EXCLUDED),
        "https://cdn.example/b.png": (Outcome.EXCLUDED, Reason.OFF_HOST),
    }
    bodies = [record.page.body for record in records(tmp_path) if record.page]
    assert bodies.count(PNG) == 2  # under its own address, and where the redirect led


@pytest.mark.slow
def test_a_large_file_goes_through_the_disk_not_the_memory(tmp_path: Path) -> None:
    portal = Portal(routes={"/lon.bin": Reply(LARGE, headers=())})
    with serving(portal):
        plan = assets_of(portal, tmp_path, portal.home + "lon.bin")
        done = crawl(plan, tmp_path)
    assert done.reason == "finished"
    (record,) = (found for found in records(tmp_path) if found.note.kind is PageKind.ASSET)
    assert record.size_bytes == len(LARGE)
    assert record.page
    assert record.page.body == b""
    copy = BytesIO()
    read_payload_to(tmp_path, record.segment, record.offset, copy)
    assert copy.getvalue() == LARGE
    assert done.peak_mib < 150


def test_the_files_of_a_host_that_no_longer_answers_each_have_their_end(tmp_path: Path) -> None:
    urls = [f"http://portal.example/anh/{number}.png" for number in range(60)]
    plan = Plan(
        profile=profile_of("http://portal.example/"),
        run="5",
        mode=Mode.ASSETS,
        root=str(tmp_path),
        pending=tuple(Pending(url=url, kind="asset") for url in urls),
    )
    now, clock, asked = datetime(2026, 11, 23, tzinfo=UTC), 0.0, 0
    with ArchiveWriter(tmp_path, "can-loc", "5") as writer:
        visit = Visit(plan=plan, guard=Guard(), writer=writer, now=lambda: now)
        begin(visit)
        while (step := visit.next(clock)) is not None:
            if not isinstance(step, Target):
                clock += max(step, 0.001)
                continue
            asked += 1
            visit.receive(step)
            Answers(visit).fail(step, Reason.REFUSED, "nobody listens", clock)
    ends = {record.note.url: record.note.reason for record in records(tmp_path)}
    assert {ends[url] for url in urls} == {Reason.REFUSED}
    assert asked < len(urls)
