"""Serve a sample portal on 127.0.0.1, with control addresses for those who test against it."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

from samples.answer import Answer
from samples.frame.sheet import Visit
from samples.model import VIET_NAM, Source
from samples.portal import STAGES, Portal
from samples.routes import Desk

CONTROL = "/__control/"
SOURCES: tuple[Source, ...] = ("sitemap", "lists", "links")
ZIPPED_FROM = 600


@dataclass(slots=True)
class Desktop:
    """What all requests of one server share."""

    portal: Portal
    desk: Desk
    base: str = ""
    access_log: Path | None = None
    log: list[tuple[str, str, int]] = field(default_factory=list)
    """Method, path with query, status: one entry a request, in the order of answering."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, target: str, status: int) -> None:
        with self.lock:
            self.log.append((method, target, status))
            if self.access_log:
                with self.access_log.open("a", encoding="utf-8") as file:
                    file.write(f"{method} {target} {status}\n")

    def control(self, method: str, target: str) -> Answer:
        """`routes` lists the addresses; `next`, `reset` and `hide?source=` change the portal."""
        url = urlsplit(target)
        name = url.path.removeprefix(CONTROL)
        portal = self.portal
        if method == "POST" and name == "next":
            portal.stage = STAGES[-1]
        elif method == "POST" and name == "reset":
            portal.stage, portal.hide = STAGES[0], frozenset()
        elif method == "POST" and name == "hide":
            wanted = parse_qs(url.query).get("source", [])
            portal.hide = frozenset(source for source in SOURCES if source in wanted)
        elif name == "routes":
            return _json([
                {"url": address, "kind": route.kind, "item": route.item or None}
                for address, route in self.desk.routes().items()
            ])  # fmt: skip
        elif name == "log":
            return _json([list(entry) for entry in self.log])
        elif name != "state":
            return Answer(status=404, content_type="text/plain", body=b"no such control\n")
        return _json({"stage": portal.stage, "hidden": sorted(portal.hide), "seed": portal.seed})


def _json(value: object) -> Answer:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Answer(content_type="application/json; charset=utf-8", body=body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Microsoft-IIS/7.5"
    sys_version = ""
    # One write for head and body, and no waiting for the other side's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    @property
    def shared(self) -> Desktop:
        return cast("SampleServer", self.server).shared

    def do_GET(self) -> None:
        self._reply()

    def do_HEAD(self) -> None:
        self._reply(head_only=True)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._reply()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
        """Say nothing: the access log is kept by `Desktop.note`."""

    def _reply(self, *, head_only: bool = False) -> None:
        target = self.path
        if target.startswith(CONTROL):
            answer = self.shared.control(self.command, target)
        elif self.command == "POST":
            answer = Answer(status=405, content_type="text/plain", body=b"method not allowed\n")
        else:
            answer = self.shared.desk.answer(target, self._visit())
            self.shared.note(self.command, target, answer.status)
        self._send(answer, head_only=head_only)

    def _visit(self) -> Visit:
        host = self.headers.get("Host") or "127.0.0.1"
        base = self.shared.base or f"http://{host}"
        return Visit(number=next(self.shared.numbers), now=datetime.now(VIET_NAM), base=base)

    def _send(self, answer: Answer, *, head_only: bool) -> None:
        body = answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        packable = answer.content_type.startswith(("text/", "application/xml", "application/json"))
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if packable and wanted and len(body) >= ZIPPED_FROM:
            body = gzip.compress(body, 5, mtime=0)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not head_only:
            self.wfile.write(body)


class SampleServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, shared: Desktop) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.shared = shared

    @property
    def address(self) -> str:
        """Scheme, host and port, no slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"


def make_server(
    portal: Portal, *, port: int = 0, base: str = "", access_log: Path | None = None
) -> SampleServer:
    """Listen on 127.0.0.1; port 0 takes a free one. Raises OSError if the port is in use."""
    shared = Desktop(portal, Desk(portal), base=base.rstrip("/"), access_log=access_log)
    return SampleServer(port, shared)


@contextmanager
def serve(
    portal: Portal, *, port: int = 0, access_log: Path | None = None
) -> Iterator[SampleServer]:
    """Serve in a thread as long as the context lasts."""
    server = make_server(portal, port=port, access_log=access_log)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
