"""A page of a portal becomes a draft; whatever the input is, it becomes a line."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import draft_page, learn_template, reads_alike
from ingest.__main__ import main
from ingest.template.frame import frame_of
from ingest.types import PageResult, PortalProfile, RawPage, Verdict
from ingest.vocabulary import Role, SkipReason, VerdictChoice

PROFILE = PortalProfile(slug="thach-lam", name="Thạch Lâm", home="https://thachlam.example.vn/")
SENTENCES = (
    "Sáng nay, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại bộ phận một cửa.",
    "Nhiều xã đã niêm yết đầy đủ thủ tục và bố trí cán bộ trực trong giờ hành chính.",
    "Đoàn đề nghị các đơn vị còn lại khắc phục ngay những tồn tại đã được chỉ ra.",
)


def page(number: int, *, extra: str = "") -> RawPage:
    """Write page ``number`` of a small portal: frame that repeats, a counter, links to others."""
    others = "".join(
        f'<li><a href="/tin-{n}.html">Tin số {n} về cải cách hành chính trên địa bàn</a></li>'
        for n in range(1, 6)
        if n != number
    )
    body = "".join(f"<p>{text} Đợt {number}.</p>" for text in SENTENCES[: 1 + number % 3])
    html = f"""<html><head><title>Cổng thông tin huyện Thạch Lâm</title></head><body>
    <div class="top"><a href="/">Trang chủ</a> <a href="/gt">Giới thiệu</a></div>
    <div class="main"><h2 class="ten">Tin số {number} về cải cách hành chính trên địa bàn</h2>
    <span class="ngay">0{number}/03/2019 08:15</span>
    <div class="nd">{body}{extra}</div>
    <div class="khac"><b>Tin liên quan</b><ul>{others}</ul></div></div>
    <div class="chan">Lượt truy cập: 12.{number}45</div></body></html>"""
    return RawPage(
        portal="thach-lam",
        url=f"https://thachlam.example.vn/tin-{number}.html",
        requested_url=f"https://thachlam.example.vn/tin-{number}.html",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )


def drafted(raw: RawPage, profile: PortalProfile = PROFILE) -> PageResult:
    return draft_page(raw, profile, learn_template([page(n) for n in range(1, 6)], profile))


def test_the_article_is_taken_out_of_its_frame() -> None:
    (draft,) = drafted(page(2)).drafts
    assert draft.title == "Tin số 2 về cải cách hành chính trên địa bàn"
    assert [block.text for block in draft.blocks] == [f"{text} Đợt 2." for text in SENTENCES]
    assert draft.published_at is not None
    assert draft.published_at.isoformat() == "2019-03-02T08:15:00+07:00"


def test_every_other_text_is_a_removal() -> None:
    texts = {removal.text for removal in drafted(page(1)).removals}
    assert {"Tin liên quan", "Lượt truy cập: 12.145", "01/03/2019 08:15"} <= texts


def test_the_order_of_pages_changes_nothing() -> None:
    pages = [page(n) for n in range(1, 6)]
    assert learn_template(pages, PROFILE) == learn_template(pages[::-1], PROFILE)


def test_a_template_reads_as_one_learnt_when_the_counters_stood_elsewhere() -> None:
    pages = [page(n) for n in range(1, 6)]
    later = [replace(raw, body=raw.body.replace(b"12.", b"39.")) for raw in pages]
    template, again = learn_template(pages, PROFILE), learn_template(later, PROFILE)
    assert template != again
    assert reads_alike(template, again)
    assert not reads_alike(template, learn_template(pages[:3], PROFILE))


def test_a_template_is_refined_by_further_pages() -> None:
    pages = [page(n) for n in range(1, 6)]
    half = learn_template(pages[:2], PROFILE)
    assert learn_template(pages[2:], PROFILE, known=half) == learn_template(pages, PROFILE)


@pytest.mark.parametrize(
    ("choice", "role"), [(VerdictChoice.DROP, ""), (VerdictChoice.ROLE, Role.WIDGET.value)]
)
def test_a_persons_verdict_wins(choice: VerdictChoice, role: str) -> None:
    verdict = Verdict(path="div.main > div.nd > p", choice=choice, role=role, by="lan")
    profile = PortalProfile(
        slug="thach-lam", name="x", home="https://thachlam.example.vn/", verdicts=(verdict,)
    )
    template = learn_template([page(n) for n in range(1, 6)], profile)
    assert [entry.verdict for entry in template.entries if entry.verdict] == [verdict]
    result = draft_page(page(2), profile, template)
    assert not any("một cửa" in block.text for draft in result.drafts for block in draft.blocks)


def test_what_a_person_calls_the_body_is_kept() -> None:
    said = Verdict(path="div.a", choice=VerdictChoice.ROLE, role=Role.BODY.value)
    frame = frame_of(None, (said,))
    assert (frame.is_kept("div.a > p"), frame.is_dropped("div.a > p")) == (True, False)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", SkipReason.EMPTY),
        (b"\x00\x00\x00", SkipReason.EMPTY),
        (b"%PDF-1.4 abc", SkipReason.NOT_HTML),
        ("<p>Hãy đợi 59 giây trước khi tải lại</p>".encode(), SkipReason.FLOOD_BLOCK),
        (b'<?xml version="1.0"?><rss></rss>', SkipReason.FEED),
    ],
)
def test_what_is_no_page_is_skipped_with_a_reason(body: bytes, reason: SkipReason) -> None:
    raw = page(1)
    skipped = draft_page(
        RawPage(
            portal="",
            url=raw.url,
            requested_url=raw.url,
            fetched_at=raw.fetched_at,
            status=200,
            body=body,
        ),
        PROFILE,
    ).skipped
    assert skipped
    assert skipped.reason is reason


def test_a_sentence_of_absence_in_a_full_frame_is_no_article() -> None:
    raw = page(3)
    gone, start = "Không tìm thấy bài viết bạn yêu cầu.", raw.body.index(b'<div class="nd">')
    end = raw.body.index(b'<div class="khac">')
    body = raw.body[:start] + f'<div class="nd"><p>{gone}</p></div>'.encode() + raw.body[end:]
    links = "".join(f"<li><a href='/tin-{n}.html'>Tin số {n} của huyện</a></li>" for n in range(70))
    body = body.replace(
        "<b>Tin liên quan</b><ul>".encode(), f"<b>Tin liên quan</b><ul>{links}".encode()
    )
    result = drafted(replace(raw, body=body))
    assert result.skipped is not None
    assert result.skipped.reason is SkipReason.SOFT_404


def test_a_site_gives_one_line_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"url": page(n).url, "html": page(n).body.decode()} for n in range(1, 4)]
    lines.append({"url": "https://thachlam.example.vn/a.pdf", "html": "%PDF-1.7"})
    file = tmp_path / "pages.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main(["--site", str(file)]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in printed] == ["article"] * 3 + ["skipped"]
    assert [line["reason"] for line in printed] == [None] * 3 + ["not_html"]


def test_a_page_from_standard_input_gives_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page(2).body)))
    assert main(["--url", page(2).url]) == 0
    assert json.loads(capsys.readouterr().out)["text"].count("Đợt 2.") == 3


def test_a_bold_lead_in_a_legacy_font_is_a_lead() -> None:
    lead = "S¸ng 03/05/2014, x· Thiªn Phóc tæ chøc lÔ c«ng bè quyÕt ®Þnh ®¹t chuÈn n«ng th«n míi."
    text = "Trong thêi gian tíi, x· tiÕp tôc n©ng cao chÊt l­îng c¸c tiªu chÝ vÒ m«i tr­êng."
    font = '<p><span style="font-family:.VnTime">'
    body = f"{font}<strong>{lead}</strong></span></p>" + 3 * f"{font}{text}</span></p>"
    raw = page(1)
    raw = replace(
        raw, body=raw.body.replace(b'<div class="nd">', b'<div class="nd">' + body.encode())
    )
    (draft,) = draft_page(raw, PROFILE).drafts
    assert draft.lead.startswith("Sáng 03/05/2014, xã Thiên Phúc")


def test_the_line_that_signs_stays_to_be_seen() -> None:
    signed = page(2, extra='<p style="text-align:right">Tin, ảnh: Xuân Bảo</p>')
    (draft,) = drafted(signed).drafts
    assert draft.byline == "Xuân Bảo"
    assert [e.detail for e in draft.evidence if e.field == "byline"] == ["Tin, ảnh: Xuân Bảo"]
