"""Likely personal data is told from ordinary news, on cases judged by someone who saw no rule."""

import json
from pathlib import Path

import pytest

from ingest.personal import find_personal_data
from samples.portal import Portal
from samples.truth import truth_of_portal

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]
MIN_RECALL = 0.95
MAX_FALSE_SHARE = 0.02


def kinds_in(text: str) -> set[str]:
    return {found.kind.value for found in find_personal_data(text)}


def test_most_personal_data_is_seen() -> None:
    marked = [case for case in CASES if case["flag"]]
    missed = [case["text"] for case in marked if not kinds_in(case["text"])]
    assert len(missed) <= (1 - MIN_RECALL) * len(marked), missed


def test_ordinary_texts_are_let_through() -> None:
    ordinary = [case for case in CASES if not case["flag"]]
    false = [case["text"] for case in ordinary if kinds_in(case["text"])]
    assert len(false) <= MAX_FALSE_SHARE * len(ordinary), false


@pytest.mark.parametrize("seed", [1, 2])
def test_the_sample_portal_holds_none(seed: int) -> None:
    for record in truth_of_portal(Portal(seed)):
        text = "\n".join([record["title"], record["lead"], *record["paragraphs"]])
        assert not kinds_in(text), text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Họ và tên\tSố CMND\nLê Văn Ba\t183456789\nTrần Thị Tư\t183456780", "citizen_id"),
        ("Ông Lê Văn Ba, thôn 3, điện thoại 0912.345.678 có trâu lạc", "private_phone"),
        ("DANH SÁCH HỘ NGHÈO\n1\tLê Văn Ba\t1956\n2\tTrần Thị Tư\t1961", "household_list"),
        ("Kết quả xét nghiệm\nLê Văn Ba\tâm tính\nTrần Thị Tư\tdương tính", "health"),
    ],
)
def test_rows_of_tables_are_lines(text: str, kind: str) -> None:
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Điện thoại: 0239.3841.234, fax 0239.3841.235",
        "Quyết định số 436/QĐ-UBND ngày 12/3/2015",
        "Liên hệ: đồng chí Lê Văn Ba, Chánh Văn phòng, điện thoại 0912.345.678",
        "TT\nHọ và tên\nChức vụ\nĐiện thoại\n1\nLê Văn Ba\nChủ tịch\n0912.345.678",
        "Công an huyện đã cấp 123456789 thẻ, tổng kinh phí 123456789 đồng cho thẻ CCCD",
        "Số tài khoản 3713.0.1052188 của Quỹ Vì người nghèo huyện tại Kho bạc",
        "",
    ],
)
def test_offices_and_numbers_of_papers_are_no_personal_data(text: str) -> None:
    assert kinds_in(text) == set()


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thái Bình",
        "Trần Thị Hà Giang",
        "Lê Hà Nam",
        "Phạm Văn Thái Nguyên",
        "Trần Kim Sơn",
        "Nguyễn Lộc An",
    ],
)
def test_a_person_may_be_named_like_a_place(name: str) -> None:
    assert kinds_in(f"Nhà của {name}, điện thoại 0912.345.678") == {"private_phone"}
    rows = f"DANH SÁCH HỘ NGHÈO\n1\t{name}\t1956\n2\t{name}\t1961"
    assert kinds_in(rows) == {"household_list"}
    assert kinds_in(f"{name} (sinh ngày 12/3/1961), trú tại thôn 3") == {"individual_decision"}


@pytest.mark.parametrize("place", ["Thái Nguyên", "Hà Tĩnh", "Cao Bằng"])
def test_places_are_no_people(place: str) -> None:
    rows = f"Danh sách hộ nghèo\n1\t{place}\t1956\n2\t{place}\t1961"
    assert kinds_in(rows) == set()


def test_a_place_is_where_it_stands() -> None:
    text = "Ông Lê Văn Ba, CCCD 042088001234."
    (found,) = find_personal_data(text)
    assert text[found.start : found.end] == "042088001234"
