"""A server that means harm, by sockets: drips, bombs, torn bodies, endless heads, wrong words."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import brotli

Serve = Callable[[socket.socket], None]
GIB = 1024**3


def _head(*lines: str, status: str = "200 OK") -> bytes:
    return ("\r\n".join((f"HTTP/1.1 {status}", *lines, "Connection: close", "", ""))).encode()


def plain(body: bytes, *lines: str) -> Serve:
    def serve(connection: socket.socket) -> None:
        connection.sendall(_head(*lines, f"Content-Length: {len(body)}") + body)

    return serve


def html(body: str) -> Serve:
    return plain(body.encode(), "Content-Type: text/html; charset=utf-8")


def drip(connection: socket.socket) -> None:
    """A byte now and then, for ever."""
    connection.sendall(_head("Content-Type: text/html") + b"<html>")
    while True:
        connection.sendall(b"x")
        time.sleep(0.2)


def silent(connection: socket.socket) -> None:
    """Accept, and say nothing."""
    while connection.recv(1024):
        continue


def endless_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Line: " + b"y" * 8000 + b"\r\n")


def endless(connection: socket.socket) -> None:
    """A body of 2 GiB and no stated length."""
    connection.sendall(_head("Content-Type: text/html"))
    piece = b"<p>" + b"z" * 65533
    for _ in range(2 * GIB // len(piece)):
        connection.sendall(piece)


def stated_2_gib(connection: socket.socket) -> None:
    connection.sendall(_head("Content-Type: text/html", f"Content-Length: {2 * GIB}"))
    connection.sendall(b"x" * 65536)


def truncated(connection: socket.socket) -> None:
    connection.sendall(_head("Content-Type: text/html", "Content-Length: 5000") + b"<html><p>short")


def nonsense(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x01\x00\xa5 this is no HTTP at all\r\n\r\n")


def bomb(coding: str, *, mebibytes: int = 512) -> Serve:
    """Zeros, packed: half a gibibyte from a few hundred bytes to half a megabyte."""
    piece = bytes(1024 * 1024)
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        packed = b"".join(packer.process(piece) for _ in range(mebibytes)) + packer.finish()
    else:
        deflater = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else zlib.MAX_WBITS)
        packed = b"".join(deflater.compress(piece) for _ in range(mebibytes)) + deflater.flush()
    return plain(packed, "Content-Type: text/html", f"Content-Encoding: {coding}")


def layered() -> Serve:
    """A bomb in a bomb in a bomb."""
    body = bytes(64 * 1024 * 1024)
    for _ in range(3):
        body = gzip.compress(body, 9)
    return plain(body, "Content-Type: text/html", "Content-Encoding: gzip, gzip, gzip")


def broken_gzip() -> Serve:
    return plain(
        gzip.compress(b"<html><p>" + bytes(range(256)) * 40)[:-200],
        "Content-Type: text/html",
        "Content-Encoding: gzip",
    )


@contextmanager
def serving_sockets(routes: dict[str, Serve]) -> Iterator[int]:
    """Serve each path by its own way of misbehaving; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    ended = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(60)
            request = b""
            while b"\r\n\r\n" not in request:
                if not (data := connection.recv(4096)):
                    return
                request += data
            path = request.split(b" ", 2)[1].decode("latin-1")
            serve = routes.get(path, missing)
            serve(connection)

    def accept() -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        thread.join()
        listener.close()


def missing(connection: socket.socket) -> None:
    connection.sendall(_head("Content-Length: 2", status="404 Not Found") + b"no")
