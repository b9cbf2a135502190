"""The hand-made cases of the three-way merge: every one holds."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from cms.harvest.merging import Merge, merge
from ingest.types import Block, Draft
from ingest.vocabulary import BlockKind, DraftKind, Precision

Json = dict[str, Any]
FOLDER = Path(__file__).parent / "merge_cases"
TEXTS = ("title", "lead", "byline", "source_name")
CASES: list[Json] = list(
    chain.from_iterable(
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
    )
)


def plain(text: str) -> str:
    bare = re.sub("[\u200b-\u200d\ufeff\u00ad]", "", unicodedata.normalize("NFC", text))
    return " ".join(bare.split())


def draft_of(article: Json) -> Draft:
    moment = article.get("published_at")
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=("url:http://lamxuyen.example/1",),
        url="http://lamxuyen.example/1",
        blocks=tuple(
            Block(**{**block, "kind": BlockKind(block["kind"])}) for block in article["blocks"]
        ),
        published_at=datetime.fromisoformat(moment) if moment else None,
        published_precision=Precision(article["published_precision"]) if moment else None,
        section=tuple(article.get("section", ())),
        tags=tuple(article.get("tags", ())),
        **{name: article.get(name, "") for name in TEXTS},
    )


def told_block(block: Block) -> Json:
    values = {
        "kind": block.kind.value,
        "text": plain(block.text),
        "html": plain(block.html),
        "src": block.src,
        "alt": plain(block.alt),
        "caption": plain(block.caption),
        "level": block.level,
    }
    return {key: value for key, value in values.items() if value}


def told(draft: Draft) -> Json:
    """What a draft says, as the cases compare it."""
    return {
        **{name: plain(getattr(draft, name)) for name in TEXTS},
        "published": (draft.published_at, draft.published_precision),
        "section": [plain(name) for name in draft.section],
        "tags": {plain(tag) for tag in draft.tags},
        "blocks": [told_block(block) for block in draft.blocks],
    }


def shown(value: object) -> str | None:
    if isinstance(value, list):
        return " / ".join(value)
    return plain(value) if isinstance(value, str) else None


def find_fault(expected: Json, result: Merge, ours: Draft) -> str:
    """Say what is wrong with a result; "" if nothing is."""
    names = sorted(conflict.name for conflict in result.conflicts)
    match expected["outcome"]:
        case "either":
            faults = [find_fault(one, result, ours) for one in expected["of"]]
            return "" if "" in faults else "; or ".join(faults)
        case "unchanged":
            return "" if (result.merged, result.changed, names) == (ours, False, []) else "changed"
        case "clean":
            wanted = told(with_ids(expected["merged"]))
            given = told(result.merged)
            faults = [
                f"{key}: {given[key]!r} instead of {wanted[key]!r}"
                for key in wanted
                if given[key] != wanted[key]
            ]
            return "; ".join([f"conflicts {names}"] * bool(names) + faults)
    if names != sorted(expected["conflicts"]):
        return f"conflicts {names}"
    return find_wrong_side(expected, result) or find_wrong_elsewhere(expected, result.merged)


def with_ids(article: Json) -> Draft:
    blocks = [{"id": str(number), **block} for number, block in enumerate(article["blocks"])]
    return draft_of({**article, "blocks": blocks})


def find_wrong_side(expected: Json, result: Merge) -> str:
    given = {conflict.name: conflict for conflict in result.conflicts}
    for name, sides in expected.get("sides", {}).items():
        for side, value in sides.items():
            text = getattr(given[name], side)
            if (text and plain(text)) != shown(value):
                return f"{name}, {side}: {getattr(given[name], side)!r}"
    return ""


def find_wrong_elsewhere(expected: Json, merged: Draft) -> str:
    blocks = {f"block:{block.id}": block for block in merged.blocks}
    for name, value in expected.get("merged_elsewhere", {}).items():
        if name.startswith("block:"):
            given = told_block(blocks[name]) if name in blocks else None
            wanted = value and {key: plain(str(part)) for key, part in value.items()}
            if given and wanted:
                given = {key: str(given.get(key, "")) for key in wanted}
            if given != wanted:
                return f"{name}: {given!r}"
        elif name == "tags":
            if set(merged.tags) != set(value):
                return f"{name}: {merged.tags}"
        elif name == "section":
            if list(merged.section) != value:
                return f"{name}: {merged.section}"
        elif plain(str(getattr(merged, name))) != plain(str(value)):
            return f"{name}: {getattr(merged, name)!r}"
    return ""


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_holds(case: Json) -> None:
    base, ours, theirs = (draft_of(case[side]) for side in ("base", "ours", "theirs"))
    result = merge(base, ours, theirs)
    ids = [block.id for block in result.merged.blocks]
    assert len(set(ids)) == len(ids)
    assert not find_fault(case["expected"], result, ours)
