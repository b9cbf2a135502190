from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import (
    DateError,
    FoundDate,
    find_address_date,
    find_date,
    find_day_and_month,
    iter_dates,
    parse_published_at,
)
from ingest.vocabulary import Precision
from tests.ingest.shared_data import shared_file

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def shown(found: FoundDate | None) -> str:
    if found is None:
        return ""
    if found.precision is Precision.MINUTE:
        return found.at.isoformat()
    return found.at.date().isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thứ Hai, 27/03/2017 08:15", "2017-03-27T08:15:00+07:00"),
        ("27-3-2017", "2017-03-27"),
        ("Ngày đăng: 27/03/2017", "2017-03-27"),
        ("Cập nhật lúc: 10:11 AM 21/04/2017", "2017-04-21T10:11:00+07:00"),
        ("02:30 CH 21/04/2017", "2017-04-21T14:30:00+07:00"),
        ("09/04/2021, 13:50 CH", "2021-04-09T13:50:00+07:00"),
        ("00:00 17/09/2018", "2018-09-17"),
        ("Hà Nội, ngày 24\ntháng 6 năm 2022", "2022-06-24"),
        ("27 Tháng Chín, 2017", "2017-09-27"),
        ("2018-05-27T06:34:00+02:00", "2018-05-27T11:34:00+07:00"),
        ("2020-12-10T17:00:00Z", "2020-12-11"),
        ("Tue, 16 Jul 2024 10:00:00 GMT", "2024-07-16T17:00:00+07:00"),
        ("July 18th, 2024 at 10:30 pm", "2024-07-18T22:30:00+07:00"),
        ("18. Juli 2024, 14:05 Uhr", "2024-07-18T14:05:00+07:00"),
        ("1er mars 2019 à 12h30", "2019-03-01T12:30:00+07:00"),
        ("18 de julio de 2024", "2024-07-18"),
        ("18 июля 2024", "2024-07-18"),
        ("2024年7月18日", "2024-07-18"),
    ],
)
def test_a_date_is_read(text: str, expected: str) -> None:
    assert shown(find_date(text, timezone=ZONE)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "31/4/2017",
        "05/13/2017",
        "16/20",
        "3.516,242",
        "Thứ 5 hàng tuần",
        "nhiệm kỳ 2016-2021",
        "78/2008/QĐ-UBND",
        "năm 2017",
        "tháng 9 năm 2017",
        "Ngày 26-9",
        "Sáng 12.5",
        "192.168.12.2017.1",
        "0239.12.12.2015",
    ],
)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert find_date(text, timezone=ZONE) is None


def test_the_month_comes_first_only_on_request() -> None:
    assert shown(find_date("05/13/2017", timezone=ZONE, order="mdy")) == "2017-05-13"
    assert find_date("13/05/2017", timezone=ZONE, order="mdy") is None


def test_the_labelled_date_wins_over_the_page_clock() -> None:
    text = "Thứ ba, 27/09/2017 | Ngày đăng: 21/01/2016 - Lượt xem: 87"
    found = find_date(text, timezone=ZONE)
    assert shown(found) == "2016-01-21"
    assert found
    assert found.label == "ngày đăng"


def test_a_wrong_weekday_is_noticed() -> None:
    right, wrong = (
        find_date(text, timezone=ZONE) for text in ("Thứ hai, 27/03/2017", "Thứ ba, 27/03/2017")
    )
    assert right
    assert wrong
    assert (right.weekday_differs, wrong.weekday_differs) == (False, True)


def test_one_line_with_two_dates_is_no_date_line() -> None:
    with pytest.raises(DateError, match="more than one"):
        parse_published_at("từ 18/9/2017 đến 22/9/2017", timezone=ZONE)
    with pytest.raises(DateError, match="no date"):
        parse_published_at("hôm nay", timezone=ZONE)
    assert shown(parse_published_at("18/9/2017 (18-9-2017)", timezone=ZONE)) == "2017-09-18"


def test_a_day_without_a_year_is_kept_apart() -> None:
    found = find_day_and_month("Chiều ngày 29.3, UBND xã Tam Thanh")
    assert found
    assert (found.day, found.month) == (29, 3)
    assert find_day_and_month("Diện tích 16/31 ha") is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.test/portal/pages/2023-01-30/tin-468686.aspx", "2023-01-30"),
        ("http://a.test/portal/Pages/2024-5-17/tin.aspx", "2024-05-17"),
        ("http://a.test/tin-1656403487.html", "2022-06-28T15:04:47+07:00"),
        ("http://a.test/view-article/1/1651244226488/1651556145217", "2022-05-03T12:35:45+07:00"),
        ("http://a.test/documents/1/anh.jpg?t=1607671492546", "2020-12-11T14:24:52+07:00"),
        ("http://a.test/2024/05/17/tin", "2024-05-17"),
        ("http://a.test/news/20240517-tin.html", "2024-05-17"),
        ("http://a.test/tin-920730", ""),
        ("http://a.test/tin-1042540.html", ""),
        ("http://a.test/2024-13-40/tin", ""),
    ],
)
def test_an_address_tells_its_date(address: str, expected: str) -> None:
    assert shown(find_address_date(address, timezone=ZONE)) == expected


@given(st.text(alphabet="0123456789/-.: thángnămgày,hTZ+", max_size=60))
def test_no_date_is_invented(text: str) -> None:
    for found in iter_dates(text, timezone=ZONE):
        assert found.raw == text[found.start : found.end]
        for part in (found.at.day, found.at.month, found.at.year % 100):
            digits = found.raw.replace("-", " ")
            if found.precision is Precision.DAY and "T" not in digits and "Z" not in digits:
                assert str(part) in digits


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
def test_what_is_printed_is_read_back(moment: datetime) -> None:
    local = moment.replace(second=0, microsecond=0, tzinfo=ZONE)
    if local.hour == local.minute == 0:
        local += timedelta(minutes=1)
    for form in ("%d/%m/%Y %H:%M", "%H:%M, %d-%m-%Y", "Ngày %d tháng %m năm %Y | %H:%M GMT+7"):
        found = find_date(local.strftime(form), timezone=ZONE)
        assert found
        assert found.at == local
    machine = find_date(local.astimezone(UTC).isoformat(), timezone=ZONE)
    assert machine
    assert machine.at == local


def test_all_date_forms_seen_on_portals() -> None:
    rows = shared_file("vi-date-forms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for row in rows:
        text, expected, *_ = row.replace("\\n", "\n").split("\t")
        if expected.startswith("--"):
            day = find_day_and_month(text)
            got = f"--{day.month:02}-{day.day:02}" if day else ""
            assert find_date(text, timezone=ZONE) is None
        elif expected.count("-") == 4:
            got = "/".join(shown(found) for found in iter_dates(text, timezone=ZONE))
        else:
            got = shown(find_date(text, timezone=ZONE) or find_address_date(text, timezone=ZONE))
        if got != expected:
            wrong.append((text, got, expected))
    assert len(rows) > 50
    assert not wrong
