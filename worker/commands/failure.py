"""How a command says that it cannot be done."""

from __future__ import annotations


class CommandFailedError(Exception):
    """One line for the operator that says what to do; the exit status is 1."""
