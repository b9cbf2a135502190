"""What is counted over the pages of one portal. Adding pages in any order gives the same counts.

The counts are kept in `SiteTemplate.statistics` as compact JSON: new pages refine a
template without the old pages at hand.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

from ingest.page import Page, Piece
from ingest.template.signs import day_of_line, head_titles
from ingest.text import mask

# Pages that a template is learnt from; further pages of the portal change nothing. 200 gave the
# same template as 2,000 on the development portals.
MAX_PAGES = 200
_MAX_SAMPLES = 3
_SAMPLE_CHARS = 120
# A text as long as this is an anchor that can name another page.
_LEAST_ANCHOR_CHARS = 12


@lru_cache(maxsize=32768)
def text_hash(text: str) -> str:
    """Digest the masked form of a block's text: equal for blocks that differ in figures only."""
    return hashlib.blake2b(mask(text).encode("utf-8", "replace"), digest_size=8).hexdigest()


def page_key(url: str) -> str:
    """Name a page in the statistics; also the order in which a sample of pages is drawn."""
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=6).hexdigest()


@dataclass(slots=True)
class PathCount:
    """Sums over the pages that have a path."""

    pages: int = 0
    pieces: int = 0
    chars: int = 0
    linked: int = 0
    """Characters inside links."""
    form: int = 0
    """Pieces that are labels, options or buttons."""
    single: int = 0
    """Pages with exactly one piece there."""
    dated: int = 0
    """Pages on which a piece there is a date and nothing else."""
    titled: int = 0
    """Pages on which a piece there is what the head calls the page."""
    first_day: int = 0
    """Earliest day (proleptic Gregorian ordinal) that a date line there names; 0 if none does."""
    last_day: int = 0
    texts: dict[str, list[int]] = field(default_factory=dict)
    """By hash: pages that have it, characters in all, least and greatest checksum of the text as it
    stands. The two differ where only figures differ from page to page."""
    samples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Statistics:
    """Counts over the pages of one portal."""

    pages: dict[str, dict[str, int]] = field(default_factory=dict)
    """By page: characters outside links, by path."""
    paths: dict[str, PathCount] = field(default_factory=dict)
    anchors: dict[str, int] = field(default_factory=dict)
    """Pages that link somewhere with this text (hash)."""
    elements: dict[str, list[int]] = field(default_factory=dict)
    """By path of an element: pages that have it, elements in all."""

    def add(self, page: Page) -> None:
        """Count one page; a page that was counted before changes nothing."""
        key = page_key(page.url)
        if key in self.pages:
            return
        by_path: dict[str, list[Piece]] = {}
        for piece in page.pieces:
            if piece.kind == "text" and not piece.context.hidden:
                by_path.setdefault(piece.path, []).append(piece)
        chars = {}
        titles = head_titles(page.head)
        for path, pieces in by_path.items():
            count = self.paths.setdefault(path, PathCount())
            chars[path] = self._count(count, pieces, titles=titles)
        self.pages[key] = {path: size for path, size in chars.items() if size}
        self._count_elements(page)
        self._count_anchors(page)

    def _count(self, count: PathCount, pieces: list[Piece], *, titles: frozenset[str]) -> int:
        count.pages += 1
        count.pieces += len(pieces)
        count.single += len(pieces) == 1
        free = 0
        dated = titled = False
        seen: dict[str, tuple[int, str]] = {}
        for piece in pieces:
            text = piece.text
            size = len(text)
            linked = round(size * piece.links)
            count.chars += size
            count.linked += linked
            count.form += bool(piece.context.form)
            free += size - linked
            code = text_hash(text)
            seen[code] = (seen[code][0] + size, text) if code in seen else (size, text)
            if day := day_of_line(text):
                dated = True
                count.first_day = min(count.first_day or day, day)
                count.last_day = max(count.last_day, day)
            titled = titled or text in titles
        count.dated += dated
        count.titled += titled
        for code, (size, text) in seen.items():
            check = crc32(text.encode("utf-8", "replace"))
            entry = count.texts.setdefault(code, [0, 0, check, check])
            entry[0] += 1
            entry[1] += size
            entry[2] = min(entry[2], check)
            entry[3] = max(entry[3], check)
        _keep_sample(count.samples, pieces[0].text)
        return free

    def _count_elements(self, page: Page) -> None:
        seen: dict[str, int] = {}
        for context in page.contexts:
            seen[context.path] = seen.get(context.path, 0) + 1
        for path, number in seen.items():
            entry = self.elements.setdefault(path, [0, 0])
            entry[0] += 1
            entry[1] += number

    def _count_anchors(self, page: Page) -> None:
        texts = {
            text_hash(text)
            for piece in page.pieces
            if piece.links
            for _, text in piece.hrefs()
            if len(text) >= _LEAST_ANCHOR_CHARS
        }
        for code in texts:
            self.anchors[code] = self.anchors.get(code, 0) + 1

    def dump(self) -> str:
        """Write compact JSON; equal statistics give equal text."""
        names = sorted(set(self.paths) | set(self.elements))
        index = {name: number for number, name in enumerate(names)}
        data = {
            "names": names,
            "pages": {
                key: {str(index[path]): size for path, size in sorted(chars.items())}
                for key, chars in sorted(self.pages.items())
            },
            "paths": {str(index[path]): _row(self.paths[path]) for path in sorted(self.paths)},
            "elements": {str(index[path]): self.elements[path] for path in sorted(self.elements)},
            "anchors": dict(sorted(self.anchors.items())),
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def load_statistics(text: str) -> Statistics:
    """Read what `Statistics.dump` wrote; "" is nothing counted yet."""
    if not text:
        return Statistics()
    data = json.loads(text)
    names = data["names"]
    found = Statistics(anchors=dict(data["anchors"]))
    found.elements = {names[int(key)]: list(row) for key, row in data["elements"].items()}
    found.pages = {
        key: {names[int(number)]: size for number, size in chars.items()}
        for key, chars in data["pages"].items()
    }
    for key, row in data["paths"].items():
        *sums, texts, samples = row
        count = PathCount(*sums)
        count.texts = {code: list(entry) for code, entry in texts.items()}
        count.samples = list(samples)
        found.paths[names[int(key)]] = count
    return found


def _row(count: PathCount) -> list[object]:
    sums = [count.pages, count.pieces, count.chars, count.linked, count.form]
    sums += [count.single, count.dated, count.titled, count.first_day, count.last_day]
    return [*sums, dict(sorted(count.texts.items())), sorted(count.samples)]


def _keep_sample(samples: list[str], text: str) -> None:
    """Keep a few samples, the same whatever the order of pages."""
    text = text[:_SAMPLE_CHARS]
    if text in samples:
        return
    samples.append(text)
    samples.sort(key=lambda sample: (text_hash(sample), sample))
    del samples[_MAX_SAMPLES:]
