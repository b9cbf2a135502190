"""The search set says what it claims to say; whether a search obeys it is tested elsewhere."""

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "search_set"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


ARTICLES = rows("articles.jsonl")
QUERIES = rows("queries.jsonl")


def test_articles_are_whole_and_differ() -> None:
    assert len({article["id"] for article in ARTICLES}) == len(ARTICLES) == 200
    assert len({article["title"] for article in ARTICLES}) == len(ARTICLES)
    for article in ARTICLES:
        assert article.keys() == {"id", "title", "lead", "body"}
        for text in article.values():
            assert text
            assert unicodedata.is_normalized("NFC", text)


def test_queries_are_enough_and_differ() -> None:
    assert len(QUERIES) >= 150
    for key in ("id", "query"):
        assert max(Counter(query[key] for query in QUERIES).values()) == 1


def test_judgements_name_articles_of_the_set() -> None:
    known = {article["id"] for article in ARTICLES}
    for query in QUERIES:
        assert query.keys() == {"id", "query", "kind", "why", "judged", "top"}
        assert query["why"]
        assert query["judged"].keys() <= known
        assert set(query["judged"].values()) <= {1, 2, 3}
        assert (query["kind"] == "nothing") == (not query["judged"])


def test_the_top_answer_is_the_only_one_of_the_highest_grade() -> None:
    for query in QUERIES:
        highest = max(query["judged"].values(), default=0)
        best = [article for article, grade in query["judged"].items() if grade == highest]
        assert query["top"] == (best[0] if len(best) == 1 else None)
