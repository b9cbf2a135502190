"""An editor saves, publishes, moves or deletes a page while it is being loaded: on PostgreSQL."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from cms.articles.models.items import ItemPage
from cms.harvest import loading, runs
from cms.harvest.models import Item
from cms.harvest.reconcile import report
from cms.portals.models import MergePolicy

from .conftest import OldPortal, make_draft, paragraphs
from .editing import LATER, edit, texts
from .test_editors import FIRST, NEW, SECOND, draft_with

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        not os.environ.get("TEST_DATABASE_URL"),
        reason="SQLite has one writer at a time: run python -m tests.postgres",
    ),
]


@pytest.fixture(autouse=True)
def _many_writers(settings: Settings) -> None:
    # Wagtail's own index updates all new titles at once: two publications deadlock there.
    backend = {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
    settings.WAGTAILSEARCH_BACKENDS = {"default": backend}


class Beside:
    """Lets an editor act between the loader's look at a page and its write."""

    def __init__(self, act: Callable[[], object], patch: pytest.MonkeyPatch) -> None:
        self.act = act
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.failure: Exception | None = None
        plan = loading.plan

        def planned(*arguments: object, **more: object) -> object:
            found = plan(*arguments, **more)
            if not self.begun.is_set():
                self.thread.start()
                self.begun.wait(timeout=10)
                # It waits for the row's lock; where it needs none, it is done.
                self.thread.join(timeout=0.3)
            return found

        patch.setattr(loading, "plan", planned)

    def _run(self) -> None:
        try:
            self.begun.set()
            self.act()
        finally:
            connections.close_all()


def save_a_draft(page: ItemPage, _target: ItemPage) -> None:
    page.byline = "Lan"
    page.save_revision()


def publish(page: ItemPage, _target: ItemPage) -> None:
    page.byline = "Lan"
    page.save_revision().publish()


def move(page: ItemPage, target: ItemPage) -> None:
    page.move(target.get_parent(), pos="last-child")


def delete(page: ItemPage, _target: ItemPage) -> None:
    page.delete()


@pytest.mark.parametrize("touched", [True, False])
@pytest.mark.parametrize("act", [save_a_draft, publish, move, delete])
def test_an_editor_at_the_same_moment_loses_nothing(
    source: OldPortal,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[ItemPage, ItemPage], None],
    touched: bool,
) -> None:
    source.portal.merge_policy = MergePolicy.PUBLISH
    source.portal.save()
    source.take({"tin-1": draft_with(), "tin-2": make_draft("tin-2", section=("Văn hóa",))})
    if touched:
        edit(source.page("tin-1"), lead="Biên tập viên viết lại.")
    page, target = source.page("tin-1"), source.page("tin-2")
    source.crawl({"tin-1": make_draft(blocks=paragraphs(FIRST, SECOND, NEW))})
    source.draft()
    beside = Beside(lambda: act(page, target), monkeypatch)
    run = runs.start(source.portal, "load")
    loading.load_items(source.portal, run=run, now=timezone.now() + LATER)
    runs.finish(run)
    beside.thread.join(timeout=20)
    assert report(source.portal).holds
    if act is delete:
        assert Item.objects.get(pk=source.item("tin-1").pk).deleted_by_editor_at
        return
    found = source.page("tin-1")
    if act is move:
        assert found.get_parent().pk == target.get_parent().pk
        assert NEW in texts(found)
    else:
        assert found.get_latest_revision_as_object().byline == "Lan"
        assert (found.byline == "Lan") is (act is publish)
    if touched:
        assert found.get_latest_revision_as_object().lead == "Biên tập viên viết lại."
