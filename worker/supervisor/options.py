"""What `make run` was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORT = 8000
DEFAULT_SEED = 0


class StartError(Exception):
    """Something that the operator must mend first: one line that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The variables of `make run`, checked."""

    portal: str = ""
    """Address of a real portal; empty: the bundled sample portal."""
    limit: int = 0
    """Stop after so many articles; 0 means all."""
    serve: bool = True
    port: int = DEFAULT_PORT
    sample_seed: int = DEFAULT_SEED


def parse_options(raw: Mapping[str, str]) -> RunOptions:
    """Read the variables as they were written on the command line.

    Raises StartError, naming the variable, what it holds and what was expected.
    """
    return RunOptions(
        portal=_address(raw.get("PORTAL", "").strip()),
        limit=_number("LIMIT", raw.get("LIMIT", ""), default=0, most=10**9, example="LIMIT=100"),
        serve=_yes("SERVE", raw.get("SERVE", "")),
        port=_number("PORT", raw.get("PORT", ""), default=8000, least=1, most=65535),
        sample_seed=_number(
            "SAMPLE_SEED", raw.get("SAMPLE_SEED", ""), default=DEFAULT_SEED, most=2**31
        ),
    )


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in text):
        raise StartError(
            f"PORTAL={text}: not the address of a portal; give it whole,"
            " as in PORTAL=https://huyen.example.vn/"
        )
    return text


def _number(
    name: str, text: str, *, default: int, least: int = 0, most: int, example: str = ""
) -> int:
    if not text.strip():
        return default
    if text.strip().isdecimal() and least <= int(text) <= most:
        return int(text)
    raise StartError(
        f"{name}={text}: expected a whole number from {least} to {most},"
        f" as in {example or f'{name}={default}'}"
    )


def _yes(name: str, text: str) -> bool:
    choice = {"": True, "1": True, "yes": True, "true": True}
    choice |= {"0": False, "no": False, "false": False}
    if text.strip().lower() in choice:
        return choice[text.strip().lower()]
    raise StartError(f"{name}={text}: expected 1 or 0, as in {name}=0")
