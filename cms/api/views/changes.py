"""What happened since: for front ends that keep a copy."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from cms.catalog import changes
from cms.catalog.building import stored_json
from cms.catalog.models import Change

from ..gateway import etag, json_answer, matches, not_modified
from ..parameters import Limit, Text
from ..requests import key_of, with_cursor
from ..routing import get
from ..schemas import Changes

router = Router(tags=["changes"])


class ChangeFilters(Schema):
    """What the change log can be asked."""

    cursor: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] = Field(
        "0", description="`cursor` of an earlier answer; without it, from the beginning."
    )
    limit: Limit = 100
    kind: (
        Literal["article", "document", "static", "media", "portal", "section", "destination"] | None
    ) = None
    portal: Text | None = Field(None, description="Key of a portal.")


@get(router, "changes/", response=Changes)
def list_changes(request: HttpRequest, filters: Query[ChangeFilters]) -> HttpResponse:
    """Show what was created, changed, moved, unpublished, deleted or suppressed.

    An item may be named more than once: what counts is what it is when it is fetched. Who follows
    `next` to its end, and later goes on from `cursor`, has what the server has.
    """
    versions = changes.versions()
    tag = etag(*key_of(request, versions))
    if matches(request, tag):
        return not_modified(tag)
    found = changes.since(
        int(filters.cursor),
        limit=filters.limit + 1,
        kinds=[filters.kind] if filters.kind else [],
        portal=filters.portal or "",
    )
    more = len(found) > filters.limit
    shown = found[: filters.limit]
    cursor = str(shown[-1].sequence) if shown else filters.cursor
    content = {
        "items": [_row(change) for change in shown],
        "next": with_cursor(request, cursor) if more else None,
        "cursor": cursor,
    }
    return json_answer(stored_json(content), tag)


def _row(change: Change) -> dict[str, object]:
    return {
        "sequence": change.sequence,
        "operation": change.operation,
        "kind": change.kind,
        "id": change.object_id,
        "portal": change.portal,
        "at": change.at,
    }
