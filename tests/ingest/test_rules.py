import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rules import Example, Position, Rule, load_rules
from tests.ingest.shared_data import shared_file

RULES = load_rules()
PARAGRAPH = (
    "Qua kiểm tra thực tế tại một số địa phương, đơn vị, việc thực hiện quy chế văn hóa công sở "
    "của cán bộ, công chức chấp hành tốt thời giờ làm việc và đeo thẻ khi làm nhiệm vụ hằng ngày."
)


def places(rule: Rule, example: Example) -> tuple[Position, ...]:
    if example.position:
        return (Position(example.position),)
    return rule.position or tuple(Position)


REMOVES = [(rule, example) for rule in RULES.rules for example in rule.removes]
KEEPS = [(rule, example) for rule in RULES.rules for example in rule.keeps]


def name(value: object) -> str:
    return value.id if isinstance(value, Rule) else getattr(value, "text", "")[:30]


@pytest.mark.parametrize(("rule", "example"), REMOVES, ids=name)
def test_a_rule_removes_what_it_says(rule: Rule, example: Example) -> None:
    for position in places(rule, example):
        found = RULES.match(
            example.text, position=position, before=example.before, after=example.after
        )
        assert found is not None
        assert found.id == rule.id


@pytest.mark.parametrize(("rule", "example"), KEEPS, ids=name)
def test_a_rule_keeps_what_it_says(rule: Rule, example: Example) -> None:
    for position in places(rule, example):
        assert not RULES.match(
            example.text, position=position, before=example.before, after=example.after
        )


def test_every_rule_says_what_it_removes_and_what_it_keeps() -> None:
    assert len({rule.id for rule in RULES.rules}) == len(RULES.rules)
    for rule in RULES.rules:
        assert rule.removes, rule.id
        assert rule.keeps, rule.id
        assert bool(rule.pattern) == bool(rule.first), rule.id


@given(st.sampled_from(REMOVES), st.sampled_from(list(Position)))
def test_a_match_is_a_whole_block(case: tuple[Rule, Example], position: Position) -> None:
    _, example = case
    inside = f"{PARAGRAPH} {example.text} {PARAGRAPH}"
    assert RULES.match(inside, position=position, before=example.before) is None


@given(st.text(max_size=80))
def test_any_text_can_be_judged(text: str) -> None:
    RULES.match(text, position=Position.TAIL)
    assert len(RULES.match_lines([text, PARAGRAPH, text])) == 3


def test_glued_blocks_are_cut_apart() -> None:
    glued = "lượt đánh giá: , trung bình:Tin liên quan"
    assert RULES.split(glued) == ("lượt đánh giá: , trung bình:", "Tin liên quan")
    assert RULES.split("Có tin liên quan") == ("Có tin liên quan",)
    assert RULES.match_lines([PARAGRAPH, glued]) == (None, "rating")


def test_the_list_under_related_news_goes_with_its_heading() -> None:
    lines = [PARAGRAPH, "Tin liên quan", "Xã Tùng Lộc ra quân làm thủy lợi", "Hội thi nấu ăn"]
    assert RULES.match_lines(lines) == (None, *["related-heading"] * 3)


def test_figures_with_a_unit_are_content() -> None:
    for text in ("24.230.000 đồng", "3.516,242 triệu đồng", "16/20 xã", "77%", "326 ha"):
        for position in Position:
            assert RULES.match(text, position=position) is None


def test_every_frame_string_seen_on_portals_has_a_rule() -> None:
    rows = shared_file("vi-boilerplate.jsonl").read_text(encoding="utf-8").splitlines()
    strings = [json.loads(row)["example"] for row in rows]
    assert [text for text in strings if not RULES.candidates(RULES.split(text)[0])] == []


def test_every_rule_is_named_in_the_docs() -> None:
    text = (Path(__file__).parents[2] / "docs" / "frame-rules.md").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES.rules if f"`{rule.id}`" not in text] == []
