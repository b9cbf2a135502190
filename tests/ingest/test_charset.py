import pytest

from ingest.charset import decode_body

TEXT = "Kiểm tra Cải cách hành chính một số địa phương, đơn vị trên địa bàn huyện"
PAGE = f"<html><head><title>{TEXT}</title></head><body><p>{TEXT}</p></body></html>"


def test_valid_utf_8_wins_over_what_is_declared() -> None:
    decoded = decode_body(PAGE.encode(), content_type="text/html; charset=windows-1252")
    assert (decoded.text, decoded.charset, decoded.doubtful) == (PAGE, "utf-8", False)
    assert decoded.evidence == "bytes; declared cp1252"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_coat_is_read(charset: str) -> None:
    decoded = decode_body(PAGE.encode(charset))
    assert decoded.text == PAGE
    assert not decoded.doubtful


def test_windows_1258_is_known_by_its_tones() -> None:
    marked = "a\u0300 a\u0301 đ ơ\u0300 ê\u0301 ă\u0301 o\u0323 i\u0309 đư\u0323c tha\u0300nh"
    body = f"<p>{marked}</p>".encode("cp1258") * 3
    for content_type in ("", "text/html; charset=iso-8859-1", "text/html; charset=utf-8"):
        decoded = decode_body(body, content_type=content_type)
        assert decoded.charset == "cp1258"
        assert "đực thành" in decoded.text


def test_a_western_page_is_not_taken_for_windows_1258() -> None:
    body = "<p>Perciò può essere così: più città, più libertà, però è già qui</p>" * 5
    decoded = decode_body(body.encode("cp1252"), content_type="text/html; charset=iso-8859-1")
    assert (decoded.charset, decoded.evidence, decoded.doubtful) == ("cp1252", "header", False)


def test_a_few_broken_bytes_do_not_lose_the_page() -> None:
    body = PAGE.encode().replace(b"</p>", b"\x93x\x94</p>")
    decoded = decode_body(body)
    assert decoded.charset == "utf-8"
    assert decoded.doubtful
    assert "“x”" in decoded.text
    assert TEXT in decoded.text


def test_a_page_cut_in_a_letter_is_read_and_doubtful() -> None:
    decoded = decode_body("địa bàn huyện Cẩm".encode()[:-2])
    assert decoded.charset == "utf-8"
    assert decoded.doubtful
    assert decoded.text.startswith("địa bàn huyện C")


def test_bytes_of_a_legacy_font_stay_signs_of_windows_1252() -> None:
    body = b"<p>C\xe9ng ho\xb5 x\xb7 h\xe9i ch\xf1 ngh\xdca"
    decoded = decode_body(body, content_type="text/html; charset=utf-8")
    assert "Céng hoµ x· héi chñ nghÜa" in decoded.text
    assert decoded.doubtful


def test_the_meta_tag_speaks_where_the_header_is_silent() -> None:
    body = '<meta charset="windows-1251"><p>Новости города Минска сегодня</p>'.encode("cp1251")
    decoded = decode_body(body)
    assert "Новости" in decoded.text
    assert (decoded.charset, decoded.evidence) == ("cp1251", "meta")


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe", b"\xff", bytes(range(256)) * 4])
def test_any_bytes_give_a_text(body: bytes) -> None:
    assert isinstance(decode_body(body, content_type="text/html; charset=nonsense").text, str)
