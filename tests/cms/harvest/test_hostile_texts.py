"""Nothing of a hostile page runs at a reader's, whichever way its text took; benign text stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from django.test import Client

import ingest
from cms.articles.blocks import clean_table
from cms.articles.richtext import clean_rich_text
from ingest.types import Block, Draft, PortalProfile, RawPage
from ingest.vocabulary import BlockKind

from .chromium import run_in_browser
from .conftest import FIRST_DAY, OldPortal, make_draft, paragraphs

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "security" / "xss"
DRAFT_PAGE = ingest.draft_page

PATHS = {"article": "articles", "document": "documents", "static": "static", "media": "media"}
RUN = "alert(1)"
SCHEMES = (
    *("javascript:", "JaVaScRiPt:", " java\tscript:", "&#106;avascript:", "java&Tab;script&colon;"),
    *("vbscript:", "data:text/html,<script>", "\x01javascript:", "javascript&#x3A;"),
)
CARRIERS = (
    *('<a href="{}">x</a>', '<iframe src="{}"></iframe>', '<form action="{}"><button>x</button>'),
    *('<object data="{}"></object>', '<svg><a xlink:href="{}"><text>x', '<base href="{}//">'),
    *('<math href="{}">x', '<button formaction="{}">x', '<meta http-equiv=refresh content="0;{}">'),
)
HANDLERS = ("onerror", "onload", "onmouseover", "onfocus", "ontoggle", "onpointerdown", "onclick")
BEARERS = (
    *("<img src=x {}>", "<svg {}>", "<body {}>", "<details open {}>x</details>", "<p {}>x</p>"),
    *("<a href='http://x/' {}>x</a>", "<table {}><tr><td>x", "<video><source {}></video>"),
    *("<input autofocus {}>", "<b {}>x</b>", "<td {}>x</td>", "<li {}>x"),
)
SCRAPS = (
    *(f"<script>{RUN}</script>", f"<SCRIPT SRC=//x/x.js></SCRIPT>{RUN}", f"</p><script>{RUN}"),
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={RUN}>'>",
    f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<template><script>{RUN}</script></template>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&amp;lt;img src=x onerror={RUN}&amp;gt;",
    f"<img src='x' alt='\"><img src=x onerror={RUN}>'>",
    f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<textarea></textarea><img src=x onerror={RUN}>",
    f"<xmp><img src=x onerror={RUN}></xmp><plaintext><img src=x onerror={RUN}>",
    f'<a href="http://x/&quot; onclick={RUN} x=&quot;">x</a>',
    f"<style>@import 'javascript:{RUN}';</style><link rel=stylesheet href='javascript:{RUN}'>",
    f"<isindex action=javascript:{RUN} type=image>",
    "<a href='http://x/' linktype='page' id='1'>x</a>",
)


def generated() -> list[str]:
    """Combine ways to carry an address, schemes, elements and handlers."""
    carried = [carrier.format(scheme + RUN) for carrier, scheme in product(CARRIERS, SCHEMES)]
    handled = [bearer.format(f"{on}={RUN}") for bearer, on in product(BEARERS, HANDLERS)]
    return [*SCRAPS, *carried, *handled]


def collected() -> list[str]:
    """Read what others collected, where it lies beside the project."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(SHARED.glob("*.jsonl")))
    return [json.loads(line)["payload"] for text in texts for line in text.split("\n") if line]


BENIGN = (
    "<p>Sáng 27/3, đồng chí Lê Văn Ba &amp; đoàn công tác.</p>",
    '<p>Theo <a href="http://canloc.hatinh.gov.vn/vb/436?a=1&amp;b=2">Quyết định</a> số 436.</p>',
    "<p><b>Điều 1.</b> <i>Hỗ trợ</i> 5 &lt; 6 m<sup>2</sup>, H<sub>2</sub>O<br/>dòng hai</p>",
    '<p><a href="mailto:ubnd@hatinh.gov.vn">thư</a> <a href="tel:02393841234">máy</a></p>',
    "<ul><li>một</li><li>hai <b>đậm</b></li></ul>",
    "<ol><li>một</li></ol><p>“Dân là gốc” – bài ‘một cửa’…</p>",
)
BENIGN_TABLE = (
    '<table><caption>Bảng</caption><thead><tr><th colspan="2">Xã</th></tr></thead>'
    '<tbody><tr><td>12</td><td><a href="http://x.vn/">x</a></td></tr></tbody></table>'
)


def test_benign_text_stays_to_the_byte(source: OldPortal) -> None:
    assert [clean_rich_text(html) for html in BENIGN] == list(BENIGN)
    assert clean_table(BENIGN_TABLE) == BENIGN_TABLE
    blocks = tuple(
        Block(id=f"p{rank}", kind=BlockKind.PARAGRAPH, text="x", html=html)
        for rank, html in enumerate(BENIGN)
    )
    source.take({"a": make_draft("a", blocks=blocks)})
    assert [str(block.value.source) for block in source.page("a").body] == list(BENIGN)


@pytest.mark.parametrize("clean", [clean_rich_text, clean_table])
def test_a_second_pass_changes_nothing(clean: Callable[[str], str]) -> None:
    for payload in [*generated(), *collected()]:
        once = clean(payload)
        assert clean(once) == once


