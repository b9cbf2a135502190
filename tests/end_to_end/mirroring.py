"""The sample portal on a disk, as other programs leave it there; then it is switched off."""

from __future__ import annotations

import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from samples.portal import Portal
from samples.routes import build_routes
from samples.server import serve

WGET = shutil.which("wget")
SECOND = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)
"""All in one second: other tools note no fractions."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A portal that is gone, and what is left of it."""

    home: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Reply:
    target: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: object, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def _replies(portal: Portal, home: str) -> Iterator[_Reply]:
    """Ask for every address of the route table, and for articles with a session in the address."""
    opener = urllib.request.build_opener(_NoRedirects)
    for target, route in build_routes(portal).items():
        sessions = [target]
        if route.kind == "article":
            sessions.append(f"{target}{'&' if '?' in target else '?'}PHPSESSID=1a2b3c")
        for address in sessions:
            try:
                answer = opener.open(urljoin(home, address), timeout=30)
            except HTTPError as error:
                answer = error
            with answer:
                yield _Reply(address, answer.status, answer.headers.items(), answer.read())


def warc_of(portal: Portal, folder: Path) -> Mirror:
    """Write a WARC in the manner of an archiving proxy."""
    path = folder / "portal.warc.gz"
    with serve(portal) as server, path.open("wb") as file:
        home = f"{server.address}/"
        writer = WARCWriter(file, gzip=True)
        for reply in _replies(portal, home):
            head = StatusAndHeaders(str(reply.status), reply.headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                urljoin(home, reply.target),
                "response",
                payload=BytesIO(reply.body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": f"{SECOND:%Y-%m-%dT%H:%M:%SZ}"},
            )
            writer.write_record(record)
            record.raw_stream.close()  # a copy of warcio's own
    return Mirror(home, path)


def folder_of(portal: Portal, folder: Path) -> Mirror:
    """Write files named as their addresses, what redirects lead to under the first name."""
    with serve(portal) as server:
        home = f"{server.address}/"
        top = folder / "mirror" / urlsplit(home).netloc
        for reply in _replies(portal, home):
            if reply.status == 200:
                _put(top / _file_name(reply.target), reply.body)
            elif reply.status < 400:
                with urllib.request.urlopen(urljoin(home, reply.target), timeout=30) as answer:
                    _put(top / _file_name(reply.target), answer.read())
    return Mirror(home, top.parent)


def _file_name(target: str) -> str:
    path, question, query = target.partition("?")
    name = path.lstrip("/")
    if not name or name.endswith("/"):
        name += "index.html"
    return f"{name}{question}{query.replace('/', '%2F')}"


def _put(path: Path, body: bytes) -> None:
    # A name that is a folder's already cannot be a file's: mirroring programs lose it, or this.
    if path.is_dir() or any(parent.is_file() for parent in path.parents):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def wget_of(portal: Portal, folder: Path, *options: str) -> Mirror:
    """Let wget make its mirror: a folder, or with ``--warc-file=site`` a WARC too."""
    with serve(portal) as server:
        home = f"{server.address}/"
        command = (str(WGET), "-q", "--mirror", "--page-requisites", *options, home)
        (folder / "mirror").mkdir()
        subprocess.run(
            command, cwd=folder / "mirror", check=False
        )  # status 8: some answers are 404
    return Mirror(home, folder / "mirror")
