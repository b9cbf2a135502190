import codecs
import csv
import gzip
import json

import pytest
from lxml import html

from ingest.legacy import decode_legacy, decode_viqr
from ingest.syllable import is_syllable
from ingest.text import clean_text
from tests.ingest.shared_data import shared_file

TCVN3 = "§iÒu tra d©n sè vµ nhµ ë trªn ®Þa bµn x· T©n Léc n¨m 2009"
VNI = "Ñieàu tra daân soá vaø nhaø ôû treân ñòa baøn xaõ Taân Loäc naêm 2009"
UNICODE = "Điều tra dân số và nhà ở trên địa bàn xã Tân Lộc năm 2009"


def test_tcvn3_is_found_and_decoded() -> None:
    decoded = decode_legacy(TCVN3)
    assert (decoded.text, decoded.encoding, decoded.letters_lost) == (UNICODE, "tcvn3", False)


def test_vni_is_found_and_decoded() -> None:
    decoded = decode_legacy(VNI)
    assert (decoded.text, decoded.encoding) == (UNICODE, "vni")


def test_unicode_is_left_alone_whatever_the_hint() -> None:
    for text in (UNICODE, "Thành công", "Trang 12", "hoa", "xã"):
        for hint in ("", "tcvn3", ".VnTime", "vni", "VNI-Times"):
            assert decode_legacy(text, hint=hint).text == text


def test_a_hint_lets_a_short_heading_be_decoded() -> None:
    assert decode_legacy("Tin tøc").encoding == ""
    assert decode_legacy("Tin tøc", hint="tcvn3").text == "Tin tức"
    assert decode_legacy("AÙO DAØI", hint="VNI-Times").text == "ÁO DÀI"


def test_a_font_of_capitals_gives_capitals() -> None:
    assert decode_legacy("Céng hoµ x· héi", hint=".VnTimeH").text == "CỘNG HOÀ XÃ HỘI"
    assert decode_legacy("Tin van", hint=".VnTimeH").text == "TIN VAN"
    assert decode_legacy("KÕ HO¹CH PH¸T TRIÓN X· HéI").text == "KẾ HOẠCH PHÁT TRIỂN XÃ HỘI"


def test_lost_soft_hyphens_are_reported_not_guessed() -> None:
    decoded = decode_legacy("Ch¬ng tr×nh, ph¬ng híng, ngêi d©n")
    assert decoded.letters_lost
    assert decoded.text == "Chơng trình, phơng hớng, ngời dân"


def test_signs_of_other_languages_are_no_legacy_font() -> None:
    for text in (
        "Le maire a décidé « d'ouvrir » la séance",
        "El niño comió piña en España",
        "Müller & Söhne GmbH, Straße 12",
        "© 2017 – ® 37,5 °C ± 0,5 µm ½ ¾",
        "Bundes\u00adrepublik Deutsch\u00adland und Süd\u00adtirol",
    ):
        assert decode_legacy(text).text == text


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "ươm", "giặt", "khuỷu", "Uỷ", "y", "thuở"])
def test_a_vietnamese_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["strasse", "hợc!", "niđo", "các\u0300", "cát\u0300", "cat", "zu", "ñôn", "lyù"]
)
def test_what_breaks_the_spelling_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_names_get_the_capitals_that_the_font_has_not() -> None:
    assert decode_legacy("Quèc ¸nh – Ngäc Th¾ng", hint=".VnTime").text == "Quốc Ánh – Ngọc Thắng"
    assert decode_legacy("S¸ng nay ë Quèc Oai", hint=".VnTime").text == "Sáng nay ở Quốc Oai"


def test_a_font_that_was_proven_decodes_what_could_be_unicode() -> None:
    assert decode_legacy("Anh Phóc", hint=".VnTime").text == "Anh Phóc"
    assert decode_legacy("Anh Phóc", hint=".VnTime", certain=True).text == "Anh Phúc"
    assert decode_legacy("Ngày hội ở Phóc", hint=".VnTime", certain=True).encoding == ""


@pytest.mark.parametrize(("text", "expected"), [("Ñôn vò", "Đơn vị"), ("Minh Lyù", "Minh Lý")])
def test_short_texts_beside_vni_are_decoded(text: str, expected: str) -> None:
    assert decode_legacy(text, hint="vni").text == expected


def test_viqr_is_decoded_on_request() -> None:
    assert decode_viqr("Vie^.t Nam, ddo^.c la^.p tu+. do") == "Việt Nam, độc lập tự do"
    assert decode_viqr(r"ta\. DDa^y la\?") == "ta. Đây la?"


def test_all_encoding_pairs_come_out_right() -> None:
    rows = shared_file("vi-encodings/test-pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for encoding, written, expected, _ in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
        if encoding == "viqr":
            got = decode_viqr(written)
        elif encoding == "utf8-as-latin1":
            got = clean_text(codecs.escape_decode(written.encode())[0].decode("latin-1"))
        else:
            decoded = decode_legacy(written)
            got = clean_text(decoded.text)
            if (decoded.encoding != "") != encoding.startswith(("tcvn3", "vni")):
                wrong.append((encoding, written))
        if got != expected:
            wrong.append((encoding, got))
    assert not wrong


@pytest.mark.slow
def test_no_page_of_the_extraction_set_raises_a_false_alarm() -> None:
    pages = shared_file("extraction/pages.jsonl.gz")
    alarms = []
    with gzip.open(pages, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            body = gzip.decompress((pages.parent / row["html"]).read_bytes())
            tree = html.fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
            alarms += [
                (row["id"], text)
                for text in tree.xpath("//text()[not(parent::script or parent::style)]")
                if decode_legacy(str(text)).encoding
            ]
    assert not alarms
