"""A secret key of the machine's own, made once and kept in the data folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


class DataFolderError(Exception):
    """The data folder cannot be written: which one, why, and what to do."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"{folder}: {error.strerror or error}."
            " Free some space there, or name another data folder with PORTALIFT_VAR=/some/folder."
        )


def load_or_make_secret_key(path: Path) -> str:
    """Read the key, or make it (mode 600) if there is none; two processes at once get the same.

    Raises DataFolderError where it can be neither read nor made; nothing half-written is left.
    """
    try:
        if not path.exists():
            _make(path, secrets.token_urlsafe(50))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DataFolderError(path.parent, error) from error


def _make(path: Path, key: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(key)
        # A link fails where the name is taken: the first process wins, whole.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        Path(made).unlink()
