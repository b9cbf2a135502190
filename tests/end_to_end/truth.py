"""The sample portal's own truth against what the API gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from samples.portal import Portal
from samples.truth import Truth, truth_of_portal
from tests.end_to_end.machine import Item

KINDS = ("articles", "documents", "static", "media")
ON_LINE = ("live", "edited later", "deleted later")
"""What stands on the portal before anything is changed there."""


@dataclass(slots=True)
class Difference:
    """What the API's items lack, or have too much: an empty one is what is wanted."""

    absent: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    frame: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


def truth(seed: int = 0) -> list[Truth]:
    """What stands on the portal of a seed at first."""
    return [record for record in truth_of_portal(Portal(seed)) if record["status"] in ON_LINE]


def compare(records: Iterable[Truth], items: Iterable[Item], *, home: str) -> Difference:
    """Hold every record against the items that came of it, and every item against the records."""
    difference = Difference()
    by_address: dict[str, list[Item]] = {}
    for item in items:
        address = item["source_url"].removeprefix(home.rstrip("/"))
        by_address.setdefault(address, []).append(item)
    for record in records:
        addresses = (record["url"], *record["other_urls"])
        found = [item for address in addresses for item in by_address.pop(address, [])]
        if not found:
            difference.absent.append(f"{record['id']} {record['url']}")
        elif len(found) > 1:
            difference.doubled.append(f"{record['id']} {record['url']}")
        else:
            _compare_item(record, found[0], difference)
    difference.invented += sorted(by_address)
    return difference


def _compare_item(record: Truth, item: Item, difference: Difference) -> None:
    name = record["id"]
    lines = lines_of(item)
    whole = _folded(" ".join(lines), record)
    wanted = [record["title"], record["lead"], *record["paragraphs"]]
    wanted = [text for text in (*wanted, *record["headings"], *record["captions"]) if text]
    difference.lost += [f"{name}: {text}" for text in wanted if _folded(text, record) not in whole]
    own = {_folded(text, record) for text in wanted}
    patterns = [re.compile(pattern) for pattern in record["frame_patterns"]]
    for line in lines:
        framed = line in record["frame"] or any(pattern.fullmatch(line) for pattern in patterns)
        if framed and _folded(line, record) not in own:
            difference.frame.append(f"{name}: {line}")
    if item["kind"] != record["kind"]:
        difference.fields.append(f"{name}: kind {item['kind']}, not {record['kind']}")
    if record["byline"] and item["byline"] != record["byline"]:
        difference.fields.append(f"{name}: byline {item['byline']!r}, not {record['byline']!r}")
    published = item["published_at"] or ""
    if record["published"] and not published.startswith(record["published"][:10]):
        difference.fields.append(f"{name}: published {published!r}, not {record['published']!r}")


def lines_of(item: Item) -> list[str]:
    """What a reader of the item sees, line by line."""
    lines = [item["title"], item["lead"]]
    for block in item["body"]:
        lines += re.split(r"[\n\t]", block.get("text", ""))
        lines.append(block.get("caption", ""))
    lines += [str(value) for value in (item.get("document") or {}).values() if value]
    return [" ".join(line.split()) for line in lines if line.strip()]


def _folded(text: str, record: Truth) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    # Old fonts have no capitals with tone marks: which letters were capitals is lost there.
    return text.casefold() if record["manner"] == "tcvn3" else text
