"""Extraction without a database: one page from standard input, or a file of one portal's pages.

python -m ingest --url URL < page.html
python -m ingest --site pages.jsonl
python -m ingest --text < page.txt
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from ingest.batch import run_items
from ingest.charset import decode_body
from ingest.drafting import draft_page
from ingest.learning import learn_template
from ingest.output import page_json
from ingest.plain import draft_text
from ingest.rules import load_rules
from ingest.types import PageResult, PortalProfile, RawPage, Skipped
from ingest.vocabulary import SkipReason

# A page from standard input has no time of its own; nothing in a draft depends on it.
_NO_ADDRESS = "http://page.invalid/"
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


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
        return _text(given.url or _NO_ADDRESS)
    raw = _raw(given.url or _NO_ADDRESS, sys.stdin.buffer.read())
    _print(draft_page(raw, _profile(raw.url, given.platform)))
    return 0


def _site(path: Path, *, platform: str) -> int:
    pages = list(_pages(path))
    profile = _profile(pages[0].url if pages else "", platform)
    template = learn_template(pages, profile)
    sys.stdout.flush()

    def line(number: int) -> str:
        return _line(draft_page(pages[number], profile, template))

    for raw, printed in zip(pages, run_items(len(pages), line), strict=True):
        sys.stdout.write(printed or _line(_failed(raw)))
    return 0


def _failed(raw: RawPage) -> PageResult:
    skipped = Skipped(reason=SkipReason.UNREADABLE, detail="failed: over time or memory")
    return PageResult(url=raw.url, skipped=skipped)


def _text(url: str) -> int:
    text = decode_body(sys.stdin.buffer.read()).text
    _print(draft_text(text, url=url, profile=_profile(url, ""), rules=load_rules()))
    return 0


def _print(result: PageResult) -> None:
    sys.stdout.write(_line(result))


def _line(result: PageResult) -> str:
    return json.dumps(page_json(result), ensure_ascii=False) + "\n"


def _profile(url: str, platform: str) -> PortalProfile:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit(_NO_ADDRESS)
    host = parts.hostname or "page.invalid"
    return PortalProfile(
        slug=host, name=host, home=f"{parts.scheme}://{parts.netloc}/", platform=platform
    )


def _pages(path: Path) -> Iterator[RawPage]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.strip():
                yield _page(line, folder=path.parent)


def _page(line: str, *, folder: Path) -> RawPage:
    """Read one line; a broken one is a page without a body, so that every line gets its answer."""
    try:
        item = json.loads(line)
        return _raw(str(item["url"]), _body(item["html"], folder=folder))
    except (ValueError, KeyError, TypeError, OSError):
        return _raw(_NO_ADDRESS, b"")


def _body(html: object, *, folder: Path) -> bytes:
    if not isinstance(html, dict):
        return str(html).encode("utf-8", "surrogatepass")
    data = (folder / str(html["path"])).read_bytes()
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        # Left as it is: the page is skipped as binary, which says what it was.
        return data


def _raw(url: str, body: bytes) -> RawPage:
    return RawPage(
        portal="", url=url, requested_url=url, fetched_at=_NO_TIME, status=200, body=body
    )


if __name__ == "__main__":
    sys.exit(main())
