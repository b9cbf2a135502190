"""What would be done is shown before, and nothing is written."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cms.harvest.models import Item
from cms.harvest.previews import Preview, preview_drafts, preview_load
from cms.portals.models import MergePolicy
from ingest.vocabulary import SkipReason

from .conftest import OldPortal, make_draft, paragraphs
from .editing import LATER, edit, rows_of_the_database
from .test_editors import FIRST, NEW, SECOND

pytestmark = pytest.mark.django_db


def told(found: list[Preview]) -> dict[str, tuple[str, str]]:
    return {one.address.rpartition("/")[2]: (one.what, one.reason) for one in found}


@pytest.fixture
def waiting(source: OldPortal) -> OldPortal:
    """Of five articles one is edited, one edited in the same place, one deleted, one untouched."""
    names = [f"tin-{n}" for n in range(1, 5)]
    source.take({n: make_draft(n, blocks=paragraphs(FIRST, SECOND)) for n in names})
    edit(source.page("tin-1"), byline="Lan")
    edit(source.page("tin-2"), lead="Biên tập viên viết lại.")
    source.crawl(
        {
            "tin-1": make_draft("tin-1", blocks=paragraphs(FIRST, SECOND, NEW)),
            "tin-2": make_draft("tin-2", blocks=paragraphs(FIRST, SECOND), lead="Nguồn."),
            "tin-3": make_draft("tin-3", blocks=paragraphs(FIRST, NEW), title="Tiêu đề mới"),
            "tin-4": make_draft("tin-4", blocks=paragraphs(NEW)),
            "tin-5": make_draft("tin-5", blocks=paragraphs(NEW)),
        }
    )
    source.draft()
    Item.objects.filter(pk=source.item("tin-4").pk).update(
        page=None, deleted_by_editor_at=timezone.now()
    )
    return source


def test_loading_is_shown_as_it_will_be_done(waiting: OldPortal) -> None:
    before = rows_of_the_database()
    found = list(preview_load(waiting.portal, now=timezone.now() + LATER))
    assert rows_of_the_database() == before
    assert told(found) == {
        "tin-1": ("changed", "merged"),
        "tin-2": ("held", "changed here and at the source"),
        "tin-3": ("changed", ""),
        "tin-4": ("dropped", "deleted_here"),
        "tin-5": ("created", ""),
    }
    by_name = {one.address.rpartition("/")[2]: one for one in found}
    assert list(by_name["tin-1"].lines()) == [
        "changed   http://portal.test/tin-1 (merged, as a draft)",
        "    body:",
        f"      +{NEW}",
    ]
    assert list(by_name["tin-3"].lines())[1:] == [
        "    title:",
        "      -Tiêu đề tin-3",
        "      +Tiêu đề mới",
        "    body:",
        f"      -{SECOND}",
        f"      +{NEW}",
    ]
    assert "      -Biên tập viên viết lại." in list(by_name["tin-2"].lines())


def test_the_policy_is_shown(waiting: OldPortal) -> None:
    waiting.portal.merge_policy = MergePolicy.PUBLISH
    found = preview_load(waiting.portal, now=timezone.now() + LATER)
    assert {one.published for one in found} == {True}


def test_drafting_is_shown_and_undone(waiting: OldPortal) -> None:
    waiting.load()
    waiting.crawl({"muc": SkipReason.LISTING, "tin-3": make_draft("tin-3", lead="Khác.")})
    before = rows_of_the_database()
    states = list(Item.objects.values_list("latest", flat=True))
    found = told(list(preview_drafts(waiting.portal)))
    assert rows_of_the_database() == before
    assert list(Item.objects.values_list("latest", flat=True)) == states
    assert found["muc"] == ("dropped", "listing")
    assert found["tin-3"] == ("changed", "")
    assert found["tin-5"] == ("unchanged", "")
    assert found["tin-4"] == ("dropped", "deleted_here")


def test_an_article_posted_twice_is_shown_once_over_all_steps(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.harvest.previews.PAGES_A_TRANSACTION", 1)
    source.crawl(
        {
            name: make_draft(name, title="Tin", blocks=paragraphs(FIRST, SECOND, NEW))
            for name in ("a/tin", "b/tin")
        }
    )
    assert [one.what for one in preview_drafts(source.portal)] == ["created", "dropped"]
