"""Notice where a portal leads round in circles: calendars, endless parameters, session ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

# Fetches in a row under one address pattern, each reached from a page of the same pattern, that
# neither were new pages nor named an address outside of the pattern. Real list pages name articles;
# the emptiest archive seen had 12 empty months in a row.
DRY_LIMIT = 40
# Fetches under one pattern with parameters or of lists, whatever they gave.
LIST_LIMIT = 5_000
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=65536)
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

    def is_new(self, mark: int) -> bool:
        """Take in a page's content; False if a page with the same was seen."""
        if mark in self._contents:
            return False
        self._contents.add(mark)
        return True

    def count(self, url: str, *, dry: bool, is_list: bool) -> None:
        """Note what a fetch gave; ``dry``: nothing new, on a way that led there from its like."""
        pattern = pattern_of(url)
        self._dry[pattern] = self._dry.get(pattern, 0) + 1 if dry else 0
        if is_list:
            self._lists[pattern] = self._lists.get(pattern, 0) + 1


# Different pages that must each have shown the same content under two values of a parameter before
# the parameter counts as noise. One page is not enough: a number without a record gives the same
# "not found" for every value.
_NOISE_PAGES = 3


@dataclass(slots=True)
class Noise:
    """Learns which parameters of a portal never choose the content: unknown session ids."""

    _shown: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    _same: dict[str, set[int]] = field(default_factory=dict)
    _choosing: set[str] = field(default_factory=set)

    def learn(self, url: str, content: int) -> str:
        """Take in what an address showed; return the parameter that it proves to be noise."""
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        for name, value in pairs:
            others = sorted(pair for pair in pairs if pair[0] != name)
            page = (name, f"{parts.netloc}{parts.path}?{others}")
            before = self._shown.setdefault(page, (value, content))
            if before[0] == value:
                continue
            if before[1] != content:
                self._choosing.add(name)
                continue
            same = self._same.setdefault(name, set())
            same.add(content)
            if len(same) == _NOISE_PAGES and name not in self._choosing:
                return name
        return ""
