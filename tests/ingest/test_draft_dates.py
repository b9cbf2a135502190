"""Which of the dates around an article is its date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest import draft_page
from ingest.types import Draft, PortalProfile, RawPage
from ingest.vocabulary import Precision

BODY = "".join(
    f"<p>Đoạn {number}: đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại các xã.</p>"
    for number in range(1, 4)
)


def draft(
    *, under_title: str = "", behind: str = "", head: str = "", url: str = "/tin/kiem-tra-12.html"
) -> Draft:
    html = f"""<html><head><title>Huyện Thạch Lâm</title>{head}</head><body>
    <div id="content"><h1>Kiểm tra bộ phận một cửa tại các xã miền núi</h1>{under_title}
    <div class="entry-content">{BODY}</div>{behind}</div></body></html>"""
    address = f"https://thachlam.example.vn{url}"
    raw = RawPage(
        portal="thach-lam",
        url=address,
        requested_url=address,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )
    home = "https://thachlam.example.vn/"
    (found,) = draft_page(raw, PortalProfile(slug="thach-lam", name="", home=home)).drafts
    return found


def days(found: Draft) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        at.strftime("%Y-%m-%d %H:%M") if at else "" for at in (found.published_at, found.updated_at)
    )


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Ngày đăng: 12/03/2015 08:30", "2015-03-12 08:30", ""),
        ("Cập nhật: 15/03/2015 09:00", "2015-03-15 09:00", ""),
        ("Cập nhật lúc 09:00 15/03/2015 - Ngày đăng: 12/03/2015 08:30", "2015-03-12 08:30",
         "2015-03-15 09:00"),
        ("12/03/2015 08:30 (Cập nhật: 15/03/2015 09:00)", "2015-03-12 08:30", "2015-03-15 09:00"),
    ],
)  # fmt: skip
def test_a_date_of_change_is_published_only_where_it_is_all_there_is(
    line: str, published: str, updated: str
) -> None:
    assert days(draft(under_title=f"<div>{line}</div>")) == (published, updated)


def test_two_lines_tell_publication_from_change_in_any_order() -> None:
    lines = "<div>Cập nhật: 15/03/2015 09:00</div><div>Đăng lúc: 12/03/2015 08:30</div>"
    assert days(draft(under_title=lines)) == ("2015-03-12 08:30", "2015-03-15 09:00")


def test_the_platforms_element_speaks_by_what_it_holds_for_machines() -> None:
    footer = (
        '<div class="entry-footer">Published <time class="entry-date published updated" '
        'datetime="2009-10-04T21:19:00+07:00">04/10/2009</time></div>'
    )
    found = draft(behind=footer, head='<meta name="generator" content="WordPress 6.1.9">')
    assert days(found) == ("2009-10-04 21:19", "")
    assert found.published_precision is Precision.MINUTE


def test_dates_of_a_list_for_machines_date_nothing() -> None:
    listed = "".join(
        f'<li><a href="/tin/{n}.html">Tin số {n} của huyện</a>'
        f'<time class="entry-date published" datetime="2011-0{n}-04T21:19:00+07:00">x</time></li>'
        for n in range(1, 5)
    )
    found = draft(behind=f"<ul>{listed}</ul>", head='<meta name="generator" content="WordPress 6">')
    assert found.published_at is None


def test_a_month_in_the_address_yields_to_a_day_in_it() -> None:
    found = draft(under_title="<div>Đăng ngày: 12/03/2015</div>", url="/2015/03/kiem-tra")
    assert (days(found)[0], found.published_precision) == ("2015-03-12 00:00", Precision.DAY)
    other = draft(under_title="<div>Cập nhật: 12/05/2015</div>", url="/2015/03/kiem-tra")
    assert (days(other), other.published_precision) == (
        ("2015-03-01 00:00", "2015-05-12 00:00"),
        Precision.MONTH,
    )
