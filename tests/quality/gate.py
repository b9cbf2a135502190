"""``make quality``: score extraction beside its peers, write docs/quality.md, hold the floors.

The scorer and its pages lie beside the checkout, in ``../shared``; where they are absent the gate
says so and ends well. Floors stand in ``floors.json`` and only go up.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
PEERS = ("trafilatura", "readability-lxml", "resiliparse")
FIGURES = ("F1", "junk_left", "junk_free", "recur_kept", "title_exact", "date_acc", "date_P")
FIGURES += ("author_F", "ms_med", "peak_mb", "err")
LOWER_IS_BETTER = {"junk_left", "err"}

Scores = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the pages that is scored by itself."""

    name: str
    source: str
    type: str = ""
    cut: int = 0
    """Pages that are known of each site; 0: all there are."""


PARTS = (
    Part(name="portal-synthetic", source="portal-synthetic"),
    Part(name="portal-synthetic, 2 pages", source="portal-synthetic", cut=2),
    Part(name="fundus", source="fundus"),
    Part(name="wcxb article", source="wcxb", type="article"),
    Part(name="eval_default", source="eval_default"),
)


def main(arguments: Sequence[str]) -> int:
    """Score all parts or those named; return 1 where a floor is broken."""
    scorer = SHARED / "score_extraction.py"
    if not scorer.exists():
        sys.stdout.write(f"SKIPPED: no scorer and pages at {SHARED}\n")
        return 0
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
    results, broken = {}, []
    for part in PARTS:
        if arguments and part.name not in arguments:
            continue
        results[part.name] = scores = score(part, scorer)
        for figure, floor in floors.get(part.name, {}).items():
            got = figure_of(scores, figure)
            worse = got > floor if figure in LOWER_IS_BETTER else got < floor
            if worse:
                broken.append(f"{part.name}: {figure} is {got:.4f}, its floor {floor}")
    tables = {name: "\n".join(lines_of(scores)) for name, scores in results.items()}
    sys.stdout.write("".join(f"### {name}\n\n{table}\n\n" for name, table in tables.items()))
    write_page(tables)
    sys.stdout.write("".join(f"BELOW ITS FLOOR: {line}\n" for line in broken))
    return 1 if broken else 0


def figure_of(scores: Scores, figure: str) -> float:
    """Give our figure; one written "F1 - trafilatura" is the difference to that peer's."""
    name, _, peer = figure.partition(" - ")
    return scores["ours"].get(name, 0.0) - (scores[peer].get(name, 0.0) if peer else 0.0)


def score(part: Part, scorer: Path) -> Scores:
    """Run the scorer on one part of the pages; give figures by extractor, ours as ``ours``."""
    with tempfile.TemporaryDirectory() as folder:
        pages = subset(part, Path(folder))
        ours = f"{sys.executable} -m ingest"
        out = Path(folder) / "scores.json"
        subprocess.run(
            [
                *(sys.executable, str(scorer), "--set", str(pages), "--json", str(out)),
                *("--site-cmd", ours, "--peers", ",".join(PEERS)),
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        results = json.loads(out.read_text(encoding="utf-8"))["results"]
    return {("ours" if name == ours else name): figures for name, figures in results.items()}


def subset(part: Part, folder: Path) -> Path:
    """Lay out the pages of one part as a set of its own, the files by link."""
    whole = SHARED / "data" / "extraction"
    kept = []
    with gzip.open(whole / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            if page["source"] == part.source and part.type in ("", page["type"]):
                if part.cut:
                    page["site"] = f"{page['site']}-{len(kept) // part.cut}"
                kept.append(json.dumps(page, ensure_ascii=False) + "\n")
    made = folder / "set"
    made.mkdir()
    (made / "html").symlink_to(whole / "html")
    (made / "pages.jsonl").write_text("".join(kept), encoding="utf-8")
    return made


def lines_of(scores: Scores) -> list[str]:
    """Format one part's table as Markdown, with the day and the machine."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [f"Measured {datetime.now(UTC):%Y-%m-%d} by `make quality` ({machine}).", ""]
    lines.append(f"| extractor | {' | '.join(FIGURES)} |")
    lines.append("| --- |" + " ---: |" * len(FIGURES))
    for peer in sorted(scores, key=lambda peer: -scores[peer].get("F1", 0.0)):
        cells = (scores[peer].get(figure) for figure in FIGURES)
        shown = ("-" if cell is None else f"{cell:.3f}".rstrip("0").rstrip(".") for cell in cells)
        lines.append(f"| {peer} | {' | '.join(shown)} |")
    return lines


def write_page(tables: dict[str, str]) -> None:
    """Put the tables between the page's two marks; its prose and other parts' tables stay."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    kept = {
        name.strip(): table.strip()
        for name, _, table in (part.partition("\n") for part in old.split("### ")[1:])
    } | tables
    parts = [f"### {part.name}\n\n{kept[part.name]}" for part in PARTS if part.name in kept]
    body = "\n\n".join(parts)
    PAGE.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
