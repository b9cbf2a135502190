"""Where an item stands between two changes: noted with each, brought back by a rollback."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db.models import QuerySet
from wagtail.models import Page

from .models import Item, Proposal, ProposalKind, ProposalState, SourceUrl
from .states import UrlState


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """Plain values, kept as JSON on a RunChange. The defaults are those of an item just drafted."""

    has_page: bool = False
    live: bool = False
    live_revision: int | None = None
    latest_revision: int | None = None
    latest: int | None = None
    base: int | None = None
    loaded_digest: str = ""
    left_digest: str = ""
    merge_draft: int | None = None
    withdrawn_at: str = ""
    """ISO 8601."""
    refused_at: str = ""
    """ISO 8601; of the newest version."""
    proposal: int | None = None
    """The open one about a change."""
    url: int | None = None
    """The address that the newest version is from."""
    url_state: str = UrlState.DRAFTED
    url_reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Write what differs from the defaults."""
        defaults = {field.name: field.default for field in fields(self)}
        return {name: value for name, value in asdict(self).items() if value != defaults[name]}


def state_from(data: dict[str, object]) -> ItemState:
    """Read what `ItemState.as_json` wrote."""
    return ItemState(**data)


def state_before_creation(item: Item) -> ItemState:
    """Say where an item stood that waited for its first page."""
    return ItemState(latest=item.latest_id, url=item.latest.source_url_id)


def state_of(item: Item, page: Page, url: SourceUrl | None) -> ItemState:
    """Read where an item with a page stands; ``url`` is the address of its newest version."""
    return ItemState(
        has_page=True,
        live=page.live,
        live_revision=page.live_revision_id,
        latest_revision=page.latest_revision_id,
        latest=item.latest_id,
        base=item.base_id,
        loaded_digest=item.loaded_digest,
        left_digest=item.left_digest,
        merge_draft=item.merge_draft_id,
        withdrawn_at=_text(item.withdrawn_at),
        refused_at=_text(item.latest.refused_at) if item.latest else "",
        proposal=open_proposals(item).values_list("pk", flat=True).first(),
        url=url.pk if url else None,
        url_state=url.state if url else UrlState.DRAFTED,
        url_reason=url.reason if url else "",
    )


def open_proposals(item: Item) -> QuerySet[Proposal]:
    """Select the open proposal about a change of the item."""
    return Proposal.objects.filter(item=item, kind=ProposalKind.CHANGED, state=ProposalState.OPEN)


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
