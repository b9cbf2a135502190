"""Each thing that stands in the way of a start is one line that says what to do."""

import os
import socket
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from worker.supervisor import checks
from worker.supervisor.options import StartError


def test_a_port_in_use_is_refused_with_another_proposed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"port {port} is in use: .* PORT=\d+$"):
            checks.check_port(port)
    checks.check_port(port)


def test_a_full_disk_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    with pytest.raises(StartError, match="free some space"):
        checks.check_disk(folder, needed_bytes=2**62)
    checks.check_disk(folder, needed_bytes=1)
    assert not list(tmp_path.iterdir())


def test_a_data_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="PORTALIFT_VAR"):
        checks.check_disk(tmp_path / "file" / "var")


def test_a_portal_that_answers_is_taken(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("<p>Cổng</p>")
    checks.check_portal(httpserver.url_for("/"))


def test_a_portal_that_answers_with_an_error_is_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/cong").respond_with_data("", status=404)
    with pytest.raises(StartError, match="answers with status 404"):
        checks.check_portal(httpserver.url_for("/cong"))


def test_a_portal_where_nothing_listens_is_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StartError, match="cannot be reached"):
        checks.check_portal(f"http://127.0.0.1:{port}/")


def test_a_portal_that_speaks_no_http_is_refused() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(5)
        with pytest.raises(StartError, match=r"does not answer|cannot be reached"):
            checks.check_portal(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=0.1)


def test_a_host_that_does_not_exist_is_refused() -> None:
    with pytest.raises(StartError, match=r"no host of this name|cannot be reached"):
        checks.check_portal("http://huyen.invalid/", timeout_s=2)


def test_one_run_a_data_folder(tmp_path: Path) -> None:
    with (
        checks.hold(tmp_path / "var"),
        pytest.raises(StartError, match=rf"another run \(process {os.getpid()}\)"),
    ):
        checks.hold(tmp_path / "var")
    checks.hold(tmp_path / "var").close()
