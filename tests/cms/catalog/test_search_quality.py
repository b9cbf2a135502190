"""The search answers the judged queries of `search_set` as its judge did."""

import json
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cms.pages import Site

FOLDER = Path(__file__).parent / "search_set"
LEAST_NDCG = 0.99
LEAST_TOP = 0.99


@cache
def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def ndcg(found: list[str], judged: dict[str, int]) -> float:
    """Score a list of ids at 10, as `search_set/README.md` says; an empty answer may be right."""
    if not judged:
        return float(not found)
    gains = [2 ** judged.get(name, 0) - 1 for name in found[:10]]
    best = sorted((2**grade - 1 for grade in judged.values()), reverse=True)[:10]
    return _discounted(gains) / _discounted(best)


def _discounted(gains: list[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


@pytest.mark.slow
def test_judged_queries_find_what_the_judge_wants(site: Site) -> None:
    names = {
        site.item(
            article["title"],
            lead=article["lead"],
            body=[("paragraph", f"<p>{article['body']}</p>")],
        ).pk: article["id"]
        for article in rows("articles.jsonl")
    }
    client = Client(headers={"host": "cms.test"})
    scores, tops = {}, {}
    for query in rows("queries.jsonl"):
        answer = client.get("/api/v1/articles/", {"search": query["query"], "fields": "id"}).json()
        found = [names[item["id"]] for item in answer["items"]]
        scores[query["id"]] = ndcg(found, query["judged"])
        if query["top"]:
            tops[query["id"]] = found[:1] == [query["top"]]
    worst = sorted(scores, key=scores.__getitem__)[:12]
    assert sum(scores.values()) / len(scores) >= LEAST_NDCG, {name: scores[name] for name in worst}
    wrong = [name for name, right in tops.items() if not right]
    assert 1 - len(wrong) / len(tops) >= LEAST_TOP, wrong
