"""`make run` that serves: the API answers, and nothing is left behind."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.data_folder import make_data_folder
from tests.end_to_end.machine import Machine, is_alive, kill
from tests.end_to_end.truth import KINDS, compare, lines_of, truth

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("served")
    machine = Machine(make_data_folder(tmp_path_factory, folder / "var"))
    machine.serve()
    yield machine
    machine.end()


@pytest.mark.parametrize("words", ["kiem tra cai cach hanh chinh", "kiểm tra cải cách hành chính"])
def test_the_seed_article_is_found_first_with_and_without_marks(
    served: Machine, words: str
) -> None:
    first = served.get(f"/api/v1/articles/?search={quote(words)}")["items"][0]
    item = served.get(f"/api/v1/articles/{first['id']}/")
    assert item["title"].startswith("Kiểm tra Cải cách hành chính một số địa phương")
    assert item["byline"] == "Anh Đức"
    assert "436/QĐ-UBND" in " ".join(lines_of(item))


def test_the_api_gives_the_portals_own_texts_without_its_frame(served: Machine) -> None:
    home = f"http://127.0.0.1:{(served.var / 'sample' / 'port-0').read_text()}"
    items = [item for kind in KINDS for item in served.items(kind)]
    difference = compare(truth(), items, home=home)
    assert not difference.absent
    assert not difference.doubled
    assert not difference.invented
    assert not difference.lost
    assert not difference.frame
    assert not difference.fields


def test_admin_and_documentation_answer(served: Machine) -> None:
    for path in ("/admin/login/", "/api/v1/docs", "/api/v2/pages/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{served.port}{path}") as answer:
            assert answer.status == 200


def test_a_second_run_on_the_same_folder_or_port_is_refused(served: Machine) -> None:
    for var in (served.var, served.var.with_name("other")):
        second = Machine(var)
        second._said = var.with_name("second.said")
        second.port = served.port if var != served.var else second.port
        assert second.run(timeout_s=30) == 1
        assert len(second.said.splitlines()) == 1
        assert f"process {served.process.pid}" in second.said or "in use" in second.said
    assert not served.var.with_name("other").joinpath("portalift.sqlite3").exists()


def test_ctrl_c_leaves_nothing_behind(served: Machine) -> None:
    family = served.family()
    assert len(family) > 6
    assert served.stop() == 0
    assert not [pid for pid in family if is_alive(pid)]
    assert not served.pids()


def test_a_killed_supervisor_leaves_nothing_behind(served: Machine) -> None:
    served.start()
    served.until(lambda: {"broker", "portal", "crawler", "worker", "web"} <= set(served.pids()))
    served.until(lambda: "crawl: running" in served.said or "crawl: done" in served.said)
    family = served.family()
    kill(served.process.pid)
    served.process.wait(timeout=10)
    deadline = time.monotonic() + 40
    while any(is_alive(pid) for pid in family):
        assert time.monotonic() < deadline
        time.sleep(0.2)
