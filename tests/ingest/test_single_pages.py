"""A page by itself, of any site: no template tells article from frame, its own markup has to."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from ingest import draft_page
from ingest.extract.hints import Hint, load_hints
from ingest.extract.phrases import Phrase, find_phrase, load_phrases
from ingest.types import Draft, PageResult, PortalProfile, RawPage

PROFILE = PortalProfile(slug="herald", name="The Herald", home="https://herald.example.org/")
PARAGRAPHS = (
    "The council voted on Tuesday to reopen the old ferry landing, which had been closed for ten "
    "years after a storm damaged its piers and the road that leads down to the river.",
    "Residents of both banks had collected four thousand signatures, and the harbour master told "
    "the meeting that the repairs would cost far less than a new bridge.",
    "Work is to begin in spring. Until then a small boat will take cyclists and walkers across "
    "the river every half hour, free of charge and weather permitting.",
)
TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def read(body: str, *, head: str = "") -> PageResult:
    html = (
        f"<html><head><title>Ferry landing reopens</title>{head}</head><body>{body}</body></html>"
    )
    url = "https://herald.example.org/news/ferry-landing-reopens-in-spring"
    raw = RawPage(
        portal="herald",
        url=url,
        requested_url=url,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )
    return draft_page(raw, PROFILE)


def draft_of(result: PageResult) -> Draft:
    (draft,) = result.drafts
    return draft


def texts(result: PageResult) -> tuple[str, ...]:
    draft = draft_of(result)
    return tuple(text for text in (draft.lead, *(block.text for block in draft.blocks)) if text)


def rules(result: PageResult) -> Counter[str]:
    return Counter(removal.rule for removal in result.removals)


@pytest.mark.parametrize(
    ("hint", "name"),
    [(hint, name) for hint in load_hints().hints for name in hint.removes],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_a_name_tells_its_kind_of_frame(hint: Hint, name: str) -> None:
    assert load_hints().kind_of(name) == hint.id


@pytest.mark.parametrize("name", [name for hint in load_hints().hints for name in hint.keeps])
def test_a_name_that_only_looks_alike_tells_nothing(name: str) -> None:
    assert load_hints().kind_of(name) == ""


def test_a_name_says_nothing_of_what_an_element_only_has() -> None:
    assert load_hints().kind_of("with-sidebar") == ""
    assert load_hints().kind_of("hasComments") == ""


@pytest.mark.parametrize(
    ("phrase", "line"), [(phrase, line) for phrase in load_phrases() for line in phrase.removes]
)
def test_a_line_says_what_it_is(phrase: Phrase, line: str) -> None:
    found = find_phrase(line)
    assert found is not None
    assert found.id == phrase.id


@pytest.mark.parametrize("line", [line for phrase in load_phrases() for line in phrase.keeps])
def test_a_sentence_with_the_same_words_says_nothing(line: str) -> None:
    assert find_phrase(line) is None


def test_under_a_heading_of_other_items_the_whole_block_goes() -> None:
    more = "<p>What the winter did to the towns upstream, told by those who stayed there.</p>"
    result = read(
        f"<article><h1>Ferry landing reopens</h1>{TEXT}"
        f"<div><h2>Latest insights</h2><div>{more}</div></div></article>"
    )
    assert texts(result) == PARAGRAPHS
    assert rules(result)["words:related"] == 2


def test_an_inner_element_that_names_itself_the_article_s_is_preferred() -> None:
    live = "".join(f"<p>At {n} o'clock somebody said something about it.</p>" for n in range(3))
    result = read(
        f'<div><h1>Ferry landing reopens</h1><div class="article-body">{TEXT}</div>'
        f"<div>{live}</div></div>"
    )
    assert texts(result) == PARAGRAPHS


def test_blocks_that_call_themselves_frame_go_with_their_kind_as_rule() -> None:
    note = "Subscribe now and never miss any of our stories about the river and its people."
    result = read(
        f'<article><h1>Ferry landing reopens</h1>{TEXT}<div class="newsletter-box"><p>{note}</p>'
        f'</div><section id="comments"><p>I have waited for this since I was a child, at last!'
        f"</p></section></article>"
    )
    assert texts(result) == PARAGRAPHS
    assert rules(result)["web:newsletter"] == 1
    assert rules(result)["web:comments"] == 1


def test_an_article_in_an_element_with_a_name_of_frame_stays() -> None:
    parts = "".join(f'<div class="content-nav-section"><p>{text}</p></div>' for text in PARAGRAPHS)
    assert texts(read(f"<h1>Ferry landing reopens</h1>{parts}")) == PARAGRAPHS


def test_teasers_of_other_items_go_and_the_heading_over_them_too() -> None:
    cards = "".join(
        f'<div class="card"><h3><a href="/news/{n}">Another story number {n}</a></h3>'
        f"<p>A few words that make the reader curious about story number {n}.</p></div>"
        for n in range(3)
    )
    result = read(f"<h1>Ferry landing reopens</h1>{TEXT}<h2>From the archive</h2>{cards}")
    assert texts(result) == PARAGRAPHS


def test_what_the_structured_data_leave_out_of_the_article_goes() -> None:
    said = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(PARAGRAPHS)})
    insert = "<p>Our reporters are out on the river every day, support them with a small gift.</p>"
    result = read(
        f"<h1>Ferry landing reopens</h1><p>{PARAGRAPHS[0]}</p>{insert}"
        f"<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>",
        head=f'<script type="application/ld+json">{said}</script>',
    )
    assert texts(result) == PARAGRAPHS
    assert rules(result)["said:article-body"] == 1


def test_an_abstract_in_the_structured_data_takes_nothing_out() -> None:
    said = json.dumps({"@type": "NewsArticle", "articleBody": PARAGRAPHS[0]})
    result = read(
        f"<h1>Ferry landing reopens</h1>{TEXT}",
        head=f'<script type="application/ld+json">{said}</script>',
    )
    assert texts(result) == PARAGRAPHS


def test_a_page_that_hides_its_article_until_a_script_has_run_is_read() -> None:
    result = read(f"<p>Loading</p><div hidden><h1>Ferry landing reopens</h1>{TEXT}</div>")
    assert texts(result) == PARAGRAPHS


def test_an_article_that_is_hidden_in_parts_is_read() -> None:
    parts = "".join(f"<div hidden><p>{text}</p></div>" for text in PARAGRAPHS)
    assert texts(read(f"<p>Loading</p><h1>Ferry landing reopens</h1>{parts}")) == PARAGRAPHS


def test_an_article_all_in_elements_with_names_of_frame_stays() -> None:
    names = ("sidebar", "promo", "share-box")
    parts = "".join(
        f'<div class="{name}"><p>{text}</p></div>'
        for name, text in zip(names, PARAGRAPHS, strict=True)
    )
    assert texts(read(f"<h1>Ferry landing reopens</h1>{parts}")) == PARAGRAPHS


def test_an_article_of_linked_headings_is_no_list_where_the_page_says_so() -> None:
    parts = "".join(
        f'<h2><a href="/boats/{n}">The boat of the year number {n}</a></h2>'
        f"<p>It has room for {n + 5} people and their bicycles, and never once ran aground.</p>"
        for n in range(4)
    )
    result = read(f"<article><h1>Ferry landing reopens</h1>{parts}</article>")
    assert sum("never once ran aground" in text for text in texts(result)) == 4


def test_a_hidden_note_stays_hidden() -> None:
    note = "This draft is not yet approved by the editor and must not be shown to anybody."
    result = read(f"<h1>Ferry landing reopens</h1>{TEXT}<p hidden>{note}</p>")
    assert texts(result) == PARAGRAPHS


def test_short_lines_around_the_text_go_but_not_the_signature() -> None:
    result = read(
        f"<h1>Ferry landing reopens</h1><div>3 min</div>{TEXT}<div>Print</div>"
        '<p style="text-align:right"><b>Nguyễn Văn Đức</b></p>'
    )
    assert texts(result) == PARAGRAPHS
    assert draft_of(result).byline == "Nguyễn Văn Đức"


def test_every_text_is_kept_or_removed_once() -> None:
    result = read(
        f'<nav><a href="/">Home page</a></nav><h1>Ferry landing reopens</h1>{TEXT}'
        '<aside><p>An aside.</p></aside><ul><li><a href="/x">Some other story</a></li></ul>'
    )
    removed = [removal.text for removal in result.removals]
    for text in ("Home page", "An aside.", "Some other story"):
        assert removed.count(text) == 1
    assert texts(result) == PARAGRAPHS
