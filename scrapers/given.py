"""Addresses given by hand: a list, a table, a web server's log.

Logs are Apache's and nginx's common and combined formats (a virtual host in front or not) and the
W3C extended format of IIS, which names its fields itself.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

MAX_LINE_CHARS = 64 * 1024
_LOGGED = re.compile(
    r'\] "(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/[\d.]+)?" (?P<status>\d{3})\b'
)
_ADDRESS = re.compile(r"(?:https?:/)?/.*", re.IGNORECASE)
_ALONE = re.compile(r'(?:https?:/)?/[^\s"]*', re.IGNORECASE)
_FIELDS = "#Fields:"
_TABLES = frozenset({".csv", ".tsv", ".tab"})
_DELIMITERS = ",;\t"


class Given:
    """The addresses of one file, read once; ``counts`` says what was left out."""

    def __init__(self, path: Path, *, home: str) -> None:
        self._path, self._home = path, home
        self.counts: Counter[str] = Counter()
        """``read`` lines, of these ``not_shown`` (an error, or nothing asked for) and
        ``unreadable``."""

    def __iter__(self) -> Iterator[str]:
        """Yield absolute, escaped addresses, repeated as they are.

        Raises OSError, and EOFError or zlib.error for a packed file that is damaged.
        """
        with _opened(self._path) as file:
            for found in self._iter_found(line[:MAX_LINE_CHARS] for line in file):
                try:
                    address = safe_url_string(urljoin(self._home, found.strip()))
                    urlsplit(address).port  # noqa: B018 - raises for a bad one
                except ValueError:
                    self.counts["unreadable"] += 1
                    continue
                yield address

    def _iter_found(self, lines: Iterable[str]) -> Iterator[str]:
        fields: list[str] = []
        table = Path(self._path.name.removesuffix(".gz")).suffix.lower() in _TABLES
        for line in lines:
            if line.startswith(_FIELDS):
                fields = line.removeprefix(_FIELDS).split()
            if line.startswith("#") or not line.strip():
                continue
            self.counts["read"] += 1
            table = table or (self.counts["read"] == 1 and _has_cells(line))
            if fields:
                found = _of_w3c(dict(zip(fields, line.split(), strict=False)))
            elif logged := _LOGGED.search(line):
                found = _shown(logged["method"], logged["target"], logged["status"])
            elif not table and _ALONE.fullmatch(line.strip()):
                found = line  # commas and semicolons are the address's own
            else:
                found = _of_row(line)
            if found is None:
                self.counts["not_shown"] += 1
            elif found:
                yield found
            else:
                self.counts["unreadable"] += 1


def _opened(path: Path) -> TextIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace")
    return path.open(encoding="utf-8-sig", errors="replace")


def _of_w3c(entry: dict[str, str]) -> str | None:
    """Read an entry of IIS; ``None``: it showed nothing, ``""``: it cannot be read."""
    stem, query = entry.get("cs-uri-stem", ""), entry.get("cs-uri-query", "-")
    target = stem if query == "-" else f"{stem}?{query}"
    host = entry.get("cs-host", "-")
    if host != "-" and target.startswith("/"):
        target = f"//{host}{target}"
    return _shown(entry.get("cs-method", "GET"), target, entry.get("sc-status", "200"))


def _shown(method: str, target: str, status: str) -> str | None:
    """Give what was asked for, if it was shown or led elsewhere."""
    if method != "GET" or status[:1] not in ("2", "3"):
        return None
    return target if target.startswith(("/", "http://", "https://")) else ""


def _has_cells(line: str) -> bool:
    """Tell by its first line that a file is a table: headings, or an address among others."""
    return any(sign in line for sign in _DELIMITERS) and not _ALONE.fullmatch(line.strip())


def _of_row(line: str) -> str:
    """Give the first cell of a table's row that is an address or a path."""
    delimiter = max(_DELIMITERS, key=line.count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return next((cell.strip() for cell in cells if _ADDRESS.fullmatch(cell.strip())), "")