def as_drawn(number: int, payload: str) -> Draft | None:
    """Draft a page that holds the payload, as the line does."""
    body = (
        f"<html><head><title>Tin số {number} của huyện</title></head><body>"
        f"<h1>Tin số {number} của huyện</h1><div class='article-content'>"
        f"<p>Sáng nay, đoàn công tác của huyện đã kiểm tra bộ phận một cửa, lần thứ {number}.</p>"
        f"<p>{payload}</p><p>Cùng dự có đại diện các phòng, ban và lãnh đạo các xã.</p></div>"
    )
    page = RawPage(
        portal="can-loc",
        url=f"http://portal.test/trang-{number}",
        requested_url=f"http://portal.test/trang-{number}",
        fetched_at=FIRST_DAY,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body.encode("utf-8", "replace"),
    )
    profile = PortalProfile(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    drafts = DRAFT_PAGE(page, profile, None).drafts
    return drafts[0] if drafts else None


def as_written(number: int, payload: str) -> Draft:
    """Write a draft that has the payload wherever one can have markup, text or an address."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
    blocks = [
        Block(id=f"h{rank}", kind=kind, text=payload, html=payload)
        for rank, kind in enumerate(kinds)
    ]
    table = f"<table><tr><td>{payload}</td></tr></table>"
    blocks += [
        Block(id="t", kind=BlockKind.TABLE, text=payload, html=table, caption=payload),
        Block(id="x", kind=BlockKind.HEADING, text=payload, level=2),
        Block(id="e", kind=BlockKind.EMBED, src=payload, caption=payload),
        Block(id="i", kind=BlockKind.IMAGE, src=payload, alt=payload, caption=payload),
        Block(id="f", kind=BlockKind.FILE, src=payload, text=payload),
        *paragraphs(payload, f"Đoạn {number}."),
    ]
    return make_draft(
        f"viet-{number}",
        title=f"{number} {payload}",
        lead=payload,
        byline=payload,
        source_name=payload,
        tags=(payload,),
        blocks=tuple(blocks),
        section=("Tin",),
    )


def texts_of(answer: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Walk an answer of the API: names and texts."""
    if isinstance(answer, dict):
        for key, part in answer.items():
            yield from texts_of(part, key)
    elif isinstance(answer, list):
        for part in answer:
            yield from texts_of(part, name)
    elif isinstance(answer, str):
        yield name, answer


@pytest.mark.acceptance
def test_what_others_collected_does_not_run_once_it_is_sanitised(tmp_path: Path) -> None:
    payloads = collected()
    if not payloads:
        pytest.skip("no collection of hostile inputs beside the project")
    cleaned = {
        f"{clean.__name__} {number}": clean(payload)
        for clean in (clean_rich_text, clean_table)
        for number, payload in enumerate(payloads)
    }
    assert run_in_browser(tmp_path, fragments=cleaned) == []
    assert run_in_browser(tmp_path, pages=cleaned) == []


@pytest.mark.acceptance
def test_nothing_hostile_runs_on_its_way_to_readers(
    source: OldPortal, client: Client, tmp_path: Path
) -> None:
    payloads = generated()
    drafts = {f"viet-{number}": as_written(number, text) for number, text in enumerate(payloads)}
    drawn = (as_drawn(number, text) for number, text in enumerate(payloads))
    drafts |= {f"trang-{n}": draft for n, draft in enumerate(drawn) if draft is not None}
    counts = source.take(drafts)
    assert counts["created"] >= len(payloads)
    assert set(counts) == {"created"}
    fragments, pages = {}, {}
    for item in source.portal.items.filter(page__live=True).order_by("pk"):
        answer = client.get(f"/api/v1/{PATHS[item.kind]}/{item.page_id}/")
        assert answer.status_code == 200
        for rank, (name, text) in enumerate(texts_of(answer.json())):
            if name == "html":
                fragments[f"{item.latest.source_url} {rank}"] = text
            if name == "url" or name.endswith("_url"):
                assert not text or text.startswith(("http://", "https://", "/")), text
        page = client.get(f"/items/{item.page_id}/")
        pages[str(item.latest.source_url)] = page.content.decode()
    assert len(pages) >= len(payloads)
    assert run_in_browser(tmp_path, fragments=fragments) == []
    assert run_in_browser(tmp_path, pages=pages) == []


@pytest.mark.acceptance
def test_the_browser_would_tell(tmp_path: Path) -> None:
    hostile = {
        "handler": "<img src=x onerror=alert(1)>",
        "address": "<a href='javascript:alert(1)'>x</a>",
        "svg": "<svg onload=alert(1)>",
    }
    told = run_in_browser(tmp_path, fragments=hostile)
    assert {hit.partition(":")[0] for hit in told} == set(hostile)
    hostile["script"] = "<script>alert(1)</script>"
    told = run_in_browser(tmp_path, pages=hostile)
    assert {hit.partition(":")[0] for hit in told} == set(hostile)
    assert any(hit.endswith(": alert") for hit in told)
    assert run_in_browser(tmp_path, fragments={"benign": BENIGN[1]}) == []
