"""A secret key of the machine's own, made once and kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def load_or_make_secret_key(path: Path) -> str:
    """Read the key, or make it (mode 600) if there is none; two processes at once get the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
        # A link fails where the name is taken: the first process wins, whole.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text(encoding="utf-8").strip()
