"""The date of a single page in another language: the page's own day, or none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ingest import draft_page
from ingest.types import Draft, PortalProfile, RawPage

PROFILE = PortalProfile(slug="herald", name="The Herald", home="https://herald.example.org/")
TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "The council voted to reopen the old ferry landing, which had been closed for ten years "
        "after a storm damaged its piers and the road that leads down to the river.",
        "Residents of both banks had collected four thousand signatures, and the harbour master "
        "told the meeting that the repairs would cost far less than a new bridge.",
    )
)


def draft(*, head: str = "", before: str = "", behind: str = "", url: str = "news/ferry") -> Draft:
    address = f"https://herald.example.org/{url}"
    html = (
        f"<html><head><title>Ferry landing reopens</title>{head}</head><body><article>"
        f"<h1>Ferry landing reopens</h1>{before}{TEXT}{behind}</article></body></html>"
    )
    raw = RawPage(
        portal="herald",
        url=address,
        requested_url=address,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=html.encode(),
    )
    (found,) = draft_page(raw, PROFILE).drafts
    return found


def day(found: Draft) -> str:
    return found.published_at.date().isoformat() if found.published_at else ""


def linked(*things: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(things))}</script>'


def test_a_stamp_keeps_the_day_of_its_own_zone() -> None:
    meta = '<meta property="article:published_time" content="2019-10-18T23:28:27+00:00">'
    found = draft(head=meta)
    assert day(found) == "2019-10-18"
    assert found.published_at == datetime(2019, 10, 18, 23, 28, 27, tzinfo=UTC)


def test_a_stamp_that_is_midnight_in_viet_nam_is_no_day_of_its_own() -> None:
    meta = '<meta property="article:published_time" content="2023-11-15T17:00:00+00:00">'
    assert day(draft(head=meta)) == "2023-11-15"


def test_the_article_dates_the_page_not_what_it_reviews() -> None:
    review = {"@type": "ClaimReview", "datePublished": "2026-05-07"}
    article = {"@type": "NewsArticle", "datePublished": "2026-05-13 15:44"}
    assert day(draft(head=linked(review, article))) == "2026-05-13"
    comment = {"@type": "Comment", "datePublished": "2020-01-02"}
    assert day(draft(head=linked({"@type": "WebPage", "comment": comment}))) == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('<p class="date">Erstellt von Fabian am Dienstag 6. Mai 2014</p>', "2014-05-06"),
        ("<p>jeudi 13 juin 2019, par Attac</p>", "2019-06-13"),
        ('<div class="entry-date">Veröffentlicht am 5. April 2017</div>', "2017-04-05"),
        ("<p>Zuletzt aktualisiert am 5. April 2017</p>", ""),
        ('<p class="meta">© The Herald 4 May 2016</p>', ""),
        ("<p>The festival of lanterns opens here on 6 May 2031, as it always does.</p>", ""),
    ],
)
def test_a_line_dates_the_item_by_form_or_name(line: str, expected: str) -> None:
    assert day(draft(before=line)) == expected


def test_a_folder_of_a_month_is_no_day() -> None:
    assert draft(url="2021/10/ferry.html").published_at is None
    assert day(draft(url="2021/10/06/ferry.html")) == "2021-10-06"
