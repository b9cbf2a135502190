"""`make run` on the sample portal: all is accounted for, and a second run writes nothing.

The portal's own route table, access log and truth are what the run is held against. At the end the
same is done with `kill -9` of spider, workers and broker: it ends as the run that was left alone.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from samples.portal import Portal
from samples.routes import build_routes
from samples.truth import Truth
from tests.end_to_end.conftest import Make
from tests.end_to_end.machine import Machine, kill
from tests.end_to_end.truth import truth

pytestmark = pytest.mark.slow

ITEM_KINDS = ("article", "document", "static", "media")


@pytest.fixture(scope="module")
def records() -> list[Truth]:
    return truth()


def home_of(machine: Machine) -> str:
    return f"http://127.0.0.1:{(machine.var / 'sample' / 'port-0').read_text()}"


def ledger(machine: Machine) -> dict[str, tuple[str, str]]:
    """State and reason by path."""
    home = home_of(machine)
    rows = machine.rows("SELECT address, state, reason FROM harvest_sourceurl")
    return {address.removeprefix(home): (state, reason) for address, state, reason in rows}


def test_every_item_of_the_portal_is_loaded_once(harvested: Machine, records: list[Truth]) -> None:
    home = home_of(harvested)
    loaded = Counter(
        address.removeprefix(home)
        for (address,) in harvested.rows(
            "SELECT url.address FROM harvest_item AS item"
            " JOIN wagtailcore_page AS page ON page.id = item.page_id AND page.live"
            " JOIN harvest_sourceversion AS version ON version.id = item.latest_id"
            " JOIN harvest_sourceurl AS url ON url.id = version.source_url_id"
        )
    )
    for record in records:
        addresses = (record["url"], *record["other_urls"])
        assert sum(loaded.pop(address, 0) for address in addresses) == 1, record["url"]
    assert not loaded


def test_the_balance_sheet_holds_with_nothing_failed(harvested: Machine) -> None:
    assert "All records agree" in harvested.said
    assert not harvested.rows("SELECT address, reason FROM harvest_sourceurl WHERE state='failed'")


def test_every_address_of_the_route_table_is_in_the_ledger(harvested: Machine) -> None:
    known = ledger(harvested)
    missing = [
        address
        for address, route in build_routes(Portal(0)).items()
        if route.kind in ITEM_KINDS and address not in known
    ]
    assert not missing


def test_what_the_server_answered_is_what_the_archive_holds(harvested: Machine) -> None:
    lines = (harvested.var / "sample" / "access-0.jsonl").read_text().splitlines()
    answered = Counter(tuple(line.split(" ")[1:]) for line in lines)
    again = [path for (path, _), count in answered.items() if count > 1]
    # Asked by each visit of its own: the pages' and the images'.
    assert set(again) <= {"/robots.txt"}
    known = ledger(harvested)
    unknown = [path for path, _ in answered if path not in known and path != "/robots.txt"]
    assert not unknown


def test_a_second_run_writes_nothing_and_is_faster(harvested: Machine) -> None:
    counts, written = harvested.counts(), harvested.written()
    assert harvested.run() == 0, harvested.said
    assert harvested.counts() == counts
    assert harvested.written() == written


def test_the_report_names_what_was_lost_or_changed(harvested: Machine, tmp_path: Path) -> None:
    assert harvested.portal("report", "sample").returncode == 0
    broken = Machine(shutil.copytree(harvested.var, tmp_path / "var"))
    segment = min((broken.var / "archive" / "sample").glob("*.warc.gz"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(content)
    picture = min((broken.var / "media" / "original_images").iterdir())
    picture.unlink()
    report = broken.portal("report", "sample")
    assert report.returncode == 1
    assert f"sample/{segment.name}" in report.stdout
    assert picture.name in report.stdout
    assert re.search(r"segment_changed|changed", report.stdout)


def on_the_same_portal(machine: Machine, other: Machine) -> None:
    """Let both harvest one address: what they bring home can then be compared."""
    folder = machine.var / "sample"
    folder.mkdir(parents=True)
    shutil.copy(other.var / "sample" / "port-0", folder / "port-0")


def kill_program(machine: Machine, name: str) -> None:
    """Kill a program and wait until the supervisor has started it again."""
    before = machine.pids()[name]
    kill(before)
    machine.until(lambda: machine.pids().get(name, before) != before)


def kill_spider(machine: Machine) -> None:
    machine.until(lambda: machine.spider() is not None)
    machine.until(lambda: any((machine.var / "archive" / "sample").glob("*.warc.gz*")))
    spider = machine.spider()
    assert spider is not None
    kill(spider)


@pytest.mark.acceptance
def test_a_run_with_everything_killed_once_ends_like_a_clean_one(
    harvested: Machine, make_machine: Make
) -> None:
    machine = make_machine()
    on_the_same_portal(machine, harvested)
    machine.start(SERVE="0")
    kill_spider(machine)
    machine.until(lambda: machine.spider() is not None)
    kill_program(machine, "crawler")
    kill_program(machine, "broker")
    machine.until(lambda: "take the articles out: running" in machine.said)
    kill_program(machine, "worker")
    assert machine.ended(timeout_s=600) == 0, machine.said
    assert "All records agree" in machine.said
    assert machine.end_state() == harvested.end_state()
