"""The environment, read here and nowhere else; docs/operations.md describes every variable."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import environ

env = environ.Env()

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds manage.py."""

VAR = Path(env.str("PORTALIFT_VAR", default="") or CHECKOUT / "var").resolve()
"""The data folder: database, archive, media, the embedded broker's files."""

SOCKET_PATH_BYTES = 100
"""A unix socket's path may have 107 bytes on Linux and 103 on macOS; a few are kept free."""


def broker_socket(var: Path) -> Path:
    """Tell where the embedded broker of a data folder listens: always the same for the same folder.

    A folder whose path is too long for a unix socket gets a short path of its own beside it, in a
    folder that only its owner may enter.
    """
    usual = var / "broker" / "valkey.sock"
    if len(os.fsencode(usual)) <= SOCKET_PATH_BYTES:
        return usual
    key = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portalift-{os.getuid()}-{key}" / "valkey.sock"


BROKER_URL = env.str("REDIS_URL", default="") or f"redis+socket://{broker_socket(VAR)}"
"""Redis or Valkey. Without ``REDIS_URL`` it is the embedded server of the data folder."""


def archive_url(address: str) -> str:
    """Add to an S3 address the folder where segments grow until they are sent."""
    if not address.startswith("s3://") or "?" in address:
        return address
    return f"{address}?{urlencode({'spool': str(VAR / 'archive')})}"


RUN = {name: env.str(name, default="") for name in ("PORTAL", "LIMIT", "SERVE", "PORT")}
"""What `make run` was asked for, as it was written."""
RUN["SAMPLE_SEED"] = env.str("SAMPLE_SEED", default="")
