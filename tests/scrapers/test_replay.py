"""A standard tool replays what we stored: pywb, in an environment of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scrapers.archive import segments
from scrapers.plan import Plan
from tests.scrapers.crawling import ROOT, crawl, profile_of
from tests.scrapers.portal_server import Portal, article, links, page, serving
from worker.supervisor.programs import free_port

pytestmark = pytest.mark.acceptance
PYWB = "pywb==2.10.0"
WITHIN_S = 120


@pytest.fixture(scope="session")
def pywb() -> Path:
    """The folder of pywb's programs; it wants older libraries than ours, so it is kept apart."""
    folder = ROOT / ".venv" / "replay"
    if shutil.which("wayback"):
        return Path(str(shutil.which("wayback"))).parent
    if not (folder / "bin" / "wayback").exists():
        subprocess.run((sys.executable, "-m", "venv", str(folder)), check=True)
        command = (str(folder / "bin" / "pip"), "install", "--quiet", PYWB, "setuptools<81")
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            pytest.skip(f"{PYWB} cannot be installed: {made.stderr.strip()[-200:]}")
    return folder / "bin"


@contextmanager
def replaying(pywb: Path, folder: Path, *warcs: Path) -> Iterator[str]:
    """Serve WARC files as pywb does; yields the address of the collection."""
    for words in (("init", "huyen"), ("add", "huyen", *map(str, warcs))):
        subprocess.run((str(pywb / "wb-manager"), *words), cwd=folder, check=True)
    port = free_port()
    command = (str(pywb / "wayback"), "--port", str(port), "--bind", "127.0.0.1")
    with subprocess.Popen(command, cwd=folder) as process:
        try:
            address = f"http://127.0.0.1:{port}/"
            wait_for(address)
            yield f"{address}huyen/"
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            assert time.monotonic() < deadline, "pywb does not answer"
            time.sleep(0.2)


def test_pywb_shows_an_article_as_it_was_served(tmp_path: Path, pywb: Path) -> None:
    routes = {"/": page("Trang chủ", links("/tin/bai-1.html")), "/tin/bai-1.html": article(1)}
    with serving(Portal(routes=routes)) as portal:
        plan = Plan(
            profile=profile_of(portal.home),
            run="1",
            root=str(tmp_path / "archive"),
            allow_private=(portal.place,),
        )
        assert crawl(plan, tmp_path).reason == "finished"
        url = f"{portal.home}tin/bai-1.html"
    folder = tmp_path / "pywb"
    folder.mkdir()
    warcs = [Path(plan.root) / name for name in segments(plan.root, "can-loc")]
    with (
        replaying(pywb, folder, *warcs) as collection,
        urllib.request.urlopen(f"{collection}id_/{url}", timeout=30) as answer,
    ):
        assert answer.status == 200
        assert answer.read() == article(1).body
