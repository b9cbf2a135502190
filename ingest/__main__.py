"""Extraction without a database: one page from standard input, or a file of one portal's pages.

python -m ingest --url URL < page.html
python -m ingest --site pages.jsonl
python -m ingest --text < page.txt
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from ingest.batch import run_items
from ingest.charset import decode_body
from ingest.drafting import draft_page
from ingest.learning import is_example, learn_from
from ingest.output import page_json
from ingest.pages_file import NO_ADDRESS, PagesFile, raw_page
from ingest.plain import draft_text
from ingest.reading import Reading
from ingest.rules import load_rules
from ingest.template.statistics import MAX_PAGES
from ingest.types import PageResult, PortalProfile, RawPage, SiteTemplate, Skipped
from ingest.vocabulary import SkipReason

# Of a portal's pages so much is kept as it was read for learning, to be drafted without being read
# again: a page takes twenty times its size.
_KEPT_BYTES = 3 * 1024 * 1024
# JSON may hold them as they are, and many a reader of lines takes them for the end of one.
_LINE_SIGNS = "\x85\u2028\u2029"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0 if every page got its line."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    parser.add_argument("--url", default="", help="address of the page on standard input")
    parser.add_argument("--site", type=Path, help='lines of {"url", "html"} of one portal')
    parser.add_argument("--platform", default="", help="name of the platform; default: recognised")
    parser.add_argument("--text", action="store_true", help="the page is only lines of text")
    given = parser.parse_args(arguments)
    if given.site:
        return _site(given.site, platform=given.platform)
    if given.text:
        return _text(given.url or NO_ADDRESS)
    return _page(given.url or NO_ADDRESS, platform=given.platform)


def _page(url: str, *, platform: str) -> int:
    raw = raw_page(url, sys.stdin.buffer.read())
    profile = _profile(url, platform)
    _print(run_items(1, lambda _: _line(draft_page(raw, profile))), url_of=lambda _: url)
    return 0


def _text(url: str) -> int:
    text = decode_body(sys.stdin.buffer.read()).text
    profile = _profile(url, "")

    def line(_: int) -> str:
        return _line(draft_text(text, url=url, profile=profile, rules=load_rules()))

    _print(run_items(1, line), url_of=lambda _: url)
    return 0


def _site(path: Path, *, platform: str) -> int:
    pages = PagesFile(path)
    run = _Run(pages, _profile(pages.url(0) if pages else "", platform))
    _print(run_items(len(pages), run.line, prepare=run.learn), url_of=pages.url)
    return 0


def _print(lines: Iterable[str | None], *, url_of: Callable[[int], str]) -> None:
    for number, line in enumerate(lines):
        # Bytes: whatever the terminal's encoding is, and with lone surrogates of an address.
        written = line or _line(_failed(url_of(number)))
        sys.stdout.buffer.write(written.encode("utf-8", "replace"))


class _Run:
    """What a child process does with the pages of a portal: learn its template, draft each."""

    def __init__(self, pages: PagesFile, profile: PortalProfile) -> None:
        self._pages = pages
        self._profile = profile
        self._template: SiteTemplate | None = None
        self._kept: dict[int, tuple[RawPage, Reading]] = {}

    def learn(self, poison: frozenset[int], tell: Callable[[int], None]) -> None:
        """Learn from a sample of the pages, and keep what was read of the first of it."""
        numbers: dict[str, int] = {}
        room = _KEPT_BYTES

        def sample() -> Iterator[RawPage]:
            for number in self._pages.sample():
                if number in poison:
                    continue
                tell(number)
                raw = self._pages[number]
                if is_example(raw):
                    numbers[raw.url] = number
                    yield raw

        def keep(raw: RawPage, reading: Reading) -> bool:
            nonlocal room
            room -= len(raw.body)
            if room >= 0:
                self._kept[numbers[raw.url]] = (raw, reading)
            return room >= 0

        self._template = learn_from(islice(sample(), MAX_PAGES), self._profile, keep=keep)

    def line(self, number: int) -> str:
        raw, reading = self._kept.pop(number, None) or (self._pages[number], None)
        return _line(draft_page(raw, self._profile, self._template, reading=reading))


def _failed(url: str) -> PageResult:
    skipped = Skipped(reason=SkipReason.UNREADABLE, detail="failed: over time or memory")
    return PageResult(url=url, skipped=skipped)


def _line(result: PageResult) -> str:
    line = json.dumps(page_json(result), ensure_ascii=False)
    for sign in _LINE_SIGNS:
        line = line.replace(sign, f"\\u{ord(sign):04x}")
    return line + "\n"


def _profile(url: str, platform: str) -> PortalProfile:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit(NO_ADDRESS)
    host = parts.hostname or "page.invalid"
    return PortalProfile(
        slug=host, name=host, home=f"{parts.scheme}://{parts.netloc}/", platform=platform
    )


if __name__ == "__main__":
    sys.exit(main())
