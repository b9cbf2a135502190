"""Notice where a portal leads round in circles: calendars, endless parameters, session ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

# Fetches in a row under one address pattern that neither were new pages nor named an address
# outside of the pattern. Real list pages name articles; the emptiest archive of the sample engines
# had 12 empty months in a row.
DRY_LIMIT = 40
# Fetches under one pattern with parameters or of lists, whatever they gave.
LIST_LIMIT = 5_000
_DIGITS = re.compile(r"\d+")


def pattern_of(url: str) -> str:
    """Reduce an address to its form: numbers masked, parameter names without values."""
    parts = urlsplit(url)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    path = _DIGITS.sub("0", parts.path)
    return f"{parts.netloc}{path}?{'&'.join(names)}"


@dataclass(slots=True)
class Traps:
    """Counts by address pattern."""

    _dry: dict[str, int] = field(default_factory=dict)
    _lists: dict[str, int] = field(default_factory=dict)
    _contents: set[int] = field(default_factory=set)

    def is_closed(self, url: str) -> bool:
        """Tell if an address's pattern was given up."""
        pattern = pattern_of(url)
        return self._dry.get(pattern, 0) >= DRY_LIMIT or self._lists.get(pattern, 0) >= LIST_LIMIT

    def is_new(self, words: frozenset[str]) -> bool:
        """Take in a page's content; False if a page with the same was seen."""
        mark = hash(words)
        if mark in self._contents:
            return False
        self._contents.add(mark)
        return True

    def count(self, url: str, *, gave_something: bool, is_list: bool) -> None:
        """Note what a fetch gave: a page of its own, or an address outside its own pattern."""
        pattern = pattern_of(url)
        self._dry[pattern] = 0 if gave_something else self._dry.get(pattern, 0) + 1
        if is_list:
            self._lists[pattern] = self._lists.get(pattern, 0) + 1
