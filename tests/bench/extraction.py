"""CPU and memory of extraction beside its peers: ``python -m tests.bench.extraction``.

Each extractor reads a whole set in a process of its own, as the operating system accounts for it:
what the same process takes without a page (interpreter, imports) is its start, and what is left,
shared over the pages, is a page. Ours is the command itself on portals, learning included, one
process a portal; on single pages of news, where nothing can be learnt, the function.

The pages lie beside the checkout, in ``../shared``; without them, or without the peers
(``requirements-quality.txt``), the measurement says so and ends well.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.batch import run_items
from tests.quality.gate import ROOT, SHARED

DATA = SHARED / "data" / "extraction"
PEERS = ("trafilatura", "readability")
# A page of news as large as real ones are: half of those in the collection are larger.
LARGE_BYTES = 100_000

Page = dict[str, str]
Extract = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Usage:
    """What the operating system says of finished processes."""

    cpu_s: float
    peak_mb: float
    output: bytes = b""


def main() -> int:
    """Print a table a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", nargs=2, metavar=("EXTRACTOR", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--stream", type=int, default=0, help="one portal of so many pages as well")
    options = parser.parse_args()
    if options.read:
        return read(*options.read)
    absent = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if absent or not DATA.exists():
        sys.stdout.write(f"SKIPPED: {f'no {absent[0]}' if absent else f'no pages at {DATA}'}\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        portals, news = sets(Path(folder))
        both = {f"{len(portals)} portals": portals, f"news over {LARGE_BYTES} bytes": [news]}
        for name, files in both.items():
            sys.stdout.write("\n".join(table(name, files, command=files is portals)) + "\n\n")
        if options.stream:
            sys.stdout.write(streamed(portals[0], Path(folder), pages=options.stream) + "\n")
    return 0


def sets(folder: Path) -> tuple[list[Path], Path]:
    """Lay out the pages: a file a portal, and one of large pages of news."""
    by_site: dict[str, list[Page]] = defaultdict(list)
    news: list[Page] = []
    with gzip.open(DATA / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            path = folder / f"{page['id'].replace('/', '-')}.html"
            html = gzip.decompress((DATA / page["html"]).read_bytes())
            entry = {"url": page["url"] or "http://page.invalid/", "html": {"path": str(path)}}
            is_news = page["source"] == "fundus" or page["type"] == "article"
            if page["source"] == "portal-synthetic":
                by_site[page["site"]].append(entry)
            elif is_news and len(html) >= LARGE_BYTES and page["source"] in ("fundus", "wcxb"):
                news.append(entry)
            else:
                continue
            path.write_bytes(html)
    files = [write(folder / f"{site}.jsonl", pages) for site, pages in sorted(by_site.items())]
    return files, write(folder / "news.jsonl", news)


def write(path: Path, pages: Iterable[Page]) -> Path:
    path.write_text("".join(f"{json.dumps(page)}\n" for page in pages), encoding="utf-8")
    return path


def table(name: str, files: list[Path], *, command: bool) -> list[str]:
    """Measure all extractors on some files; Markdown."""
    pages = sum(path.read_text("utf-8").count("\n") for path in files)
    lines = [
        f"{name}, {pages} pages",
        "",
        "| extractor | ms CPU a page | of trafilatura | ms start | ms a page, start shared "
        "| slowest page, ms | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    peer = 0.0
    for extractor in (*PEERS, "ours"):
        arguments = ("-m", "ingest", "--site") if command and extractor == "ours" else ()
        took = [used(extractor, path, arguments) for path in files]
        empty = write(files[0].parent / "empty.jsonl", ())
        start = min(used(extractor, empty, arguments).cpu_s for _ in range(3))
        whole = sum(usage.cpu_s for usage in took)
        page = (whole - start * len(files)) / pages
        peer = peer or page
        seconds = [float(usage.output) for usage in took if usage.output]
        slowest = f"{1e3 * max(seconds):.0f}" if seconds else "-"
        lines.append(
            f"| {extractor} | {1e3 * page:.1f} | {page / peer:.2f} | {1e3 * start:.0f} "
            f"| {1e3 * whole / pages:.1f} | {slowest} "
            f"| {max(usage.peak_mb for usage in took):.0f} |"
        )
    return lines


def used(extractor: str, path: Path, arguments: tuple[str, ...]) -> Usage:
    """Run one process over one file."""
    run = arguments or ("-m", "tests.bench.extraction", "--read", extractor)
    process = subprocess.Popen(
        (sys.executable, *run, str(path)),
        cwd=ROOT,
        stdout=subprocess.DEVNULL if arguments else subprocess.PIPE,
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout:
        process.stdout.close()
    if process.returncode:
        raise SystemExit(f"{extractor} failed on {path.name}: {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def streamed(portal: Path, folder: Path, *, pages: int) -> str:
    """Measure one portal of very many pages: the same ones under new addresses."""
    known = [json.loads(line) for line in portal.read_text("utf-8").splitlines()]
    many = ({**known[n % len(known)], "url": f"{known[0]['url']}?p={n}"} for n in range(pages))
    usage = used("ours", write(folder / "many.jsonl", many), ("-m", "ingest", "--site"))
    page = 1e3 * usage.cpu_s / pages
    return f"one portal of {pages} pages: {page:.1f} ms CPU a page, peak {usage.peak_mb:.0f} MB"


# --- in the process that is measured -------------------------------------------------------------


def read(extractor: str, file: str) -> int:
    """Read the pages of a file; print the CPU seconds of the slowest."""
    extract = {"trafilatura": _trafilatura, "readability": _readability, "ours": _ours}[extractor]()
    pages = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]

    def seconds(number: int) -> str:
        page = pages[number]
        html = Path(page["html"]["path"]).read_text(encoding="utf-8", errors="replace")
        before = time.process_time()
        extract(html, page["url"])
        return str(time.process_time() - before)

    # Each as it is used: ours in the child process that the command gives it.
    took = (
        run_items(len(pages), seconds) if extractor == "ours" else map(seconds, range(len(pages)))
    )
    sys.stdout.write(str(max((float(time or "inf") for time in took), default=0.0)))
    return 0


def _trafilatura() -> Extract:
    import trafilatura

    return lambda html, url: trafilatura.bare_extraction(
        html, url=url, with_metadata=True, include_comments=False
    )


def _readability() -> Extract:
    import logging

    import html_text
    from readability import Document

    logging.disable(logging.CRITICAL)

    def extract(html: str, url: str) -> object:
        document = Document(html)
        return document.short_title(), html_text.extract_text(document.summary(html_partial=True))

    return extract


def _ours() -> Extract:
    from ingest import draft_page
    from ingest.pages_file import raw_page
    from ingest.types import PortalProfile

    profile = PortalProfile(slug="news", name="news", home="http://page.invalid/")
    return lambda html, url: draft_page(raw_page(url, html.encode()), profile)


if __name__ == "__main__":
    sys.exit(main())
