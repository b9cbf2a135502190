"""An editor's hands, and what is to be seen afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.core.serializers import serialize
from django.db import connection

from cms.articles.models.items import ItemPage
from cms.articles.richtext import plain_text

LATER = timedelta(hours=1)
"""After this nobody is at a page any more that was just saved."""
OF_A_VISIT = {"Run", "Segment", "SourceUrl", "Job", "Session"}
"""What a crawl and a load leave of themselves, whatever they find."""


def edit(page: ItemPage, *, publish: bool = True, **values: object) -> ItemPage:
    """Save a page as Wagtail's editor does: on top of its newest draft."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    revision = draft.save_revision()
    if publish:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


def texts(page: ItemPage) -> list[str]:
    """Read the paragraphs."""
    return [plain_text(str(block["value"])) for block in page.body.raw_data]


def lead_of(page: ItemPage) -> tuple[str, str]:
    """Read the lead, live and of the newest draft."""
    return page.lead, page.get_latest_revision_as_object().lead


def rows_of_the_database() -> dict[str, str]:
    """Write down every row but those that any visit leaves."""
    return {
        model.__name__: serialize("json", model._default_manager.order_by("pk"))
        for model in apps.get_models()
        if model.__name__ not in OF_A_VISIT
    }


@contextmanager
def written_rows() -> Iterator[list[str]]:
    """Collect the statements that change rows, but for those about runs."""
    written: list[str] = []

    def watch(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: dict
    ) -> object:
        result = execute(sql, params, many, context)
        writes = sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        if writes and '"harvest_run"' not in sql and context["cursor"].rowcount > 0:
            written.append(sql[:200])
        return result

    with connection.execute_wrapper(watch):
        yield written
