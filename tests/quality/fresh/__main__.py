"""`python -m tests.quality.fresh write OUT | score`: the sites as an annotated set, or their score.

Seeds below 100 are there to repair the extractor by; accept it by others.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from tests.quality.fresh.make import ENGINES, FreshPage, make_site
from tests.quality.fresh.score import Score, score_site
from tests.quality.fresh.story import Story


def record_of(page: FreshPage, *, name: str, site: str) -> dict[str, Any]:
    """Give the record of a page; the fields of a page that is no article are null."""
    story = page.story
    record: dict[str, Any] = {
        "id": name,
        "url": page.url,
        "html": f"html/{name}.html.gz",
        "lang": "vi",
        "type": "article" if story else "listing",
        "source": "fresh",
        "site": site,
        "junk": list(page.junk),
    }
    fields = ("text", "title", "date", "author", "with", "without", "section", "tags")
    return record | (_story_fields(story, page) if story else dict.fromkeys(fields))


def _story_fields(story: Story, page: FreshPage) -> dict[str, Any]:
    figures = [piece for piece in story.pieces if piece.kind == "figure"]
    return {
        "text": "\n".join(story.texts()),
        "title": story.title,
        "date": page.published_on.isoformat() if page.published_on else None,
        "author": story.author or None,
        "with": [text for text in story.texts() if len(text) > 20],
        "without": [line for line in page.junk if len(line) > 12],
        "section": story.section,
        "tags": list(story.tags),
        "images": [{"src": piece.src, "caption": piece.caption} for piece in figures],
        "attachments": [{"src": src, "name": name} for src, name in story.files],
        "recurring": list(story.recurring),
        "style": story.shape,
    }


def write_set(folder: Path, *, seeds: list[int]) -> int:
    """Write `pages.jsonl` and `html/` under the folder; give the number of pages."""
    (folder / "html").mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as lines:
        for seed in seeds:
            for engine in ENGINES:
                site = f"{engine.name}-{seed}"
                for number, page in enumerate(make_site(engine, seed)):
                    record = record_of(page, name=f"{site}-{number:02}", site=site)
                    (folder / record["html"]).write_bytes(
                        gzip.compress(page.html.encode(), mtime=0)
                    )
                    lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                    count += 1
    return count


def print_score(*, seeds: list[int], faults: bool) -> None:
    """Write a line an engine, with the share of everything that was right."""
    for engine in ENGINES:
        score = Score()
        for seed in seeds:
            score_site(engine, seed, score)
        shares = "  ".join(f"{what} {score.share(what):.3f}" for what in score.wanted)
        sys.stdout.write(f"{engine.name:9} {shares}\n")
        if faults:
            sys.stdout.writelines(
                f"    {what}: {url}: {text[:110]}\n" for what, url, text in score.faults
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("write", "score"):
        command = commands.add_parser(name)
        command.add_argument("--seeds", type=int, nargs="+", default=[1])
    commands.choices["write"].add_argument("folder", type=Path)
    commands.choices["score"].add_argument("--faults", action="store_true", help="name each fault")
    options = parser.parse_args()
    if options.command == "score":
        print_score(seeds=options.seeds, faults=options.faults)
        return 0
    count = write_set(options.folder, seeds=options.seeds)
    sys.stdout.write(f"{count} pages in {options.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
