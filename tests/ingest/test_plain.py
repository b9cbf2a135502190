import json
import re
from datetime import UTC, datetime

from ingest.plain import draft_text
from ingest.rules import load_rules
from ingest.text import clean_text, tokens
from ingest.types import PageResult, PortalProfile, RuleOverride
from ingest.vocabulary import BlockKind, IssueCode, Precision, SkipReason, VerdictChoice
from tests.ingest.shared_data import shared_file

PROFILE = PortalProfile(slug="portal", name="Portal", home="http://portal.test/")
PAGE = """
Trang chủ
Thăm dò ý kiến
Bạn thấy trang này như thế nào?
Đẹp
Bình thường
12 người đã bình chọn

Ra quân làm thủy lợi nội đồng đầu năm.
Ngày đăng: 05/02/2016 - Lượt xem: 35

Sáng ngày 03 tháng 02 năm 2016, các xã trong huyện đồng loạt ra quân làm thủy lợi đầu năm mới.

Upload

Theo Kế hoạch số 12/KH-UBND ngày 20/01/2016 của UBND huyện, mỗi xã nạo vét hai tuyến kênh chính.

Lê Hoài Nam

Đánh giá:
lượt đánh giá: , trung bình:Tin liên quan
Gieo cấy vụ xuân đúng lịch thời vụ
Bình luận
Thống kê: 1.204
Online: 9
"""


def draft(
    text: str, profile: PortalProfile = PROFILE, url: str = "http://portal.test/1"
) -> PageResult:
    return draft_text(text, url=url, profile=profile, rules=load_rules())


def test_a_page_of_lines_becomes_an_article() -> None:
    result = draft(PAGE)
    (item,) = result.drafts
    assert item.title == "Ra quân làm thủy lợi nội đồng đầu năm."
    assert item.lead.startswith("Sáng ngày 03 tháng 02")
    assert [block.kind for block in item.blocks] == [BlockKind.IMAGE, BlockKind.PARAGRAPH]
    assert item.byline == "Lê Hoài Nam"
    assert item.published_at
    assert item.published_at.astimezone(UTC) == datetime(2016, 2, 4, 17, tzinfo=UTC)
    assert item.published_precision is Precision.DAY
    assert [reference.number for reference in item.legal_references] == ["12/KH-UBND"]
    assert IssueCode.IMAGE_PLACE_WITHOUT_SOURCE in {issue.code for issue in result.issues}


def test_every_line_is_kept_or_removed_with_a_rule() -> None:
    result = draft(PAGE)
    (item,) = result.drafts
    kept = [item.title, item.lead, *(block.text for block in item.blocks)]
    removed = [removal.text for removal in result.removals]
    assert all(removal.rule for removal in result.removals)
    assert sorted(tokens(" ".join(kept + removed))) == sorted(tokens(PAGE))
    assert "Gieo cấy vụ xuân đúng lịch thời vụ" in removed


def test_a_date_in_the_text_is_no_date_of_publication() -> None:
    (item,) = draft(PAGE.replace("Ngày đăng: 05/02/2016 - Lượt xem: 35", "")).drafts
    assert item.published_at is None


def test_the_clock_above_a_title_is_no_date_of_publication() -> None:
    page = PAGE.replace("Ngày đăng: 05/02/2016 - Lượt xem: 35", "")
    result = draft(f"Thứ Tư, ngày 27 tháng 9 năm 2017 | 11:19 GMT+7\n{page}")
    assert result.drafts[0].published_at is None
    assert result.removals[0].rule == "clock"


def test_the_article_is_found_between_menus_and_teasers() -> None:
    page = """
    UBND HUYỆN TÂN LỘC
    Trang chủ | Giới thiệu | Tin tức | Văn bản | Liên hệ
    Hôm nay: 24/11/2026
    Tin nổi bật
    Hội nghị tổng kết công tác khuyến học
    Sáng 08/02, tại trung tâm huyện diễn ra hội nghị tổng kết công tác khuyến học với sự tham gia...
    Chi tiết...
    Trang chủ > Nông nghiệp
    Nông nghiệp
    Các xã ven sông gieo cấy xong vụ xuân
    Đến hết ngày 12/02/2016, các xã ven sông đã gieo cấy xong 326 ha lúa xuân, đạt toàn bộ kế hoạch.
    Phòng Nông nghiệp đề nghị bà con thăm đồng thường xuyên để phòng trừ sâu bệnh kịp thời.
    Anh Tú
    13/02/2016 08:24 - Lượt xem: 35
    In bài viết | Gửi cho bạn bè | Lưu
    Tin liên quan
    • Ra quân làm thủy lợi nội đồng
    Bình luận
    Họ và tên
    Mã xác thực không đúng. [Gửi bình luận]
    Tin đọc nhiều
    Chiều 28.2, xã Thượng long trọng tổ chức lễ đón bằng công nhận xã đạt chuẩn nông thôn mới...
    Chịu trách nhiệm nội dung: Ông Lê Văn Nam
    """
    result = draft(page)
    (item,) = result.drafts
    assert item.title == "Các xã ven sông gieo cấy xong vụ xuân"
    assert item.lead.startswith("Đến hết ngày 12/02/2016")
    assert [block.text[:16] for block in item.blocks] == ["Phòng Nông nghiệ"]
    assert (item.byline, item.published_raw) == ("Anh Tú", "13/02/2016 08:24")


