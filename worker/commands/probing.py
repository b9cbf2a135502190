"""``portal probe``: a look at a portal before it is added; nothing of it is kept."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from worker.commands.failure import CommandFailedError
from worker.probe import Facts, place_of
from worker.probe import probe as look
from worker.supervisor.screen import Screen

_WIDTH = 14


def probe(options: argparse.Namespace, screen: Screen) -> int:
    """Look at a portal for under a minute: platform, size, pace, three drafts."""
    try:
        # An address that the operator names on the command line may be a private one.
        facts = look(options.url, allow_private=(place_of(options.url),))
    except ValueError as error:
        raise CommandFailedError(str(error)) from error
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
