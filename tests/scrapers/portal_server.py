"""A small portal for the crawl's tests: routes in a dictionary, every request on record."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers."""

    body: bytes = b""
    status: int = 200
    headers: Headers = (("Content-Type", "text/html; charset=utf-8"),)


Route = Reply | Callable[["Asked"], Reply]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a route sees it."""

    path: str
    """With the query."""
    headers: dict[str, str]
    body: bytes = b""
    """Of a form that was posted."""


@dataclass(slots=True)
class Portal:
    """Routes by path (with query first, then without), and what was asked."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fallback: Route = Reply(b"<h1>Not found</h1>", status=404)
    port: int = 0

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def counts(self) -> Counter[str]:
        return Counter(self.asked)

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked.path)
        route = self.routes.get(asked.path) or self.routes.get(asked.path.partition("?")[0])
        route = route or self.fallback
        return route if isinstance(route, Reply) else route(asked)


def page(title: str, *parts: str) -> Reply:
    """Make an HTML page of ready-made parts."""
    body = "".join(parts)
    html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(html.encode())


def links(*paths: str) -> str:
    return "<ul>" + "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths) + "</ul>"


def article(number: int, *more: str) -> Reply:
    """Make an article with a text of its own."""
    text = " ".join(f"Câu {word} của bài viết số {number}." for word in ("một", "hai", "ba") * 20)
    return page(f"Bài {number}", f"<h1>Bài {number}</h1><p>{text}</p>", *more)


@contextmanager
def serving(portal: Portal, *, tls: ssl.SSLContext | None = None) -> Iterator[Portal]:
    """Serve on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k.lower(): v for k, v in self.headers.items()}
            reply = portal.reply(Asked(self.path, headers, body))
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    portal.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
