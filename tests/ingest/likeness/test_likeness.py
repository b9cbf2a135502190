"""Edited copies are told from texts of one series, on pairs judged by someone who saw no rule."""

import json
from pathlib import Path

import pytest

from ingest.likeness import BANDS, MIN_WORDS, NEAR, sketch_of

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def is_near(first: str, second: str) -> bool:
    one, other = sketch_of(first), sketch_of(second)
    return bool(set(one.bands) & set(other.bands)) and one.shared(other) >= NEAR


def test_the_judged_pairs_are_judged_the_same() -> None:
    wrong = [case["why"] for case in CASES if is_near(case["a"], case["b"]) != case["near"]]
    assert wrong == []


def test_unrelated_texts_hardly_meet() -> None:
    sketches = [sketch_of(case["a"]) for case in CASES]
    pairs = [(one, other) for rank, one in enumerate(sketches) for other in sketches[:rank]]
    met = sum(bool(set(one.bands) & set(other.bands)) for one, other in pairs)
    assert met < 0.05 * len(pairs)


@pytest.mark.parametrize("text", ["", "Mời họp", "từ " * (MIN_WORDS - 1)])
def test_short_texts_are_like_nothing(text: str) -> None:
    assert sketch_of(text).bands == ()
    assert sketch_of(text).shared(sketch_of(text)) == 0


def test_case_marks_and_punctuation_do_not_count() -> None:
    text = " ".join(f"Đoạn {number} của bài viết này." for number in range(20))
    assert sketch_of(text) == sketch_of(text.upper().replace(".", " ;"))
    assert len(sketch_of(text).bands) == BANDS
