"""What the operator sees, on a terminal and in a log."""

import io
from dataclasses import replace

from rich.console import Console

from worker.supervisor.screen import JobView, PlainScreen, TerminalScreen

CRAWL = JobView(id=1, kind="crawl", state="running", done=3, total=10, note="3 pages")


def test_plain_lines_come_at_changes_of_state_and_every_few_seconds() -> None:
    lines: list[str] = []
    now = [100.0]
    screen = PlainScreen(lines.append, clock=lambda: now[0])
    screen.show([CRAWL])
    now[0] = 101.0
    screen.show([replace(CRAWL, done=4)])
    now[0] = 105.5
    screen.show([replace(CRAWL, done=5)])
    screen.show([replace(CRAWL, done=10, state="done", note="")])
    assert lines == [
        "crawl: running - 3 of 10 - 3 pages",
        "crawl: running - 5 of 10 - 3 pages",
        "crawl: done - 10 of 10",
    ]


def test_a_terminal_shows_a_table_and_keeps_what_was_said() -> None:
    out = io.StringIO()
    screen = TerminalScreen(Console(file=out, force_terminal=True, width=100))
    screen.show([CRAWL, JobView(id=2, kind="draft", state="waiting")])
    screen.say("[worker] started again")
    screen.close()
    shown = out.getvalue()
    assert "3 of 10" in shown
    assert "take the articles out" in shown
    assert "[worker] started again" in shown
