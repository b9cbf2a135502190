"""The example front end in a real browser: pages, old addresses, news by webhook."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.data_folder import ROOT, environment_of, make_data_folder
from tests.fronted import gunicorn
from worker.supervisor.programs import free_port

EXAMPLE = ROOT / "examples" / "astro"
START_S = 60
FILL = """
import os, django
django.setup()
from cms.api.models import Webhook
from cms.catalog import changes
from tests.cms.pages import Site
site = Site()
site.portal.front_end_url = os.environ["FRONT_END"]
site.portal.save()
body = [("heading", {"text": "Kết quả", "level": "2"}), ("paragraph", "<p>Một <b>cửa</b></p>")]
page = site.item("Lễ hội Đồng Lộc", lead="Dẫn", byline="Anh Đức", body=body)
hook = Webhook.objects.create(
    name="front", url=os.environ["FRONT_END"] + "/hooks/portalift",
    position=changes.versions().sequence,
)
print(page.pk, page.source_url, hook.secret)
"""
EDIT = """
import sys, django
django.setup()
from cms.articles.models import ArticlePage
from worker.webhooks import send_due
page = ArticlePage.objects.get(pk=sys.argv[1])
page.title = "Lễ hội đã sửa"
page.save_revision().publish()
print(send_due())
"""


def chromium() -> str | None:
    """Where a browser is, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def why_not() -> str:
    """What is missing on this machine; empty if nothing is."""
    if shutil.which("npm") is None:
        return "Node.js and npm are not installed (20.18 or newer)"
    said = subprocess.run(("node", "--version"), capture_output=True, text=True, check=False)
    if tuple(map(int, said.stdout.strip().lstrip("v").split(".")[:2])) < (20, 18):
        return f"Node.js 20.18 or newer is needed, found {said.stdout.strip()}"
    if chromium() is None:
        return "Chromium is not installed"
    asked = subprocess.run(("npm", "ping"), capture_output=True, timeout=60, check=False)
    return "no npm registry is reachable" if asked.returncode else ""


def run_script(environment: Mapping[str, str], script: str, *arguments: str) -> list[str]:
    program = (sys.executable, "-c", script, *arguments)
    ran = subprocess.run(
        program, cwd=ROOT, env=dict(environment), check=True, capture_output=True, text=True
    )
    return ran.stdout.split()


def seen(address: str, profile: Path) -> str:
    """The page as the browser has it after following redirects."""
    program = (chromium() or "", "--headless=new", "--no-sandbox", "--disable-gpu")
    options = (f"--user-data-dir={profile}", "--dump-dom", address)
    ran = subprocess.run(
        (*program, *options), capture_output=True, text=True, timeout=120, check=True
    )
    return ran.stdout


@contextmanager
def built(environment: Mapping[str, str], folder: Path, *, port: int) -> Iterator[None]:
    """Install, check, build and serve the example."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for step in (
        ("ci", "--no-audit", "--no-fund"),
        *(("run", s) for s in ("types", "check", "build")),
    ):
        ran = subprocess.run(
            ("npm", *step),
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, (
            f"npm {' '.join(step)}: {ran.stdout[-4000:]}{ran.stderr[-4000:]}"
        )
    server = {**environment, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(("node", "dist/server/entry.mjs"), cwd=folder, env=server)
    try:
        deadline = time.monotonic() + START_S
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.mark.acceptance
def test_readers_see_what_editors_publish(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    if missing := why_not():
        pytest.skip(missing)
    port, front = free_port(), free_port()
    home = f"http://127.0.0.1:{front}"
    var = make_data_folder(tmp_path_factory, tmp_path / "var")
    private = {"WEBHOOK_PRIVATE_HOSTS": f"127.0.0.1:{front}", "FRONT_END": home}
    cms = environment_of(var, DJANGO_SETTINGS_MODULE="settings.dev", **private)
    key, old, secret = run_script(cms, FILL)
    node = {
        **os.environ,
        "PORTALIFT_API": f"http://127.0.0.1:{port}",
        "PORTAL": "can-loc",
        "OLD_HOME": "http://can-loc.test",
        "WEBHOOK_SECRET": secret,
        "ASTRO_TELEMETRY_DISABLED": "1",
    }
    profile = tmp_path / "profile"
    with gunicorn(cms, port=port), built(node, tmp_path / "front", port=front):
        # Not there as this kind: that is not kept for the article with the same number.
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{home}/static/{key}", timeout=30)
        assert f'href="/article/{key}"' in seen(home, profile)
        page = seen(f"{home}/article/{key}", profile)
        for part in ("<h1>Lễ hội Đồng Lộc</h1>", "<h2>Kết quả</h2>", "Một <b>cửa</b>", "Anh Đức"):
            assert part in page
        # The old portal's host leads here now, path and all.
        moved = seen(f"{home}{old.removeprefix('http://can-loc.test')}?utm_source=x", profile)
        assert "<h1>Lễ hội Đồng Lộc</h1>" in moved
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{home}/tin/0", timeout=30)
        assert run_script(cms, EDIT, key) == ["1"]
        assert "<h1>Lễ hội đã sửa</h1>" in seen(f"{home}/article/{key}", profile)
        assert "Lễ hội đã sửa" in seen(home, profile)
        told = {"content-type": "application/json"}
        forged = urllib.request.Request(f"{home}/hooks/portalift", data=b"{}", headers=told)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(forged, timeout=30)
