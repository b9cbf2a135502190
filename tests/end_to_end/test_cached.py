"""Behind the sample nginx: many are answered from its cache, and what is published is seen."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.data_folder import ROOT, environment_of, make_data_folder
from tests.fronted import fronted, gunicorn, nginx_program
from worker.supervisor.programs import free_port

STALE_S = 2.0
PUBLISH = """
import sys, django
django.setup()
from tests.cms.pages import Site
slug, title, state = sys.argv[1:]
print(Site(slug).item(title, publish=state == "published").pk)
"""
TOKEN = """
import django
django.setup()
from cms.api.models import Scope
from cms.api.tokens import make_token
print(make_token("front", [Scope.PREVIEW]))
"""
pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(nginx_program() is None, reason="needs nginx: apt-get install nginx-light"),
]


@dataclass
class Server:
    """A server with nginx before it."""

    address: str
    environment: dict[str, str]

    def run(self, code: str, *words: str) -> str:
        program = (sys.executable, "-c", code, *words)
        done = subprocess.run(
            program, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def get(self, path: str, **headers: str) -> tuple[dict[str, str], str]:
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            return dict(answer.headers), answer.read().decode()

    def titles(self) -> list[str]:
        _headers, body = self.get("/api/v1/articles/")
        return [item["title"] for item in json.loads(body)["items"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("cached")
    var = make_data_folder(tmp_path_factory, folder / "var")
    environment = {**environment_of(var), "DJANGO_SETTINGS_MODULE": "settings.dev"}
    upstream, port = free_port(), free_port()
    with (
        gunicorn(environment, port=upstream),
        fronted(folder / "nginx", port=port, upstream=upstream) as address,
    ):
        yield Server(address, environment)


def test_what_is_published_is_seen_within_two_seconds(server: Server) -> None:
    server.run(PUBLISH, "mot", "Tin một", "published")
    assert "Tin một" in seen_in_time(server, "Tin một")
    server.run(PUBLISH, "hai", "Tin hai", "published")
    assert "Tin hai" in seen_in_time(server, "Tin hai")


def seen_in_time(server: Server, title: str) -> list[str]:
    """Ask as many do, for as long as the cache may be behind."""
    deadline = time.monotonic() + STALE_S
    titles = server.titles()
    while title not in titles and time.monotonic() < deadline:
        titles = server.titles()
    return titles


def test_most_are_answered_from_the_cache(server: Server) -> None:
    states = [server.get("/api/v1/articles/?limit=7")[0]["X-Cache"] for _number in range(20)]
    assert states.count("HIT") >= 15


def test_drafts_are_kept_by_no_cache(server: Server) -> None:
    key = server.run(PUBLISH, "ba", "Bản nháp", "draft")
    token = server.run(TOKEN)
    for _number in range(3):
        headers, body = server.get(f"/api/v1/items/{key}/draft/", Authorization=f"Bearer {token}")
        assert json.loads(body)["title"] == "Bản nháp"
        assert headers["X-Cache"] == "MISS"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        server.get(f"/api/v1/items/{key}/draft/")
