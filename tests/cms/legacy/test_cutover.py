"""Before DNS leads here: all old addresses are tried, and written down for other servers."""

from __future__ import annotations

import csv
import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from cms.catalog.models import Entry
from cms.harvest.models import SourceUrl
from cms.legacy.exporting import export
from cms.legacy.models import Hits
from cms.legacy.resolving import resolve
from cms.legacy.trial import needs, try_all
from tests.cms.harvest.conftest import OldPortal

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'^    "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)";$')


def entries(text: str, variable: str) -> dict[str, str]:
    """Read one map of an nginx file."""
    body = text.partition(f"${variable} {{\n")[2].partition("\n}")[0]
    lines = body.splitlines()
    assert lines[0] == '    default "";'
    return dict(ENTRY.fullmatch(line).groups() for line in lines[1:])


def test_all_known_addresses_are_tried_in_process(full: OldPortal, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.WAGTAILADMIN_BASE_URL = "https://portalift.test"
    tried = list(try_all(full.portal))
    assert [one for one in tried if one.wrong] == []
    assert len(tried) == SourceUrl.objects.filter(portal=full.portal).count()
    assert {one.status for one in tried} == {301, 410}
    assert not Hits.objects.exists()


def test_a_target_that_is_not_there_is_named(full: OldPortal) -> None:
    page = full.page("a")
    other = Entry.objects.exclude(pk=page.pk)[0]
    Entry.objects.filter(pk=page.pk).update(summary=other.summary)
    (wrong,) = [one for one in try_all(full.portal) if one.wrong]
    assert wrong.address == "http://portal.test/a"
    assert "does not show" in wrong.wrong


def test_hosts_with_known_https_need_a_certificate(full: OldPortal) -> None:
    assert [(host.name, host.certificate) for host in needs(full.portal)] == [
        ("portal.test", False),
        ("www.portal.test", False),
    ]
    SourceUrl.objects.filter(pk=full.row("a").pk).update(canonical="https://portal.test/a")
    assert all(host.certificate for host in needs(full.portal))


def test_the_command_prints_a_table_and_what_is_needed(
    full: OldPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("portal", "cutover", full.portal.slug, "--check")
    printed = capsys.readouterr().out
    assert "old addresses tried" in printed
    assert "www.portal.test" in printed
    assert "wrong" not in printed


def test_the_nginx_map_says_what_we_would_answer(full: OldPortal) -> None:
    text = "\n".join(export(full.portal, "nginx"))
    targets = entries(text, "portalift_can_loc_target")
    statuses = entries(text, "portalift_can_loc_status")
    assert targets["portal.test/a"] == f"http://127.0.0.1:8000{resolve('http://portal.test/a').url}"
    assert targets["www.portal.test/a"] == targets["portal.test/a"]
    assert statuses["portal.test/mat"] == "410"
    assert targets.keys().isdisjoint(statuses)


def test_the_apache_map_has_a_key_and_a_value_a_line(full: OldPortal) -> None:
    lines = [line for line in export(full.portal, "apache") if not line.startswith("#")]
    found = dict(line.split(" ") for line in lines)
    assert found["portal.test/a"].endswith(f"/items/{full.page('a').pk}/")
    assert found["portal.test/mat"] == "410"


def test_the_table_names_every_address_once(full: OldPortal) -> None:
    rows = list(csv.DictReader(export(full.portal, "csv")))
    by_address = {row["address"]: row for row in rows}
    assert len(by_address) == len(rows) == SourceUrl.objects.filter(portal=full.portal).count()
    assert by_address["http://portal.test/mat"] == {
        "address": "http://portal.test/mat",
        "status": "410",
        "target": "",
        "reason": "not_found",
    }


def test_what_a_map_without_letter_case_cannot_hold_is_left_to_us(full: OldPortal) -> None:
    capital = "http://portal.test/A"
    SourceUrl.objects.filter(pk=full.row("mat").pk).update(canonical=capital, address=capital)
    text = "\n".join(export(full.portal, "nginx"))
    assert '"portal.test/a"' not in text
    assert '"portal.test/A"' not in text
    assert "portal.test/A 410" in list(export(full.portal, "apache"))


NGINX = """
daemon off; master_process off; pid {root}/nginx.pid; error_log {root}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p;
  fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  {sizes}
  include {root}/can-loc.map;
  server {{ listen 127.0.0.1:{port}; {rules} }}
}}
"""


@pytest.fixture
def nginx(full: OldPortal, tmp_path: Path) -> Iterator[int]:
    """Run nginx with the map as its head says, and give its port."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed")
    text = "\n".join(export(full.portal, "nginx"))
    (tmp_path / "can-loc.map").write_text(text, encoding="utf-8")
    head = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#   ")]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "nginx.conf"
    rules = "\n".join(line for line in head if line.startswith("if "))
    file.write_text(NGINX.format(root=tmp_path, sizes=head[0], port=port, rules=rules))
    arguments = [program, "-p", str(tmp_path), "-c", str(file)]
    checked = subprocess.run([*arguments, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
        server.terminate()


@pytest.mark.acceptance
def test_nginx_answers_from_the_map(full: OldPortal, nginx: int) -> None:
    for row in SourceUrl.objects.filter(portal=full.portal):
        wanted = resolve(row.address)
        server = http.client.HTTPConnection("127.0.0.1", nginx, timeout=5)
        path = row.canonical.partition("portal.test")[2] or "/"
        server.request("GET", path, headers={"Host": "portal.test"})
        answer = server.getresponse()
        server.close()
        assert answer.status == wanted.status
        if wanted.status == 301:
            assert answer.headers["Location"] == f"http://127.0.0.1:8000{wanted.url}"
