"""Score `python -m ingest --site` on the other engines, from outside: lines in, JSON lines out."""

import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.quality.fresh.make import FreshPage, make_site
from tests.quality.fresh.page import Engine
from tests.quality.fresh.story import Story

# A frame line of so many letters is also looked for inside longer lines.
LONG_LINE = 26
WAIT_S = 120


@dataclass(slots=True)
class Score:
    """Counts of what was wanted and what was got, and the faults with their page and text."""

    wanted: Counter[str] = field(default_factory=Counter)
    got: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def hold(self, what: str, right: bool, url: str, text: object) -> None:
        self.wanted[what] += 1
        self.got[what] += right
        if not right:
            self.faults.append((what, url, str(text)))

    def share(self, what: str) -> float:
        """Between 0 and 1; 1 where nothing was asked."""
        return self.got[what] / self.wanted[what] if self.wanted[what] else 1.0


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def extract_site(pages: list[FreshPage]) -> list[dict[str, Any]]:
    """Run the command line on a site's pages; raises CalledProcessError where it fails."""
    lines = "".join(json.dumps({"url": page.url, "html": page.html}) + "\n" for page in pages)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "site.jsonl"
        path.write_text(lines, encoding="utf-8")
        command = [sys.executable, "-m", "ingest", "--site", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=WAIT_S)
    return [json.loads(line) for line in run.stdout.splitlines()]


def score_site(engine: type[Engine], seed: int, score: Score) -> None:
    """Add one site to the score."""
    pages = make_site(engine, seed)
    for page, found in zip(pages, extract_site(pages), strict=True):
        if page.story is None:
            score.hold("list skipped", found["kind"] == "skipped", page.url, found.get("title"))
            continue
        score.hold("taken", found["kind"] != "skipped", page.url, found.get("reason"))
        if found["kind"] != "skipped":
            _hold_text(score, page, page.story, found)
            _hold_fields(score, page, page.story, found)


def _hold_text(score: Score, page: FreshPage, story: Story, found: dict[str, Any]) -> None:
    text = flat(found["text"])
    lines = {flat(line) for line in found["text"].splitlines()}
    own = flat(" ".join((story.title, *story.texts())))
    for line in story.texts():
        score.hold("line kept", flat(line) in text, page.url, line)
    for line in map(flat, page.junk):
        inside = len(line) >= LONG_LINE and line in text and line not in own
        score.hold("frame out", not (line in lines or inside), page.url, line)


def _hold_fields(score: Score, page: FreshPage, story: Story, found: dict[str, Any]) -> None:
    url = page.url
    score.hold("title", flat(found["title"]) == flat(story.title), url, found["title"])
    day = (found["published_at"] or "")[:10]
    wanted = page.published_on.isoformat() if page.published_on else ""
    score.hold("day", day == wanted, url, f"{day} instead of {wanted}")
    byline = found["byline"] or ""
    right = story.author in byline if story.author else not byline
    score.hold("byline", right, url, f"{byline!r} instead of {story.author!r}")
    pictures = {(image["src"], flat(image["caption"])) for image in found["images"]}
    for piece in story.pieces:
        if piece.kind == "figure":
            known = any(
                src.endswith(piece.src) and flat(piece.caption) == caption
                for src, caption in pictures
            )
            score.hold("picture", known, url, piece.src)
    names = " ".join(file["src"] for file in found["files"])
    for src, _name in story.files:
        score.hold("file", src in names, url, src)
