"""A run that is rolled back leaves what was before it; undone again, what was after it."""

from __future__ import annotations

import json
import os

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.catalog.models import Entry
from cms.harvest import proposals
from cms.harvest.content import content_of_page, digest
from cms.harvest.hands_off import newest
from cms.harvest.models import Item, Run, RunState, SourceUrl
from cms.harvest.reconcile import report
from cms.harvest.rollback import RollbackError, roll_back
from cms.legacy.resolving import resolve
from cms.portals.models import MergePolicy, Portal

from .conftest import OldPortal, make_draft, paragraphs
from .editing import LATER, edit, texts
from .test_editors import FIRST, NEW, SECOND, load_later

pytestmark = pytest.mark.django_db
PAGES = int(os.environ.get("PAGES", "200"))
"""How many the long test takes; ``PAGES=1000`` runs some ten minutes."""


def picture_of(portal: Portal) -> dict[str, object]:
    """All that a reader, an editor and a reporter see of a portal."""
    seen: dict[str, object] = {}
    for row in SourceUrl.objects.filter(portal=portal):
        answer = resolve(row.address)
        seen[row.address] = (row.state, row.reason, answer.status, answer.url)
    for item in Item.objects.filter(portal=portal):
        page = item.page.specific if item.page else None
        waiting = item.proposals.filter(state="open").values_list("kind", "base", "theirs")
        seen[str(item)] = (
            item.base_id,
            page is not None and page.live,
            page is not None and page.live and digest(content_of_page(page)),
            page is not None and page.live and digest(content_of_page(newest(page))),
            page is not None and page.live and page.has_unpublished_changes,
            sorted(waiting),
        )
    for entry in Entry.objects.filter(portal=portal):
        seen[f"entry {entry.pk}"] = (entry.digest, entry.body)
    return seen


def undo(run: Run) -> Run:
    return roll_back(run, now=timezone.now() + LATER)


def create(source: OldPortal) -> None:
    new = {f"moi-{n}": make_draft(f"moi-{n}") for n in range(3)}
    source.crawl(new)
    source.draft()


def update(source: OldPortal) -> None:
    source.crawl({"tin-2": make_draft("tin-2", blocks=paragraphs(FIRST, NEW))})
    source.draft()


def merge_as_draft(source: OldPortal) -> None:
    edit(source.page("tin-2"), lead="Biên tập viên viết lại.")
    update(source)


def merge_and_publish(source: OldPortal) -> None:
    source.portal.merge_policy = MergePolicy.PUBLISH
    source.portal.save()
    merge_as_draft(source)


def merge_twice_as_draft(source: OldPortal) -> None:
    merge_as_draft(source)
    load_later(source)
    source.crawl({"tin-2": make_draft("tin-2", blocks=paragraphs(FIRST, NEW, "Thêm."))})
    source.draft()


def hold(source: OldPortal) -> None:
    edit(source.page("tin-2"), lead="Biên tập viên viết lại.")
    source.crawl({"tin-2": make_draft("tin-2", lead="Nguồn viết lại.")})
    source.draft()


def say_the_same_after_a_hold(source: OldPortal) -> None:
    hold(source)
    load_later(source)
    source.crawl({"tin-2": make_draft("tin-2", blocks=paragraphs(FIRST, SECOND))})
    source.draft()


PREPARED = [
    create,
    update,
    merge_as_draft,
    merge_and_publish,
    merge_twice_as_draft,
    hold,
    say_the_same_after_a_hold,
]


@pytest.fixture
def loaded(source: OldPortal) -> OldPortal:
    names = [f"tin-{n}" for n in range(1, 4)]
    source.take({n: make_draft(n, blocks=paragraphs(FIRST, SECOND)) for n in names})
    return source


@pytest.mark.parametrize("prepare", PREPARED)
def test_a_rollback_brings_back_what_was_and_its_undo_what_came(
    loaded: OldPortal, prepare: object
) -> None:
    prepare(loaded)
    before = picture_of(loaded.portal)
    counts = load_later(loaded)
    assert counts
    run, after = loaded.last_run, picture_of(loaded.portal)
    assert after != before
    for _twice in range(2):
        undoing = undo(run)
        assert picture_of(loaded.portal) == before
        assert report(loaded.portal).holds
        run.refresh_from_db()
        assert run.state == RunState.ROLLED_BACK
        assert load_later(loaded) == {}, "what was rolled back is not loaded again"
        assert picture_of(loaded.portal) == before
        undo(undoing)
        run.refresh_from_db()
        assert (run.state, picture_of(loaded.portal)) == (RunState.DONE, after)
        assert report(loaded.portal).holds
    assert not any(Page.find_problems())


def test_a_run_is_rolled_back_once(loaded: OldPortal) -> None:
    run = loaded.last_run
    undo(run)
    with pytest.raises(RollbackError, match="rolled back"):
        undo(run)


