"""The cases say what they claim to say: keys, names, sides that differ as the outcome needs."""

import json
import re
import unicodedata
from collections import Counter
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from ingest.vocabulary import BlockKind, Precision

FOLDER = Path(__file__).parent / "merge_cases"
TEXTS = {"title", "lead", "byline", "source_name"}
FIELDS = {*TEXTS, "published_at", "section"}
ARTICLE = {*FIELDS, "published_precision", "tags", "blocks"}
BLOCK = {"id", "kind", "text", "html", "src", "alt", "caption", "level"}
KEYS = {
    "clean": {"merged"},
    "conflict": {"conflicts", "merged_elsewhere", "sides"},
    "unchanged": set(),
    "either": {"of"},
}

Json = dict[str, Any]
CASES: list[Json] = list(
    chain.from_iterable(
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
    )
)


def plain(text: str) -> str:
    bare = re.sub("[\u200b-\u200d\ufeff\u00ad]", "", unicodedata.normalize("NFC", text))
    return " ".join(bare.split())


def content(article: Json) -> Json:
    """The article as it is compared: without ids, empty values and differences of spelling."""
    told: Json = {key: plain(article[key]) for key in TEXTS if article.get(key)}
    if moment := article.get("published_at"):
        told["published"] = (datetime.fromisoformat(moment), article["published_precision"])
    told["section"] = [plain(name) for name in article.get("section", [])]
    told["tags"] = {plain(tag).casefold() for tag in article.get("tags", [])}
    told["blocks"] = [
        {
            key: plain(value) if isinstance(value, str) else value
            for key, value in block.items()
            if key != "id" and value
        }
        for block in article["blocks"]
    ]
    return told


def check_article(article: Json, *, with_ids: bool) -> None:
    assert article.keys() <= ARTICLE
    assert bool(article.get("published_at")) == bool(article.get("published_precision"))
    if moment := article.get("published_at"):
        assert datetime.fromisoformat(moment).utcoffset() is not None
        Precision(article["published_precision"])
    for block in article["blocks"]:
        assert block.keys() <= BLOCK
        assert ("level" in block) == (BlockKind(block["kind"]) is BlockKind.HEADING)
        assert ("id" in block) == with_ids
    ids = Counter(block.get("id") for block in article["blocks"])
    assert not with_ids or not ids or max(ids.values()) == 1


def check_expected(expected: Json, case: Json) -> None:
    outcome = expected["outcome"]
    assert expected.keys() - {"outcome"} <= KEYS[outcome]
    known = {
        f"block:{block['id']}" for side in ("base", "ours") for block in case[side]["blocks"]
    } | {*FIELDS, "body", "order"}
    if outcome == "clean":
        check_article(expected["merged"], with_ids=False)
    elif outcome == "conflict":
        names = expected["conflicts"]
        assert names
        assert len(set(names)) == len(names)
        assert set(names) <= known
        assert set(expected.get("sides", {})) <= set(names)
        assert set(expected.get("merged_elsewhere", {})) <= known | {"tags"}
        assert not set(expected.get("merged_elsewhere", {})) & set(names)
    elif outcome == "either":
        assert len(expected["of"]) > 1
        for one in expected["of"]:
            check_expected(one, case)


def test_there_are_cases_and_their_names_are_unique() -> None:
    names = Counter(case["name"] for case in CASES)
    assert len(names) >= 70
    assert max(names.values()) == 1


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_is_well_formed(case: Json) -> None:
    assert case.keys() == {"name", "why", "base", "ours", "theirs", "expected"}
    assert re.fullmatch("[a-z0-9_]+", case["name"])
    assert case["why"]
    for side in ("base", "ours", "theirs"):
        check_article(case[side], with_ids=True)
    check_expected(case["expected"], case)
    same = content(case["base"]) == content(case["theirs"])
    assert same == (case["expected"]["outcome"] == "unchanged")
