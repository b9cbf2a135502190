"""The web server, and a real nginx with the configuration of ``examples/nginx`` before it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "nginx" / "portalift.conf"
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    {site}
}}
"""
START_S = 60


def nginx_program() -> str | None:
    """Where nginx is, if it is."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextmanager
def gunicorn(
    environment: Mapping[str, str], *, port: int, application: str = "cms.wsgi:application"
) -> Iterator[str]:
    """Run the web server on ``port``; give its address."""
    program = (sys.executable, "-m", "gunicorn", application, "--workers", "1", "--threads", "4")
    process = subprocess.Popen(
        (*program, "--bind", f"127.0.0.1:{port}", "--log-level", "error"),
        cwd=ROOT,
        env={**environment, "PYTHONWARNINGS": "ignore"},
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def fronted(folder: Path, *, port: int, upstream: int) -> Iterator[str]:
    """Run nginx on ``port`` before the server on ``upstream``; give its address."""
    program = nginx_program()
    if program is None:
        raise RuntimeError("nginx is not installed: apt-get install nginx-light")
    site = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("/var/cache/nginx/portalift", str(folder / "cache")),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
    ):
        assert old in site, old
        site = site.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(MAIN.format(folder=folder, site=site, user=user), encoding="utf-8")
    process = subprocess.Popen((program, "-c", str(conf), "-p", str(folder)))
    try:
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(f"{address}/api/v1/portals/", timeout=5):
                return address
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
