"""``portal probe``: a look at a portal before it is added; nothing of it is kept."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from settings.env import CHECKOUT
from worker.commands.failure import CommandFailedError
from worker.supervisor.screen import Screen

_PORTS = {"http": 80, "https": 443}
_WIDTH = 14
Facts = Mapping[str, object]


def probe(options: argparse.Namespace, screen: Screen) -> int:
    """Look at a portal for under a minute: platform, size, pace, three drafts."""
    facts = _ask(options.url)
    if options.format == "json":
        screen.say(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0 if facts["reached"] else 1
    if not facts["reached"]:
        raise CommandFailedError(
            f"{options.url} cannot be read: {facts['reason']} {facts['detail']}\n"
            f"If a firewall refuses us, have this user agent allowed: {facts['user_agent']}"
        )
    for line in _lines(facts):
        screen.say(line)
    return 0


def _ask(url: str) -> Facts:
    """Run the look in a process of its own. Raises CommandFailedError."""
    try:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"
    except ValueError as error:
        raise CommandFailedError(f"{url!r} is no address: {error}") from error
    # An address that the operator names on the command line may be a private one.
    command = (sys.executable, "-m", "scrapers", "probe", url, "--allow-private", place)
    ended = subprocess.run(  # noqa: S603 - our own program
        command, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if not ended.stdout:
        last = (ended.stderr.splitlines() or [f"status {ended.returncode}"])[-1]
        raise CommandFailedError(last)
    facts: Facts = json.loads(ended.stdout)
    return facts


def _lines(facts: Facts) -> Iterator[str]:
    robots, by_source = _table(facts["robots"]), _table(facts["pages_by_source"])
    mebibytes = int(str(facts["disk_bytes"])) / 1024**2
    more = "at least " if facts["at_least"] else ""
    yield _row("portal", f"{facts['title']} <{facts['home']}>")
    yield _row("platform", f"{facts['platform']}, certainty {facts['certainty']}")
    yield _row("encodings", _counts(_table(facts["encodings"])))
    yield _row("robots.txt", f"{robots['rules']} rules, crawl-delay {robots['crawl_delay_s']} s")
    yield _row("pages", f"{more}{facts['pages']} by {facts['pages_from']} ({_counts(by_source)})")
    yield _row("needs", f"{float(str(facts['hours'])):.2f} h, {mebibytes:.0f} MiB on disk")
    yield _row("pace", f"a request every {facts['seconds_a_request']} s")
    yield _row("problems", _counts(_table(facts["problems"])) or "none")
    for section in _tables(facts["sections"]):
        yield _row("section", f"{section['name'] or section['url']}: about {section['items']}")
    for sample in _tables(facts["samples"]):
        yield _row("draft", f"{sample['title']} ({sample['published_at'] or 'no date'})")
        yield _row("", str(sample["text"])[:100])
    yield _row("user agent", str(facts["user_agent"]))


def _row(name: str, text: str) -> str:
    return f"{name:<{_WIDTH}}{text}"


def _counts(table: Facts) -> str:
    return ", ".join(f"{name} {count}" for name, count in table.items())


def _table(value: object) -> Facts:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> Iterator[Facts]:
    yield from (_table(item) for item in value) if isinstance(value, list) else ()
