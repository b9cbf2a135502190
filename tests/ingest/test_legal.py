import json
from collections import Counter
from datetime import date

import pytest

from ingest.legal import find_references, normalise_number
from tests.ingest.shared_data import shared_file


@pytest.mark.parametrize(
    ("text", "kind", "number", "day", "issuer"),
    [
        (
            "theo Quyết định số 436/QĐ-UBND ngày 26 tháng 02 năm 2015 của huyện Can Lộc vừa làm",
            "Quyết định", "436/QĐ-UBND", date(2015, 2, 26), "huyện Can Lộc",
        ),
        ("Nghị quyết 18-NQ/TW", "Nghị quyết", "18-NQ/TW", None, ""),
        ("kế hoạch số 12.KH-UBND ngày 1-3-2023", "Kế hoạch", "12.KH-UBND", date(2023, 3, 1), ""),
        ("Số: 40/BC-UBND\nCan Lộc, ngày 03 tháng 3 năm 2023", "Báo cáo", "40/BC-UBND",
         date(2023, 3, 3), ""),
        ("Thông tư 05/2019/TT-BNV có hiệu lực từ ngày 01/7/2019", "Thông tư", "05/2019/TT-BNV",
         None, ""),
        ("Nghị quyết số 43 ngày 18/12/2014 của HĐND tỉnh", "Nghị quyết", "43", date(2014, 12, 18),
         "HĐND tỉnh"),
    ],
)  # fmt: skip
def test_a_reference_is_read(
    text: str, kind: str, number: str, day: date | None, issuer: str
) -> None:
    (found,) = find_references(text)
    assert (found.type, found.number, found.date, found.issuer) == (kind, number, day, issuer)


@pytest.mark.parametrize(
    "text",
    [
        "nâng tổng số xã đạt chuẩn lên 16/20 xã",
        "Diện tích 250/326 ha",
        "Giấy phép số 12/GP-TTĐT do Sở Thông tin cấp ngày 01/02/2015",
        "Ban Chấp hành đã ra nghị quyết về phát triển kinh tế",
        "Quyết định về việc bố trí công chức",
        "Báo cáo 6 tháng đầu năm",
        "Lớp 10A2/THPT, số 15/2 đường Xô Viết",
        "số báo danh 123/QĐ",
    ],
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    assert find_references(text) == ()


def test_a_list_shares_its_symbol() -> None:
    found = find_references("các Quyết định số 12, 13, 14/QĐ-UBND ngày 10/01/2018")
    assert [item.number for item in found] == ["12/QĐ-UBND", "13/QĐ-UBND", "14/QĐ-UBND"]
    assert {item.date for item in found} == {date(2018, 1, 10)}


def test_numbers_are_brought_to_one_form() -> None:
    for written in ("436/QĐ-UBND", "436 / Q\u00d0 – UBND", "436.qđ-ubnd"):
        assert normalise_number(written) == "436/QĐ-UBND"


def test_the_references_of_real_texts() -> None:
    rows = [
        json.loads(line)
        for line in shared_file("legal-references.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    right = given = wanted = 0
    for row in rows:
        got = Counter((item.type, item.number, item.date) for item in find_references(row["text"]))
        expected = Counter(
            (item["type"], item["number"] or "", item["date"] and date.fromisoformat(item["date"]))
            for item in row["expected"]
        )
        assert expected or not got, row["text"]
        right += sum((got & expected).values())
        given += sum(got.values())
        wanted += sum(expected.values())
    assert 2 * right / (given + wanted) >= 0.97
