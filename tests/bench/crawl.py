"""Pages a CPU second: our crawl, links judged and all archived, beside Scrapy that keeps nothing.

``python -m tests.bench.crawl``. Both fetch the same pages of 27 KB with 100 links from a server in
a process of its own; what is counted is the CPU time of the crawling process alone, start included.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor

from scrapers.archive import Outcome, iter_records, segments
from scrapers.plan import Plan, save_plan
from tests.scrapers.crawling import ROOT, profile_of

PAGES = 200
ROUNDS = 2
"""Turn by turn; the best of each counts, as other work on the machine only adds."""
CONCURRENCY = 8
NAVIGATION, RELATED = 30, 70
PARAGRAPHS, PARAGRAPH_WORDS = 30, 116
WORDS = (
    "cải cách hành chính nông thôn mới huyện Can Lộc ủy ban nhân dân phát triển kinh tế".split()  # noqa: SIM905 - as it is read
)


def make_page(number: int) -> bytes:
    """Make a page with a frame of 30 links, an article, and 70 related ones."""
    words = random.Random(number)

    def text(count: int) -> str:
        return " ".join(words.choices(WORDS, k=count))

    sections = (f'<li><a href="/muc/{n}/">{text(2)}</a></li>' for n in range(NAVIGATION))
    related = (
        f'<li><a href="/tin/bai-{(number * 7 + n * 13) % PAGES}.html">{text(8)}</a></li>'
        for n in range(RELATED)
    )
    body = "".join(f"<p>{text(PARAGRAPH_WORDS)} {number}</p>" for _ in range(PARAGRAPHS))
    return (
        f"<!DOCTYPE html><html><head><title>Bài {number}</title></head><body>"
        f"<ul>{''.join(sections)}</ul><h1>Bài {number}</h1>{body}"
        f"<ul>{''.join(related)}</ul></body></html>"
    ).encode()


def serve() -> None:
    """Serve the pages until killed; print port and bytes a page."""
    pages = {f"/tin/bai-{number}.html": make_page(number) for number in range(PAGES)}
    pages["/"] = make_page(PAGES)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(200 if body else 404)
            body = body or b"not found"
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_address[1]} {len(pages['/'])}\n")
    sys.stdout.flush()
    server.serve_forever()


class PlainSpider(scrapy.Spider):  # type: ignore[misc]
    """Scrapy's own way: follow every link, keep nothing."""

    name = "plain"
    extractor = LinkExtractor()

    def parse(self, response: Response) -> list[scrapy.Request]:
        if response.status != 200:
            return []
        return [scrapy.Request(link.url) for link in self.extractor.extract_links(response)]


def crawl_plainly(home: str) -> None:
    settings = {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    process.crawl(PlainSpider, start_urls=[home])
    process.start()


def cpu_s(*words: str) -> float:
    """Run one of our modules to its end; return its CPU seconds."""
    with subprocess.Popen(
        (sys.executable, "-m", *words),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return used.ru_utime + used.ru_stime


def crawl_ours(port: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        place = f"127.0.0.1:{port}"
        plan = Plan(
            profile=profile_of(f"http://{place}/", concurrency=CONCURRENCY),
            run="1",
            root=str(root / "archive"),
            allow_private=(place,),
        )
        save_plan(plan, root / "plan.json")
        used = cpu_s("scrapers", "crawl", "--plan", str(root / "plan.json"))
        stored = sum(
            record.note.outcome is Outcome.FETCHED and "/tin/" in record.note.url
            for name in segments(plan.root, plan.profile.slug)
            for record in iter_records(plan.root, name, bodies=False)
        )
        assert stored == PAGES, stored
    return used


def main() -> None:
    server = subprocess.Popen(
        (sys.executable, "-m", "tests.bench.crawl", "serve"), cwd=ROOT, stdout=subprocess.PIPE
    )
    assert server.stdout
    try:
        port, size = (int(word) for word in server.stdout.readline().split())
        home = f"http://127.0.0.1:{port}/"
        plain = min(cpu_s("tests.bench.crawl", "plain", home) for _ in range(ROUNDS))
        ours = min(crawl_ours(port) for _ in range(ROUNDS))
    finally:
        server.kill()
        server.wait()
    sys.stdout.write(
        f"crawl of {PAGES} pages of {size / 1024:.0f} KB with {NAVIGATION + RELATED} links:"
        f" {PAGES / ours:.0f} pages a CPU second, archived;"
        f" Scrapy with LinkExtractor, nothing kept: {PAGES / plain:.0f}"
        f" ({plain / ours:.2f} times)\n"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            serve()
        case ["plain", home]:
            crawl_plainly(home)
        case _:
            main()
