"""What is looked at before anything is started or written. Each refusal is one line."""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import shutil
import socket
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from worker.supervisor.options import StartError

NEEDED_BYTES = 300 * 1024 * 1024
"""A fresh database with static files takes 40 MB; the rest is for a first small portal."""
PORTAL_TIMEOUT_S = 20
HTTP_TROUBLE = 400


def check_disk(folder: Path, *, needed_bytes: int = NEEDED_BYTES) -> None:
    """Raise StartError unless the folder, or where it will be made, can be written and has room."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise StartError(
            f"{folder} cannot be written: give this user the right to,"
            " or name another data folder with PORTALIFT_VAR=/some/folder"
        )
    free = shutil.disk_usage(existing).free
    if free < needed_bytes:
        raise StartError(
            f"{existing} has {free // 2**20} MB free, {needed_bytes // 2**20} MB are needed:"
            " free some space, or name another data folder with PORTALIFT_VAR=/some/folder"
        )


def check_port(port: int) -> None:
    """Raise StartError if something listens on the port already, or this user may not use it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise StartError(
                f"port {port} needs root: choose one from 1024 up, as in PORT=8000"
            ) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise StartError(
                f"port {port} is in use: stop what listens there, or choose another, as in"
                f" PORT={port + 1 if port < 65535 else 8000}"
            ) from error


def check_portal(url: str, *, timeout_s: float = PORTAL_TIMEOUT_S) -> None:
    """Raise StartError unless the portal's first page answers."""
    request = urllib.request.Request(url, headers={"User-Agent": "Portalift/0.1"})  # noqa: S310 - http or https: parse_options saw to it
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as response:  # noqa: S310
            response.read(1)
    except urllib.error.HTTPError as error:
        raise StartError(
            f"{url} answers with status {error.code}: is this the address of the portal's first"
            " page? Open it in a browser"
        ) from error
    except urllib.error.URLError as error:
        raise StartError(_unreachable(url, error.reason)) from error
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        raise StartError(_unreachable(url, error)) from error


def _unreachable(url: str, reason: object) -> str:
    if isinstance(reason, socket.gaierror):
        return f"{url}: there is no host of this name; check the spelling and the network"
    if isinstance(reason, ssl.SSLError):
        return f"{url}: its certificate is not accepted ({reason.reason}); try http:// instead"
    if isinstance(reason, TimeoutError):
        return f"{url} does not answer in {PORTAL_TIMEOUT_S} s: is the portal up?"
    what = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return f"{url} cannot be reached ({what}): is the portal up, and is the port right?"


def hold(folder: Path) -> IO[str]:
    """Take the data folder for this process, until the file that is returned is closed.

    Raises StartError if another `make run` has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "run.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise StartError(
            f"another run (process {holder}) works on {folder}: stop it, or give this one a data"
            " folder of its own with PORTALIFT_VAR=/some/folder"
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
