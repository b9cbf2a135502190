"""What drafting or loading would do, item by item, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from cms.portals.models import Portal

from . import loading
from .content import PageContent, content_of_draft, content_of_page
from .differences import Difference, differences
from .drafting import PAGES_A_TRANSACTION, draft_pages, redraftable
from .models import Item, SourceUrl, SourceVersion
from .planning import Plan, draft_of
from .recording import batches
from .states import Outcome, Reason, UrlState

NOTHING = PageContent(title="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One item, or one address that gives none."""

    what: str
    """``created``, ``changed``, ``held``, ``unchanged`` or ``dropped``."""
    address: str
    title: str = ""
    reason: str = ""
    """Why it is held or dropped; ``merged`` where an editor's words stay in what is changed."""
    published: bool = True
    """False: the change would wait as a draft."""
    differences: tuple[Difference, ...] = ()

    def lines(self) -> Iterator[str]:
        """Write it for a terminal: a line, and the differences below."""
        notes = [self.reason] if self.reason else []
        notes += [] if self.published else ["as a draft"]
        yield f"{self.what:9} {self.address}" + (f" ({', '.join(notes)})" if notes else "")
        if self.what == "created" and self.title:
            yield f"    {self.title}"
        for difference in self.differences:
            yield f"    {difference.name}:"
            yield from (f"      {line}" for line in difference.lines())


def preview_load(portal: Portal, *, now: datetime | None = None) -> Iterator[Preview]:
    """Say what loading would do now."""
    for item, planned in loading.preview(portal, now=now):
        yield _of_plan(item, planned)


def _of_plan(item: Item, planned: Plan) -> Preview:
    names = {Outcome.UPDATED: "changed", Outcome.UNCHANGED: "unchanged", Outcome.HELD: "held"}
    what = names.get(planned.outcome, "created")
    if planned.outcome is Outcome.UNCHANGED and planned.reason in set(Reason):
        what = "dropped"
    ours = content_of_page(planned.page) if planned.page else NOTHING
    return Preview(
        what=what,
        address=item.latest.source_url.address,
        title=planned.content.title,
        reason=planned.reason,
        published=planned.publish,
        differences=differences(ours, planned.theirs if what == "held" else planned.content)
        if what in ("changed", "held")
        else (),
    )


def preview_drafts(portal: Portal) -> Iterator[Preview]:
    """Say what drafting all archived pages again would give, with the template in force.

    Each step is done and undone, so that nobody waits long for a lock.
    """
    ids = redraftable(portal).order_by("pk").values_list("pk", flat=True)
    seen: set[str] = set()
    for some in batches(list(ids), PAGES_A_TRANSACTION):
        yield from _drafted(portal, some, seen)


def _drafted(portal: Portal, ids: list[int], seen: set[str]) -> list[Preview]:
    with transaction.atomic():
        before = SourceVersion.objects.aggregate(last=Max("pk"))["last"] or 0
        SourceUrl.objects.filter(pk__in=ids).update(state=UrlState.FETCHED, reason="", detail="")
        draft_pages(portal, ids)
        rows = SourceUrl.objects.filter(pk__in=ids).order_by("pk")
        new = SourceVersion.objects.filter(pk__gt=before, item__portal=portal)
        given = list(_of_versions(new.select_related("item", "source_url").order_by("pk"), seen))
        told = {version.source_url_id for version in new}
        given += [_of_row(row) for row in rows if row.pk not in told]
        transaction.set_rollback(True)
    return given


def _of_versions(versions: Iterable[SourceVersion], seen: set[str]) -> Iterator[Preview]:
    for version in versions:
        draft = draft_of(version)
        content = content_of_draft(draft)
        earlier = version.item.versions.filter(number=version.number - 1).first()
        names = {*draft.identities, version.digest}
        again = earlier is None and bool(names & seen)
        seen |= names
        yield Preview(
            what="dropped" if again else "changed" if earlier else "created",
            address=version.source_url.address,
            title=content.title,
            # What an earlier step would have kept is undone by now.
            reason=Reason.SAME_CONTENT if again else "",
            differences=differences(content_of_draft(draft_of(earlier)), content)
            if earlier
            else (),
        )


def _of_row(row: SourceUrl) -> Preview:
    kept = row.state in (UrlState.DRAFTED, UrlState.LOADED)
    return Preview(
        what="unchanged" if kept else "dropped",
        address=row.address,
        reason="" if kept else row.reason or row.state,
    )