def test_what_an_editor_did_since_is_held(loaded: OldPortal) -> None:
    update(loaded)
    create(loaded)
    load_later(loaded)
    run = loaded.last_run
    edit(loaded.page("tin-2"), lead="Biên tập viên viết lại.")
    edit(loaded.page("moi-1"), publish=False, lead="Dở dang.")
    undoing = undo(run)
    assert undoing.counts == {"held": 2, "withdrawn": 2}
    assert (loaded.page("tin-2").lead, texts(loaded.page("tin-2"))) == (
        "Biên tập viên viết lại.",
        [FIRST, NEW],
    )
    assert loaded.page("moi-1").live
    (proposal,) = loaded.item("tin-2").proposals.all()
    draft = proposals.accept(proposal)
    assert draft is not None
    page = draft.as_object()
    assert (page.lead, texts(page)) == ("Biên tập viên viết lại.", [FIRST, SECOND])
    assert load_later(loaded) == {}
    assert report(loaded.portal).holds


def test_what_a_later_run_changed_is_left(loaded: OldPortal) -> None:
    update(loaded)
    load_later(loaded)
    run = loaded.last_run
    loaded.crawl({"tin-2": make_draft("tin-2", blocks=paragraphs("Lần thứ ba."))})
    loaded.draft()
    load_later(loaded)
    assert undo(run).counts == {"held": 1}
    assert texts(loaded.page("tin-2")) == ["Lần thứ ba."]


def test_a_deletion_by_an_editor_stays(loaded: OldPortal) -> None:
    loaded.page("tin-2").delete()
    run = loaded.last_run
    undoing = undo(run)
    assert undoing.counts == {"unchanged": 1, "withdrawn": 2}
    undo(undoing)
    assert Item.objects.filter(page__isnull=True, deleted_by_editor_at__isnull=False).count() == 1
    assert report(loaded.portal).holds


def test_a_newer_version_of_what_was_rolled_back_is_loaded(loaded: OldPortal) -> None:
    create(loaded)
    load_later(loaded)
    page = loaded.page("moi-1")
    undo(loaded.last_run)
    loaded.crawl({"moi-1": make_draft("moi-1", blocks=paragraphs("Bản mới."))})
    loaded.draft()
    assert load_later(loaded) == {"created": 1}
    assert (loaded.page("moi-1").pk, texts(loaded.page("moi-1"))) == (page.pk, ["Bản mới."])
    undo(loaded.last_run)
    assert not loaded.page("moi-1").live


def test_what_an_editor_took_off_after_a_rollback_stays_off(loaded: OldPortal) -> None:
    undo(loaded.last_run)
    loaded.page("tin-2").save_revision().publish()
    loaded.page("tin-2").unpublish()
    update(loaded)
    assert load_later(loaded) == {"held": 1}
    assert not loaded.page("tin-2").live
    assert report(loaded.portal).holds


def test_what_an_editor_took_out_before_a_rollback_stays_out(loaded: OldPortal) -> None:
    page = loaded.page("tin-2")
    edit(page, body=json.dumps(list(page.body.raw_data)[1:]))
    update(loaded)
    load_later(loaded)
    undo(loaded.last_run)
    assert texts(loaded.page("tin-2")) == [SECOND]
    loaded.portal.merge_policy = MergePolicy.PUBLISH
    loaded.portal.save()
    loaded.crawl({"tin-2": make_draft("tin-2", blocks=paragraphs(FIRST, SECOND, NEW))})
    loaded.draft()
    load_later(loaded)
    assert texts(loaded.page("tin-2")) == [SECOND, NEW]


def test_slug_and_place_that_an_editor_gave_outlive_the_rollback(loaded: OldPortal) -> None:
    update(loaded)
    load_later(loaded)
    edit(loaded.page("tin-2"), slug="ten-moi")
    undo(loaded.last_run)
    assert (loaded.page("tin-2").slug, texts(loaded.page("tin-2"))) == ("ten-moi", [FIRST, SECOND])


def test_a_rollback_that_was_broken_off_is_gone_on_with(
    loaded: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, finish = loaded.last_run, "cms.harvest.runs.finish"
    monkeypatch.setattr(finish, break_off)
    with pytest.raises(KeyboardInterrupt):
        undo(run)
    monkeypatch.undo()
    undoing = undo(run)
    assert undoing.counts == {"withdrawn": 3}
    assert Run.objects.filter(undoes=run).count() == 1


def break_off(*_arguments: object, **_more: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.acceptance
def test_a_run_on_many_pages_is_rolled_back_and_that_is_undone(source: OldPortal) -> None:
    names = [f"tin-{number}" for number in range(PAGES)]
    old, new = names[: PAGES // 2], names[PAGES // 2 :]
    source.take({name: make_draft(name, blocks=paragraphs(FIRST, SECOND)) for name in old})
    for name in old[:20]:
        edit(source.page(name), lead="Biên tập viên viết lại.")
    changed = {name: make_draft(name, blocks=paragraphs(FIRST, SECOND, NEW)) for name in old}
    source.crawl(changed | {name: make_draft(name) for name in new})
    source.draft()
    before = picture_of(source.portal)
    load_later(source)
    run, after = source.last_run, picture_of(source.portal)
    undoing = undo(run)
    assert picture_of(source.portal) == before
    undo(undoing)
    assert picture_of(source.portal) == after
    assert report(source.portal).holds
