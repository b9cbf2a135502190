"""Whole pages in the manner of each platform, read as a portal and each alone.

``pages/<platform>/`` holds the pages; ``expected.json`` says, page by page, what must come of them:
only the fields named there are compared. ``frame`` lists texts that no draft may hold; where
``alone`` is false nothing on a single page tells the title from other texts.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest import draft_page, learn_template
from ingest.types import Draft, PageResult, PortalProfile, RawPage
from ingest.vocabulary import BlockKind

PAGES = Path(__file__).parent / "pages"
PLATFORMS = sorted(folder.name for folder in PAGES.iterdir() if folder.is_dir())


def expected(platform: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (PAGES / platform / "expected.json").read_text("utf-8")
    )
    return found


def raw_page(platform: str, wanted: dict[str, Any]) -> RawPage:
    return RawPage(
        portal=platform,
        url=wanted["url"],
        requested_url=wanted["url"],
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=(PAGES / platform / wanted["file"]).read_bytes(),
    )


@cache
def portal_results(platform: str) -> dict[str, PageResult]:
    pages = [raw_page(platform, wanted) for wanted in expected(platform)]
    profile = PortalProfile(slug=platform, name="", home=pages[0].url)
    template = learn_template(pages, profile)
    assert template.platform == platform
    return {page.url: draft_page(page, profile, template) for page in pages}


def alone(platform: str, wanted: dict[str, Any]) -> PageResult:
    page = raw_page(platform, wanted)
    return draft_page(page, PortalProfile(slug=platform, name="", home=page.url))


def facts(draft: Draft, drafts: tuple[Draft, ...]) -> dict[str, object]:
    """Say of a page what its expectation may name."""
    fields = draft.document
    texts = [b.text for b in draft.blocks if b.kind is BlockKind.PARAGRAPH]
    return {
        "kind": draft.kind.value,
        "title": draft.title,
        "lead": draft.lead,
        "paragraphs": [draft.lead, *texts] if draft.lead and draft.kind == "static" else texts,
        "byline": draft.byline,
        "published": draft.published_at and draft.published_at.isoformat()[:16],
        "captions": [image.caption for image in draft.images],
        "files": [file.src for file in draft.files],
        "number": fields and fields.number,
        "document_type": fields and fields.document_type,
        "signer": fields and fields.signer,
        "issued_on": fields and fields.issued_on and fields.issued_on.isoformat(),
        "rows": [[d.document.number, d.title] for d in drafts if d.document],
    }


def check(result: PageResult, wanted: dict[str, Any]) -> None:
    if wanted["kind"] == "skipped":
        assert result.skipped is not None
        assert result.skipped.reason == wanted["reason"]
        return
    assert result.skipped is None
    found = facts(result.drafts[0], result.drafts)
    named = {key: value for key, value in wanted.items() if key in found}
    assert {key: found[key] for key in named} == named
    (first, *_) = result.drafts
    lines = "\n".join([first.title, first.lead, *(b.text for b in first.blocks)])
    assert not [text for text in wanted.get("frame", ()) if text in lines]


CASES = [(platform, wanted["file"]) for platform in PLATFORMS for wanted in expected(platform)]


@pytest.mark.parametrize(("platform", "name"), CASES)
def test_a_page_of_a_portal_gives_what_it_holds(platform: str, name: str) -> None:
    wanted = next(wanted for wanted in expected(platform) if wanted["file"] == name)
    check(portal_results(platform)[wanted["url"]], wanted)


@pytest.mark.parametrize(
    ("platform", "name"),
    [
        (platform, wanted["file"])
        for platform in PLATFORMS
        for wanted in expected(platform)
        if wanted["file"].startswith("article") and wanted.get("alone", True)
    ],
)
def test_an_article_alone_gives_the_same(platform: str, name: str) -> None:
    wanted = next(wanted for wanted in expected(platform) if wanted["file"] == name)
    check(alone(platform, wanted), wanted)
