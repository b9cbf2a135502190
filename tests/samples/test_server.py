"""The server: HTTP, control addresses, many readers at once."""

import gzip
import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from samples.portal import Portal
from samples.server import SampleServer, serve


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SampleServer]:
    with serve(Portal(0), access_log=tmp_path / "access.log") as running:
        yield running


def get(server: SampleServer, target: str) -> bytes:
    with urlopen(server.address + target, timeout=10) as answer:
        return bytes(answer.read())


def post(server: SampleServer, target: str) -> dict[str, object]:
    with urlopen(Request(server.address + target, method="POST"), timeout=10) as answer:
        return dict(json.load(answer))


def test_one_connection_serves_many_requests(server: SampleServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/robots.txt")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert bool(body) == (method == "GET")
    connection.close()


def test_pages_are_packed_on_request(server: SampleServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Trang chủ" in gzip.decompress(answer.read()).decode()
    connection.close()


def test_many_readers_at_once_all_get_their_page(server: SampleServer) -> None:
    targets = [row["url"] for row in json.loads(get(server, "/__control/routes"))][:60]
    with ThreadPoolExecutor(12) as readers:
        sizes = list(readers.map(lambda target: len(get(server, target)), targets))
    assert all(sizes)


def test_control_moves_the_portal_on_and_back(server: SampleServer) -> None:
    first = get(server, "/sitemap.xml").count(b"<url>")
    assert post(server, "/__control/next")["stage"] == 2
    assert get(server, "/sitemap.xml").count(b"<url>") == first
    assert post(server, "/__control/hide?source=sitemap")["hidden"] == ["sitemap"]
    assert get(server, "/sitemap.xml").count(b"<url>") == 1
    assert post(server, "/__control/reset") == {"stage": 1, "hidden": [], "seed": 0}


def test_the_access_log_names_every_answered_request(server: SampleServer, tmp_path: Path) -> None:
    get(server, "/robots.txt")
    get(server, "/__control/state")
    assert (tmp_path / "access.log").read_text() == "GET /robots.txt 200\n"


def test_the_host_of_the_request_stands_in_absolute_addresses(server: SampleServer) -> None:
    assert server.address.encode() in get(server, "/sitemap.xml")
