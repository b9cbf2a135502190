"""What portals print around and inside an item: teasers, readers' words, official endings."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest import draft_page, learn_template
from ingest.byline import parse_name
from ingest.types import PageResult, PortalProfile, RawPage
from ingest.vocabulary import DraftKind, SkipReason

HOME = "https://dongxuan.example.vn"
PROFILE = PortalProfile(slug="dong-xuan", name="", home=f"{HOME}/")
TEXT = "Đoàn đề nghị các đơn vị còn lại khắc phục ngay những tồn tại đã được chỉ ra trong đợt này."
TEASER = "Nước vừa rút, người dân thôn {} đã bắt tay dọn bùn, dựng lại nhà cửa và chuồng trại."
READERS = (
    "Con xa quê đọc tin mà thấy ấm lòng quá.",
    "Mong huyện quan tâm hơn tới các xã vùng sâu.",
)
TITLES = tuple(
    f"Xã thứ {word} ra quân làm thủy lợi" for word in ("một", "hai", "ba", "bốn", "năm", "sáu")
)


def raw(path: str, body: str) -> RawPage:
    login = '<form><input name="u"><input type="password" name="p"></form>'
    html = f"<html><head><title>Huyện Đông Xuân</title></head><body>{login}{body}</body></html>"
    return RawPage(
        portal="dong-xuan",
        url=HOME + path,
        requested_url=HOME + path,
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )


def article(number: int, *, lead: str = "", text: str = "", readers: str = "") -> RawPage:
    """Write an article with a list of others, each with its teaser, and a form for comments."""
    others = "".join(
        f'<li><div class="ten"><a href="/tin/{n}">{title}</a></div>'
        f'<div class="mota">{TEASER.format(number * 10 + n)}</div></li>'
        for n, title in enumerate(TITLES, start=1)
        if n != number
    )
    own = text or "".join(f"<p>{TEXT} Đợt {number}, mục {line}.</p>" for line in "abc")
    return raw(
        f"/tin/{number}",
        f'<div class="ct"><h1>{TITLES[number - 1]}</h1><div class="sapo">{lead}</div>'
        f'<div class="nd">{own}</div>'
        f'<div class="khac"><h4>Tin cùng chuyên mục</h4><ul>{others}</ul></div>'
        f'<div class="yk"><h4>Gửi phản hồi ({readers.count("<p>")})</h4>{readers}'
        "<form><label>Họ và tên</label><button>Gửi</button></form></div></div>",
    )


def drafted(page: RawPage, *, lead: str = "") -> PageResult:
    pages = [article(number, lead=lead) for number in range(1, 7)]
    pages = [page, *(other for other in pages if other.url != page.url)]
    return draft_page(page, PROFILE, learn_template(pages, PROFILE))


def test_teasers_and_readers_words_outweigh_no_short_article() -> None:
    said = "".join(f"<div>Lê Minh Lan</div><p>{text}</p><div>Trả lời</div>" for text in READERS)
    (draft,) = drafted(article(2, text=f"<p>{TEXT}</p>", readers=said)).drafts
    assert [block.text for block in draft.blocks] == [TEXT]
    assert draft.byline == ""


def test_a_lead_that_another_page_teases_with_stays() -> None:
    lead = "Thực hiện kế hoạch năm, lực lượng chức năng đã vào cuộc quyết liệt trên địa bàn."
    pages = [
        article(
            number,
            lead=lead if number < 3 else TEASER.format(TITLES[number - 1]),
            text="".join(f"<p>{name}: {TEXT} {TITLES[number - 1]}.</p>" for name in TITLES),
        )
        for number in range(1, 7)
    ]
    pages += [raw(f"/muc/{n}", f'<a href="/tin/1">Tin số {n}</a><i>{lead}</i>') for n in (1, 2)]
    result = draft_page(pages[1], PROFILE, learn_template(pages, PROFILE))
    assert result.drafts[0].lead == lead


def test_the_ending_of_a_decision_stays_and_its_signer_is_no_writer() -> None:
    ending = ["Nơi nhận:", "- Như Điều 3;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Võ Minh Quân"]
    pages = []
    for number in range(1, 7):
        text = f"<p>Căn cứ Kế hoạch số {number}.</p><p>{TEXT} Đợt {number}.</p>"
        if number < 3:
            text += '<div class="ky">' + "".join(f"<p>{line}</p>" for line in ending) + "</div>"
        pages.append(article(number, text=text))
    (draft,) = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE)).drafts
    assert [block.text for block in draft.blocks][-5:] == ending
    assert draft.byline == ""


def test_a_page_called_by_its_form_to_log_in_is_no_item() -> None:
    # A full frame: what a page says with less is judged before its article is read.
    frame = "".join(f'<a href="/van-ban/{n}">Văn bản chỉ đạo số {n}</a> ' for n in range(80))

    def result(title: str, own: str) -> PageResult:
        pages = [
            raw(f"/tin/{n}", f'<h1>{name}</h1><div class="nd"><p>{name}: {TEXT}</p></div>{frame}')
            for n, name in enumerate(TITLES)
        ]
        page = raw("/dang-nhap", f'<h1>{title}</h1><div class="nd">{own}</div>{frame}')
        return draft_page(page, PROFILE, learn_template([*pages, page], PROFILE))

    skipped = result("Đăng nhập hệ thống", f"<p>{TEXT}</p>").skipped
    assert skipped is not None
    assert skipped.reason is SkipReason.LOGIN
    story = "".join(f"<p>{title}: {TEXT}</p>" for title in TITLES)
    (draft,) = result("Đăng nhập VNeID khi đi khám bệnh", story).drafts
    assert len(draft.blocks) + bool(draft.lead) == len(TITLES)


def test_a_story_that_introduces_somebody_is_no_static_page() -> None:
    title = "Hội nghị hiệp thương lần thứ ba giới thiệu người ứng cử"
    page = raw(
        "/tin/9",
        f'<div class="ct"><h1>{title}</h1><div class="nd"><p>{TEXT} {TEXT}</p></div></div>',
    )
    assert drafted(page).drafts[0].kind is DraftKind.ARTICLE


def test_a_page_is_static_by_words_written_together_in_its_address() -> None:
    own = (
        f'<div class="ct"><h1>Huyện Đông Xuân</h1><div class="nd"><p>{TEXT} {TEXT}</p></div></div>'
    )
    names = ("contact_us.html", "about_us", "aboutus", "gioithieuchung.aspx", "gioi-thieu_chung")
    kinds = {drafted(raw(f"/{name}", own)).drafts[0].kind for name in names}
    assert kinds == {DraftKind.STATIC}


def test_a_heading_with_small_letters_is_no_name() -> None:
    assert parse_name("Chuyện ở Long Khê") == ""
    assert parse_name("Đặng Ngọc Mai./.") == "Đặng Ngọc Mai"


def test_what_calls_to_the_readers_over_an_article_does_not_take_it() -> None:
    """The same words name a section, or lead down to the readers' words."""
    form = "<form><label>Họ và tên</label><textarea></textarea><button>Gửi</button></form>"
    for over in ("<h3>Ý kiến cử tri</h3><b>{}</b>", "<b>{}</b><h4>Đọc nhận xét (2)</h4>"):
        pages = [
            raw(
                f"/tin/{n}",
                f'<div class="giua">{over.format(title)}<p>{title}: {TEXT}</p>'
                f"<p>{TEXT} {title}.</p>{form}</div>",
            )
            for n, title in enumerate(TITLES)
        ]
        (draft,) = draft_page(pages[2], PROFILE, learn_template(pages, PROFILE)).drafts
        said = " ".join([draft.lead, *(block.text for block in draft.blocks)])
        assert said.count(TEXT) == 2


def test_a_line_of_every_article_is_frame_however_many_lists_a_portal_has() -> None:
    def page(path: str, inner: str) -> RawPage:
        return raw(path, f'<table><tr><td class="giua">{inner}</td></tr></table>')

    share = '<div class="cs">Gửi cho bạn bè cùng đọc bài này</div>'
    pages = [
        page(f"/tin/{n}", f"<b>{title}</b><p>{title}: {TEXT}</p><p>{TEXT} {title}.</p>{share}")
        for n, title in enumerate(TITLES)
    ]
    heads = "".join(
        f'<div class="t"><a href="/tin/{n}">{t}</a></div>' for n, t in enumerate(TITLES)
    )
    pages += [page(f"/muc/{n}", heads) for n in range(12)]
    (draft,) = draft_page(pages[2], PROFILE, learn_template(pages, PROFILE)).drafts
    assert "Gửi cho bạn bè" not in draft.blocks[-1].text
