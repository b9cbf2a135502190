"""Lines of any site that say by their words what they are: data of ``ingest/rules/web.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ingest.codec import decode

# Longer lines are not tried: frame speaks in short ones.
MAX_LENGTH = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What a line of one kind of frame says."""

    id: str
    pattern: str
    opens: bool = False
    """What stands below in the same block goes too."""
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """Read the table ``phrase``. Raises CodecError on a bad key or value."""
    data = tomllib.loads((files("ingest.rules") / "web.toml").read_text(encoding="utf-8"))
    return tuple(decode(Phrase, item, where="web.toml") for item in data["phrase"])


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Phrase], ...]:
    return tuple((re.compile(item.pattern, re.IGNORECASE), item) for item in load_phrases())


@lru_cache(maxsize=8192)
def find_phrase(line: str) -> Phrase | None:
    """Find what a whole line says it is, if it is frame."""
    if len(line) > MAX_LENGTH:
        return None
    return next((phrase for pattern, phrase in _compiled() if pattern.fullmatch(line)), None)
