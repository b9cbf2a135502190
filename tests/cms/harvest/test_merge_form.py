"""Merging pages is merging drafts: nothing is lost between the two forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from cms.harvest.content import PageContent, RawBlock, content_of_draft, digest
from cms.harvest.merge_form import (
    block_of,
    draft_of_content,
    merge_contents,
    resolve_contents,
)
from cms.harvest.merging import Side

from .test_merging import CASES, Json, draft_of, with_ids
from .test_merging_properties import drafts

CLEAN = [case for case in CASES if case["expected"]["outcome"] == "clean"]


def names(cases: list[Json]) -> list[str]:
    return [case["name"] for case in cases]


def content_of(case: Json, side: str) -> PageContent:
    return content_of_draft(draft_of(case[side]))


@pytest.mark.parametrize("case", CLEAN, ids=names(CLEAN))
def test_a_clean_case_is_clean_for_pages(case: Json) -> None:
    merged = merge_contents(*(content_of(case, side) for side in ("base", "ours", "theirs")))
    assert merged.conflicts == ()
    expected = content_of_draft(with_ids(case["expected"]["merged"]))
    assert text_of(merged.content) == text_of(expected)


def text_of(content: PageContent) -> object:
    draft = draft_of_content(content)
    blocks = [(block.kind, block.text, block.src, block.caption) for block in draft.blocks]
    return (draft.title, draft.lead, draft.byline, draft.published_at, sorted(draft.tags), blocks)


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_whoever_chooses_a_side_gets_it(case: Json) -> None:
    contents = [content_of(case, side) for side in Side]
    first = merge_contents(*contents)
    for side in (Side.OURS, Side.THEIRS, Side.BASE):
        choices = {conflict.name: side for conflict in first.conflicts}
        resolved = resolve_contents(*contents, choices)
        left = {conflict.name for conflict in resolved.conflicts}
        # An empty body is no choice of its own: see take_theirs.
        assert left <= {"body"}, side
        chosen = dict(zip(Side, contents, strict=True))[side]
        for name in choices.keys() & {"title", "lead", "byline", "published_at"}:
            assert getattr(resolved.content, name) == getattr(chosen, name)


@given(draft=drafts)
@settings(max_examples=60, deadline=None)
def test_a_page_merged_with_itself_is_not_written(draft: object) -> None:
    content = content_of_draft(draft)
    merged = merge_contents(content, content, content)
    assert (merged.content, merged.changed, merged.conflicts) == (content, False, ())


@given(one=drafts, other=drafts)
@settings(max_examples=60, deadline=None)
def test_what_only_the_source_changed_is_taken_as_the_source_says_it(
    one: object, other: object
) -> None:
    base, theirs = content_of_draft(one), content_of_draft(other)
    merged = merge_contents(base, base, theirs)
    if not merged.conflicts:
        assert not merged.changed or digest(merged.content) == digest(theirs)


PICTURE = RawBlock(
    type="image",
    value={"image": 7, "alt": "", "decorative": True, "caption": "", "source": "http://a.test/1"},
    id="6f6d2f0b-3f43-4f0f-8a35-1c5f64d3ad61",
)


def test_what_an_editor_set_on_a_picture_stays_when_the_source_gives_it_a_caption() -> None:
    bare = replace_value(PICTURE, decorative=False)
    base, ours = (PageContent(title="Tin", body=(block,)) for block in (bare, PICTURE))
    theirs = replace(base, body=(replace_value(bare, caption="Ảnh: Đức"),))
    (block,) = merge_contents(base, ours, theirs).content.body
    assert block == replace_value(PICTURE, caption="Ảnh: Đức")


def replace_value(block: RawBlock, **changes: object) -> RawBlock:
    assert isinstance(block["value"], dict)
    return RawBlock(type=block["type"], value={**block["value"], **changes}, id=block["id"])


def test_a_reference_to_a_page_survives_a_merge_inside_its_paragraph() -> None:
    def content(html: str) -> PageContent:
        return PageContent(
            title="Tin", body=(RawBlock(type="paragraph", value=html, id=PICTURE["id"]),)
        )

    link = '<a linktype="page" id="5">Quyết định</a>'
    base = content(f"<p>Theo {link} ngày 27/3, huyện nạo vét kênh mương trong mùa khô.</p>")
    ours = content(
        f'<p data-block-key="x1">Theo {link} ngày 28/3, huyện nạo vét kênh mương trong mùa khô.</p>'
    )
    theirs = content(f"<p>Theo {link} ngày 27/3, huyện nạo vét kênh mương trong mùa mưa.</p>")
    (block,) = merge_contents(base, ours, theirs).content.body
    assert 'linktype="page"' in str(block["value"])
    assert block_of(block).text == (
        "Theo Quyết định ngày 28/3, huyện nạo vét kênh mương trong mùa mưa."
    )


def test_a_long_title_is_merged_with_its_short_form() -> None:
    long = "Hội nghị " * 40
    base = PageContent(title="Hội nghị…", long_title=long)
    theirs = PageContent(title="Hội nghị…", long_title=f"{long}mới")
    assert merge_contents(base, base, theirs).content == theirs
    ours = replace(base, title="Hội nghị của huyện", long_title="")
    merged = merge_contents(base, ours, replace(base, lead="Sapo."))
    assert (merged.content.title, merged.content.long_title) == ("Hội nghị của huyện", "")
