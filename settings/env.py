"""The environment, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path

import environ

env = environ.Env()

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds manage.py."""

VAR = Path(env.str("PORTALIFT_VAR", default="") or CHECKOUT / "var").resolve()
"""The data folder: database, archive, media, the embedded broker's files."""
