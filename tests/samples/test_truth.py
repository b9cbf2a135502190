"""The truth of the sample portal agrees with what the portal serves."""

import re
import unicodedata
from datetime import datetime
from html import unescape

import pytest

from samples.frame.sheet import Visit
from samples.legacy_text import to_tcvn3, to_vni
from samples.model import VIET_NAM
from samples.portal import Portal
from samples.routes import Desk
from samples.style import SKINS, SkinName
from samples.truth import Truth, truth_of_portal

LATER = Visit(number=77, now=datetime(2024, 2, 3, 14, 5, tzinfo=VIET_NAM), base="http://a.example")


def flat(html: str) -> str:
    text = re.sub(r"(?is)<(script|style|title)\b.*?</\1>|<!--.*?-->|<[^>]+>", "", html)
    return " ".join(unicodedata.normalize("NFC", unescape(text)).split())


def own_texts(record: Truth) -> list[str]:
    texts = [record["lead"], *record["paragraphs"], *record["captions"], *record["headings"]]
    return [*texts, record["byline_line"]]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("skin", [None, *SKINS])
def test_truth_and_frame_stand_on_the_served_page(seed: int, skin: SkinName | None) -> None:
    portal = Portal(seed, skin=skin)
    desk = Desk(portal)
    coders = {"tcvn3": to_tcvn3, "vni": to_vni}
    lost = []
    for record in truth_of_portal(portal):
        portal.stage = record["stage"]
        page = flat(desk.answer(record["url"], LATER).body.decode())
        code = coders.get(record["manner"], str)
        wanted = [record["title"], *map(code, own_texts(record)), *record["frame"]]
        lost += [text for text in wanted if " ".join(text.split()) not in page]
        lost += [shape for shape in record["frame_patterns"] if not re.search(shape, page)]
    assert not lost


def test_no_frame_text_is_also_a_text_of_the_article() -> None:
    for record in truth_of_portal(Portal(3)):
        assert not set(record["frame"]) & {record["title"], *own_texts(record)}


def test_the_seed_article_stands_among_the_frame_lines_of_its_portal() -> None:
    records = {record["id"]: record for record in truth_of_portal(Portal(0))}
    seed = records["cai-cach-hanh-chinh"]
    assert seed["byline"] == "Anh Đức"
    assert seed["legal"] == ["436/QĐ-UBND"]
    assert [image["alt"] for image in seed["images"]] == ["Upload", "Upload"]
    assert {"Bình chọn", "Mã xác thực không đúng.", "Liên kết website"} <= set(seed["frame"])
    assert r"Thống\ kê:\ [\d.,]+" in seed["frame_patterns"]


def test_every_trap_is_there() -> None:
    records = list(truth_of_portal(Portal(5)))
    manners = {record["manner"] for record in records}
    assert manners >= {"tcvn3", "vni", "word", "nfd", "entities", "breaks", "bare", "nested"}
    assert any(not record["published"] for record in records)
    assert any(not record["byline_line"] and not record["source_name"] for record in records)
    assert any(not record["lead"] and not record["paragraphs"] for record in records)
    assert {record["kind"] for record in records} == {"article", "document", "static", "media"}
    for only in (["sitemap"], ["lists"], ["links"]):
        assert any(record["found_by"] == only for record in records)


def test_some_sentences_recur() -> None:
    texts = [text for record in truth_of_portal(Portal(0)) for text in record["paragraphs"]]
    assert texts.count("Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;") > 1


def test_there_are_enough_articles_over_twelve_years() -> None:
    portal = Portal(0)
    years = {article.written_at.year for article in portal.articles()}
    assert len(portal.articles()) >= 80
    assert len(years) == 12
    assert {article.section for article in portal.articles()} == set(portal.sections)
