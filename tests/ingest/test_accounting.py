"""Every text of a page is in a draft or in a removal, as another parser sees the page."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from ingest import draft_page
from ingest.accounting import balance
from ingest.types import Issue, PageResult, PortalProfile, RawPage, Removal
from ingest.vocabulary import IssueCode

PROFILE = PortalProfile(slug="thach-lam", name="Thạch Lâm", home="https://thachlam.example.vn/")
SENTENCE = "Sáng nay, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại bộ phận một cửa."
PAGES = {
    "plain": f"<h1>Kiểm tra</h1><div><p>{SENTENCE}</p><p>{SENTENCE} Xong.</p></div>",
    "glued": f"<div><span class=a>Tin năm 2020</span><span class=b>Thứ Sáu</span>{SENTENCE}</div>",
    "inline": f"<p><b>Đ</b>ức và <i>An</i>h: {SENTENCE}</p>",
    "hidden": f'<p>{SENTENCE}</p><div style="display:none">Ẩn</div><p hidden>Giấu</p>',
    "form": f"<p>{SENTENCE}</p><form><label>Họ tên</label><select><option>Một</select></form>",
    "unclosed": f"<P>{SENTENCE}<P><B>Anh Đức</B><TABLE><TR><TD>Một<TD>Hai<TR><TD>Ba</TABLE>",
    "nested": f"<table><tr><td>Trái<td><table><tr><td><p>{SENTENCE}</table></table>",
    "comment": f"<p>{SENTENCE}<!-- không --> Tiếp.</p><noscript>tắt</noscript><script>x</script>",
    "list": f"<p>{SENTENCE}</p><ul><li><a href=/a>Tin một</a> (1/1/2014)<li>Hai</ul>",
}


def drafted(html: str) -> PageResult:
    return draft_page(
        RawPage(
            portal="thach-lam",
            url="https://thachlam.example.vn/tin-1.html",
            requested_url="https://thachlam.example.vn/tin-1.html",
            fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
            status=200,
            body=html.encode(),
        ),
        PROFILE,
    )


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_a_page_is_lost(name: str) -> None:
    html = f"<html><head><title>Cổng</title></head><body>{PAGES[name]}</body></html>"
    assert balance(html, drafted(html)).missing == Counter()


def test_a_lost_word_is_named() -> None:
    html = f"<p>{SENTENCE}</p>"
    other = drafted(html.replace("huyện", ""))
    assert balance(html, other).missing == Counter({"huyen": 1})


def test_a_block_in_an_old_font_and_a_new_one_is_read_font_by_font() -> None:
    html = (
        '<body><p><font face=".VnTime">Th\u00f9c hi\u00d6n: Quang Tuy\u00d5t</font>\n'
        '<font face="Tahoma">Cập nhật: 14:53 ngày 04/11/2009</font></p></body>'
    )
    texts = ("Thực hiện: Quang Tuyết", "Cập nhật: 14:53 ngày 04/11/2009")
    result = PageResult(
        url="http://portal.test/",
        removals=tuple(Removal(rule="field:byline", text=text) for text in texts),
        issues=(Issue(code=IssueCode.LEGACY_ENCODING, detail="tcvn3"),),
    )
    found = balance(html, result)
    assert (found.missing, found.surplus) == (Counter(), Counter())