def test_a_portal_may_overrule_the_national_rules() -> None:
    rules = (
        RuleOverride(id="own-slogan", pattern="Ra quân .*", action=VerdictChoice.DROP),
        RuleOverride(id="own-upload", pattern="Upload", action=VerdictChoice.KEEP),
    )
    profile = PortalProfile(slug="portal", name="Portal", home="http://portal.test/", rules=rules)
    result = draft(PAGE, profile)
    assert "own-slogan" in {removal.rule for removal in result.removals}
    assert "Upload" in [block.text for block in result.drafts[0].blocks]


def test_lines_in_a_legacy_font_are_read() -> None:
    page = (
        "Tin tøc\nTæng kÕt c«ng t¸c d©n sè n¨m 2005 trªn ®Þa bµn huyÖn\n"
        "S¸ng ngµy 12/01/2006, UBND huyÖn ®· tæ chøc héi nghÞ tæng kÕt c«ng t¸c d©n sè vµ trÎ em.\n"
        "Dù héi nghÞ cã ®¹i diÖn l·nh ®¹o c¸c phßng, ban, ngµnh, vµ c¸c x·, thÞ trÊn trong huyÖn.\n"
    )
    result = draft(page)
    assert result.drafts[0].title == "Tổng kết công tác dân số năm 2005 trên địa bàn huyện"
    assert IssueCode.LEGACY_ENCODING in {issue.code for issue in result.issues}


def test_no_text_is_no_item() -> None:
    skipped = draft(" \n\n").skipped
    assert skipped
    assert skipped.reason is SkipReason.EMPTY


def test_the_article_the_project_began_with() -> None:
    text = shared_file("seed/can-loc-article.txt").read_text(encoding="utf-8")
    result = draft(text)
    (item,) = result.drafts
    lines = [clean_text(line) for line in text.splitlines() if line.strip()]
    assert item.title == lines[3]
    assert item.lead == lines[4]
    assert [block.text for block in item.blocks] == ["", lines[6], "", lines[8], lines[9]]
    assert item.byline == "Anh Đức"
    assert item.published_at is None
    frame = [*lines[:3], "Upload", "Upload", *lines[11:]]
    assert [r.text for r in result.removals if r.rule != "field:byline"] == sorted(
        frame, key=lines.index
    )
    (reference,) = item.legal_references
    assert (reference.number, str(reference.date)) == ("436/QĐ-UBND", "2015-02-26")


def test_the_texts_of_real_portals() -> None:
    labels = shared_file("vi-portal-samples/labels.jsonl")
    right, wrong = 0, []
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["file"].endswith(".txt"):
            continue
        text = (labels.parent / row["file"]).read_text(encoding="utf-8")
        result = draft(text, url="http://portal.test/tin")
        for name, ok in checks(result, row["expected"]):
            right += ok
            wrong += [] if ok else [(row["file"], name)]
    assert right / (right + len(wrong)) >= 0.95, wrong


def checks(result: PageResult, expected: dict[str, str]) -> list[tuple[str, bool]]:
    item = result.drafts[0] if result.drafts else None
    at = item.published_at if item else None
    day_only = item is not None and item.published_precision is Precision.DAY
    date = at and (at.date().isoformat() if day_only else at.isoformat())
    found = [("byline", (item.byline if item else "") == expected.get("byline", ""))]
    found.append(("date", date == expected.get("published")))
    title = expected.get("title") or expected.get("title_prefix")
    if title:
        found.append(
            ("title", item is not None and re.match(re.escape(title), item.title) is not None)
        )
    removed = {removal.text for removal in result.removals}
    frame = expected.get("boilerplate", ())
    found += [(text, clean_text(text) in removed) for text in frame]
    return found
