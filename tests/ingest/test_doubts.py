"""Where platform, template and density disagree, the template is believed and a person is told."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest import draft_page, learn_template
from ingest.types import PageResult, PortalProfile, RawPage
from ingest.vocabulary import IssueCode

HOME = "https://thachlam.example.vn"
TITLES = (
    "Khai mạc hội thi cán bộ tiếp dân giỏi", "Bàn giao nhà tình nghĩa tại xã Minh Đức",
    "Ra quân làm thủy lợi nội đồng vụ xuân", "Kiểm tra bộ phận một cửa các xã miền núi",
    "Tập huấn kê khai tài sản cho cán bộ xã", "Chợ phiên trở lại sau ba năm tạm dừng",
    "Trao học bổng cho học sinh nghèo vượt khó", "Thông cầu dân sinh nối hai thôn ven sông",
)  # fmt: skip
TEXT = "Đoàn đề nghị các đơn vị còn lại khắc phục ngay những tồn tại đã được chỉ ra trong đợt này."


def page(number: int, *, around: str = "entry-content", beside: str = "") -> RawPage:
    """Write a page of a WordPress portal whose theme has names of its own."""
    text = "".join(f"<p>{TEXT} Đợt {number}, mục {line}.</p>" for line in range(4))
    html = f"""<html><head><meta name="generator" content="WordPress 5.2"></head><body>
    <h1 class="entry-title">Cổng thông tin huyện Thạch Lâm</h1><div class="main">
    <h2 class="ten">{TITLES[number - 1]}</h2><div class="{around}">{text}</div></div>
    <div class="ben">{beside}</div></body></html>"""
    return RawPage(
        portal="thach-lam",
        url=f"{HOME}/tin-{number}/",
        requested_url=f"{HOME}/tin-{number}/",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )


def drafted(pages: list[RawPage]) -> PageResult:
    profile = PortalProfile(slug="thach-lam", name="", home=f"{HOME}/")
    return draft_page(pages[0], profile, learn_template(pages, profile))


def disagreements(result: PageResult) -> list[str]:
    return [i.detail for i in result.issues if i.code is IssueCode.EXTRACTORS_DISAGREE]


def test_a_selector_that_would_drop_the_articles_is_set_aside_and_named() -> None:
    result = drafted([page(n, around="widget") for n in range(1, 9)])
    assert len(result.drafts[0].blocks) == 4
    assert "platform:wordpress: drop .widget against the template" in disagreements(result)


def test_a_title_selector_that_names_the_portal_is_set_aside_and_named() -> None:
    result = drafted([page(n) for n in range(1, 9)])
    assert result.drafts[0].title == TITLES[0]
    assert disagreements(result) == [
        "platform:wordpress: title h1.entry-title against the template"
    ]


def test_a_page_that_density_reads_otherwise_is_doubted() -> None:
    usual = [page(n) for n in range(2, 9)]
    more = [f"<p>{TEXT} Chuyện khác, hồi {part}.</p>" for part in range(9)]
    plain, odd = drafted([page(1), *usual]), drafted([page(1, beside="".join(more[:3])), *usual])
    assert [b.text for b in odd.drafts[0].blocks] == [b.text for b in plain.drafts[0].blocks]
    assert any("by density alone" in detail for detail in disagreements(odd))
    assert odd.drafts[0].confidence < plain.drafts[0].confidence
    most = drafted([page(1, beside="".join(more)), *usual])
    assert "the learnt element holds less than half of the text" in disagreements(most)
    assert len(most.drafts[0].blocks) == 13
