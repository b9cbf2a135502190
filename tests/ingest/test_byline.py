import pytest

from ingest.byline import find_byline, parse_source, split_lead_tag

PARAGRAPH = (
    "Với những kết quả đó, tổ công tác đã lập biên bản và nhắc nhở các đơn vị sớm khắc phục."
)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Anh Đức", "Anh Đức"),
        ("Bài, ảnh: Đức Hùng", "Đức Hùng"),
        ("Tác giả: Tin, ảnh: Đức Hùng", "Đức Hùng"),
        ("Tin, bài: Hồ Mai – Lê Nam", "Hồ Mai – Lê Nam"),
        ("Tác giả bài viết: Nguyễn Văn An", "Nguyễn Văn An"),
        ("Trần Thìn – HND Hiệp Hòa.", "Trần Thìn – HND Hiệp Hòa"),
        ("Hồng Nhung (Công chức Văn hóa xã Xuân An)", "Hồng Nhung (Công chức Văn hóa xã Xuân An)"),
        ("Xuân Lợi (Đài Truyền thanh huyện)", "Xuân Lợi"),
        ("Thanh Khánh – Văn phòng UBND huyện", "Thanh Khánh"),
        ("Tin: Bảo Yến - Ảnh: Thu Vinh", "Bảo Yến"),
        ("P.V Xuân Hương", "Xuân Hương"),
        ("Huyện đoàn", "Huyện đoàn"),
        ("btv chiminh", "btv chiminh"),
        ("HTND", "HTND"),
        ("BBT", "BBT"),
        ("Nhóm P.V", "Nhóm P.V"),
        ("Ban Tổ chức", "Ban Tổ chức"),
        ("Văn Phòng HĐND-UBND", "Văn Phòng HĐND-UBND"),
        ("(Lê Thị Hoa)", "Lê Thị Hoa"),
    ],
)
def test_a_signature_is_read(line: str, name: str) -> None:
    found = find_byline(["Đoạn đầu.", PARAGRAPH, line])
    assert found
    assert (found.name, found.line_indexes) == (name, (2,))


@pytest.mark.parametrize(
    "line",
    [
        "Một góc xã Hương Thủy.",
        "Đại hội HND xã Mai Đình.",
        "Quang cảnh hội nghị",
        "Kính thưa cử tri!",
        "Lễ trao Quyết định",
        "2. Địa điểm:",
        "Toàn dân đoàn kết xây dựng đời sống văn hóa ở khu dân cư",
    ],
)
def test_a_caption_or_heading_is_no_signature(line: str) -> None:
    assert find_byline([PARAGRAPH, line]) is None


def test_a_signature_stands_before_the_last_pictures() -> None:
    found = find_byline([PARAGRAPH, "Dương Hạnh", "Hình ảnh hiện trường", "Hình ảnh hiện trường"])
    assert found
    assert (found.name, found.line_indexes) == ("Dương Hạnh", (1,))


def test_the_source_and_its_link_stand_below_the_text() -> None:
    found = find_byline(
        [PARAGRAPH, "Lê Hoa", "Theo CTTĐT Hương Khê", "Link gốc: http://portal.test/tin-1.html"]
    )
    assert found
    assert (found.name, found.source_name) == ("Lê Hoa", "CTTĐT Hương Khê")
    assert found.line_indexes == (1, 2, 3)


@pytest.mark.parametrize(
    "line",
    ["Theo đó, 4 xã đạt chuẩn", "Theo quy định của pháp luật", "Theo ông Bàn, cuối năm 2018"],
)
def test_a_sentence_that_begins_with_theo_names_no_source(line: str) -> None:
    assert parse_source(line) == ""


@pytest.mark.parametrize(
    ("lead", "tag"),
    [
        ("(Baohatinh.vn) - Sáng nay, huyện tổ chức hội nghị.", "Baohatinh.vn"),
        ("(HCM CityWeb) - UBND TP vừa ban hành Kế hoạch.", "HCM CityWeb"),
        ("TPO - Sáng nay, huyện tổ chức hội nghị.", "TPO"),
        ("Can Lộc - vùng đất của những làng nghề.", ""),
    ],
)
def test_the_tag_before_a_lead_is_its_source(lead: str, tag: str) -> None:
    source, rest = split_lead_tag(lead)
    assert source == tag
    assert rest.strip()
    assert lead.endswith(rest)
