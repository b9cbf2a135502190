"""What portals of the table age write, where markup parts too little."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest import draft_page, learn_template
from ingest.types import Draft, PageResult, PortalProfile, RawPage
from ingest.vocabulary import SkipReason

HOME = "https://thachlam.example.vn"
PROFILE = PortalProfile(slug="thach-lam", name="", home=f"{HOME}/")
TEXT = "Đoàn đề nghị các đơn vị còn lại khắc phục ngay những tồn tại đã được chỉ ra trong đợt này."
TITLES = (
    "Khai mạc hội thi cán bộ tiếp dân giỏi", "Bàn giao nhà tình nghĩa tại xã Minh Đức",
    "Ra quân làm thủy lợi nội đồng vụ xuân", "Kiểm tra bộ phận một cửa các xã miền núi",
    "Tập huấn kê khai tài sản cho cán bộ xã", "Chợ phiên trở lại sau ba năm tạm dừng",
    "Trao học bổng cho học sinh nghèo vượt khó", "Thông cầu dân sinh nối hai thôn ven sông",
)  # fmt: skip
SECTIONS = ("Chính trị - Xã hội", "Kinh tế - Đầu tư")


def raw(path: str, body: str) -> RawPage:
    menu = "".join(f'<A href="/muc/{n}">{name}</A> ' for n, name in enumerate(SECTIONS))
    menu += '<A href="/thu-vien-anh">Thư viện ảnh</A>'
    html = f"""<HTML><HEAD><TITLE>Huyện Thạch Lâm</TITLE></HEAD><BODY>
    <TABLE><TR><TD class="menu">{menu}</TD><TD class="giua">{body}</TD></TR></TABLE>
    </BODY></HTML>"""
    return RawPage(
        portal="thach-lam",
        url=HOME + path,
        requested_url=HOME + path,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )


def article(number: int, *, body: str = "", behind: str = "", listed: bool = True) -> RawPage:
    """Write an article of one of two sections."""
    section = SECTIONS[number % 2]
    others = "".join(
        f'<BR>- <A href="/tin/{n}">{TITLES[n - 1]}</A>'
        for n in range(1, 7)
        if n != number and listed
    )
    text = body or "".join(f"<P>{TEXT} Đợt {number}, mục {line}." for line in range(3))
    return raw(
        f"/tin/{number}",
        f"""<DIV class="caption-box">{section}</DIV><B>{TITLES[number - 1]}</B><BR>
        <FONT size="1">{10 + number}/03/2013 02:07 CH</FONT>{text}{behind}
        <TABLE class="khac"><TR><TD>Các tin khác{others}</TD></TR></TABLE>""",
    )


def drafted(page: RawPage, *, listed: bool = True) -> PageResult:
    pages = [article(number, listed=listed) for number in range(1, 9)]
    return draft_page(page, PROFILE, learn_template([*pages, page], PROFILE))


def test_a_sections_name_over_the_headline_is_no_title() -> None:
    (draft,) = drafted(article(3, listed=False), listed=False).drafts
    assert draft.title == TITLES[2]
    assert "Kinh tế - Đầu tư" not in [block.text for block in draft.blocks]


def test_a_bold_lead_on_its_own_line_of_the_source_is_parted_from_the_text() -> None:
    lead = "Sáng 12/3, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại ba xã."
    for gap in ("\nCùng đi", "\n&nbsp;&nbsp;&nbsp; Cùng đi"):
        body = f"<P><B><I>{lead}</I></B>{gap} có lãnh đạo các phòng, ban của huyện.<BR><BR>{TEXT}"
        (draft,) = drafted(article(2, body=body)).drafts
        assert draft.lead == lead
        assert draft.blocks[0].text.startswith("Cùng đi có lãnh đạo")


def test_a_date_line_glued_to_the_signature_is_a_line_of_its_own() -> None:
    behind = (
        '<P align="right"><FONT size="2"><B>Thanh Tuấn</B></FONT>\n'
        '<FONT size="1">Đăng ngày 26-03-2008 08:20:00 | Số lượt xem: 403</FONT><BR>'
    )
    (draft,) = drafted(article(2, behind=behind)).drafts
    assert draft.byline == "Thanh Tuấn"
    assert "403" not in " ".join(block.text for block in draft.blocks)


def test_a_caption_that_repeats_over_articles_stays_under_its_picture() -> None:
    caption = "Sản phẩm được thu mua ngay tại ruộng"
    figure = '<FIGURE><IMG src="/anh/{}.jpg"><FIGCAPTION>' + caption + "</FIGCAPTION></FIGURE>"
    pages = [
        article(n, body=f"<P>{TEXT} Đợt {n}.{figure.format(n)}" if n < 5 else "")
        for n in range(1, 9)
    ]
    result = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE))
    assert [image.caption for image in result.drafts[0].images] == [caption]


def test_a_source_in_italics_under_the_last_picture_is_no_caption() -> None:
    behind = '<P align="center"><IMG src="/anh/2.jpg"><P><STRONG><EM>Theo TTXVN</EM></STRONG>'
    (draft,) = drafted(article(2, behind=behind)).drafts
    assert (draft.byline, draft.source_name) == ("", "TTXVN")


def test_a_menus_page_that_only_leads_on_is_a_listing() -> None:
    album = (
        '<P>Thư viện ảnh</P><P align="center"><IMG src="/anh/1.jpg"></P>'
        '<P><A href="/album/1">Hình ảnh quê hương Thạch Lâm</A></P>'
    )
    result = drafted(raw("/thu-vien-anh", album))
    assert result.skipped is not None
    assert result.skipped.reason is SkipReason.LISTING


def test_a_subheading_at_the_titles_path_is_no_title() -> None:
    pages = [
        raw(
            f"/tin/{n}",
            f"<H3>{title}</H3><P>{TEXT} Đợt {n}.<H3>Bài học số {n}</H3><P>{TEXT} Lần {n}."
            f'<P><A href="/tin/1">{TITLES[0]}</A>',
        )
        for n, title in enumerate(TITLES, start=1)
    ]
    result = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE))
    assert result.drafts[0].title == TITLES[0]


def test_a_name_where_other_pages_have_their_date_signs() -> None:
    pages = []
    for n, title in enumerate(TITLES, start=1):
        line = f"1{n}/03/2013" if n > 1 else "Anh Đức"
        body = "".join(f"<P>{TEXT} Đợt {n}, mục {line_}.</P>" for line_ in range(3))
        head = f'<H3>{title}</H3><DIV class="z1">{line}</DIV>'
        pages.append(raw(f"/tin/{n}", f'{head}<DIV class="nd">{body}</DIV>'))
    result = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE))
    assert result.drafts[0].byline == "Anh Đức"


def test_a_date_line_glued_to_the_title_is_a_line_of_its_own() -> None:
    pages = [
        raw(
            f"/tin/{n}",
            f'<P><FONT size="4"><B>{title}</B></FONT>\n<FONT size="1">12:03 15/03/200{n} |'
            f" Số lượt xem: 333</FONT><BR><P>{TEXT} Đợt {n}.<P>{TEXT} Lần {n}.",
        )
        for n, title in enumerate(TITLES, start=1)
    ]
    (draft,) = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE)).drafts
    assert draft.title == TITLES[0]
    assert draft.published_at is not None
    assert draft.published_at.isoformat() == "2001-03-15T12:03:00+07:00"


def test_a_list_whose_only_teaser_looks_like_an_article_is_a_listing() -> None:
    pages = [article(n) for n in range(1, 9)]
    items = "".join(
        f'<DIV class="item"><B><A href="/tin/{n}">{title}</A></B><P>{"" if n > 1 else TEXT}</DIV>'
        for n, title in enumerate(TITLES[:4], start=1)
    )
    result = draft_page(raw("/muc/1", items), PROFILE, learn_template(pages, PROFILE))
    assert result.skipped is not None
    assert result.skipped.reason is SkipReason.LISTING


def test_a_text_glued_to_a_row_of_tools_is_a_line_of_its_own() -> None:
    tools = '<A href="/in/2">Bản in</A>&nbsp;|&nbsp;<A href="#">Email</A>'
    opening = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    body = f'<P align="right"><FONT size="1">{tools}</FONT>\n\n{opening}<BR><BR>{TEXT}'
    result = drafted(article(2, body=body))
    assert [block.text for block in result.drafts[0].blocks] == [opening, TEXT]
    assert "Bản in | Email" in [removal.text for removal in result.removals]


def test_bold_sentences_that_open_a_wrapped_paragraph_are_a_line_of_their_own() -> None:
    lead = "Sáng nay, huyện Thạch Lâm khai mạc hội thi, có tám đội tham dự."
    wrapped = f"{TEXT} <B>{lead}</B>\n{TEXT}"
    for text in (TEXT, f"<FONT>{TEXT}</FONT>"):
        body = f"<P><B>{lead}</B>\n{text}</P><P>{wrapped}</P>"
        (draft,) = drafted(article(2, body=body)).drafts
        lines = [draft.lead, *(block.text for block in draft.blocks)]
        assert lines == [lead, TEXT, f"{TEXT} {lead} {TEXT}"]


def test_a_notice_without_text_is_called_by_its_title() -> None:
    latest = f'<UL class="moi"><LI><A href="/tin/1">{TITLES[0].upper()}</A></LI></UL>'

    def result(over: str, behind: str) -> Draft:
        pages = []
        for n, title in enumerate(TITLES, start=1):
            # Texts that differ in figures only repeat: then no page would have a text of its own.
            text = f'<DIV class="nd"><P>{title}: {TEXT} {TEXT}</P><P>{TEXT} {title}.</P></DIV>'
            said = f"{title}: bà con rất mừng, xin cảm ơn huyện."
            body = f'{latest}{over.format(title=title)}<DIV class="ct"><H1 class="ten">{title}</H1>'
            body += f"<I>1{n}/03/2013</I>{text if n > 1 else ''}</DIV>{behind.format(said=said)}"
            pages.append(raw(f"/tin/{n}", body))
        (draft,) = draft_page(pages[0], PROFILE, learn_template(pages, PROFILE)).drafts
        return draft

    crumbs = '<DIV class="loi">Trang nhất » Tin » {title}</DIV>'
    readers = '<DIV class="yk"><H4>Bạn đọc viết</H4><P class="y">{said}</P></DIV>'
    for over, behind in ((crumbs, ""), ("", readers)):
        draft = result(over, behind)
        assert (draft.title, draft.blocks) == (TITLES[0], ())


def test_a_look_of_few_pages_has_titles_of_its_own() -> None:
    link = f'<P><A href="/tin/7">{TITLES[6]}</A> <A href="/tin/8">{TITLES[7]}</A>'
    pages = [
        raw(
            f"/tin/{n}",
            (f"<H3>{title} lần {n}</H3>" if n < 33 else f'<DIV class="cu">{title} lần {n}</DIV>')
            + f"<P>{TEXT} Đợt {n}.<P>{TEXT} Lần {n}."
            + f'<P><A href="/tin/{n - 1}">{TITLES[(n - 1) % 8]} lần {n - 1}</A>{link}',
        )
        for n, title in ((n, TITLES[n % 8]) for n in range(1, 37))
    ]
    template = learn_template(pages, PROFILE)
    titles = [entry.path for entry in template.entries if entry.role == "title"]
    assert sorted(path.rpartition(" > ")[2] for path in titles) == ["div.cu", "h3"]


def test_a_bare_name_under_the_last_picture_signs() -> None:
    behind = (
        '<P align="center"><IMG src="/anh/2.jpg"></P><P><STRONG><EM>Hồng Thảo</EM></STRONG></P>'
    )
    (draft,) = drafted(article(2, behind=behind)).drafts
    assert draft.byline == "Hồng Thảo"
    signed = f"<P><I>Anh Đức</I></P>{behind}"
    (draft,) = drafted(article(2, behind=signed)).drafts
    assert [image.caption for image in draft.images] == ["Hồng Thảo"]


def test_verses_under_a_picture_are_no_caption() -> None:
    verses = ["Em về qua bến đò xưa", "Câu ví còn đợi", "Lúa lên xanh đến bây giờ"]
    behind = (
        f'<P align="center"><IMG src="/anh/2.jpg"></P><P align="center"><EM>{"<BR>".join(verses)}'
        f"</EM></P><P>{TEXT} Cả năm.</P>"
    )
    (draft,) = drafted(article(2, behind=behind)).drafts
    assert [block.text for block in draft.blocks][-4:-1] == verses


def test_a_count_of_readers_is_no_part_of_a_source() -> None:
    behind = "<P>Nguồn tin: Báo Trường Châu - 1198 lượt xem</P>"
    assert drafted(article(2, behind=behind)).drafts[0].source_name == "Báo Trường Châu"
