"""From drafts to versions of items: kept where they differ, nothing else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from cms.portals.models import Portal
from ingest import codec
from ingest.types import Draft

from . import captures
from .asset_ledger import want_assets
from .attempts import Attempt
from .content import content_of_draft, digest
from .identity import Match, match_items
from .models import Item, SourceUrl, SourceVersion
from .screening import personal_data_of
from .states import Reason, UrlState
from .suppressing import redacted, suppressed_on

Counts = Counter[str]
ONE_VISIT = timedelta(days=7)
"""Captures less far apart are of one crawl: a polite one of a large portal takes some days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that gave drafts."""

    row: SourceUrl
    attempt: Attempt
    drafts: tuple[Draft, ...]


def keep_drafts(portal: Portal, pages: Sequence[Page], *, extractor: str) -> Counts:
    """Match drafts with items and keep those that say something new; the pages' rows are moved.

    The caller saves the rows.
    """
    counts = Counts()
    suppressed = suppressed_on(portal)
    pairs = []
    for page in pages:
        shown = [draft for draft in page.drafts if not suppressed.covers(draft)]
        pairs += [(page, suppressed.without_spans(draft)) for draft in shown]
        if not shown:
            # Taken down under another address: this one is closed with it.
            end = end_of_item(page.row.item) or (UrlState.EXCLUDED, Reason.SUPPRESSED)
            captures.move(page.row, *end)
            counts["skipped"] += 1
    matches = match_items(portal, [draft for _page, draft in pairs])
    rows = {page.row.pk: page.row for page in pages}
    new: list[SourceVersion] = []
    touched: dict[int, Item] = {}
    for (page, draft), match in zip(pairs, matches, strict=True):
        counts["items"] += match.created
        latest = match.item.latest
        if latest and latest.source_url_id in rows:
            latest.source_url = rows[latest.source_url_id]
        outcome, version = _keep_draft(page.row, draft, match)
        counts[outcome] += 1
        if version is not None:
            _account(version, page.attempt, extractor=extractor)
            version.issues = redacted(version.issues, suppressed.spans)
            new.append(version)
            touched[match.item.pk] = match.item
    SourceVersion.objects.bulk_create(new)
    for item in touched.values():
        item.latest = item.latest  # its id is known only now
    Item.objects.bulk_update(
        touched.values(), ["latest", "also_in", "also_waits", "kind"], batch_size=200
    )
    want_assets(portal, [draft for _page, draft in pairs], now=timezone.now())
    return counts


def end_of_item(item: Item | None) -> tuple[UrlState, Reason] | None:
    """Say where an address of this item ends whatever it gives now; ``None``: that decides."""
    if item is None:
        return None
    if item.suppressed_at:
        return UrlState.EXCLUDED, Reason.SUPPRESSED
    if item.deleted_by_editor_at:
        return UrlState.EXCLUDED, Reason.DELETED_HERE
    return (UrlState.LOADED, Reason.ITEM) if item.base_id else None


def _keep_draft(row: SourceUrl, draft: Draft, match: Match) -> tuple[str, SourceVersion | None]:
    item = match.item
    if match.others:
        # Where it shows an item already it goes on showing it.
        end = (
            (UrlState.LOADED, Reason.ITEM)
            if row.item_id
            else (UrlState.DUPLICATE, Reason.SAME_ITEM)
        )
        captures.move(row, *end, detail="identities contradict")
        return "duplicate", None
    row.item = row.item or item
    latest = item.latest
    if item.suppressed_at or item.deleted_by_editor_at:
        captures.move(row, *(end_of_item(item) or ()))
        return "skipped", None
    if latest and latest.source_url_id != row.pk and not _is_better(row, draft, latest):
        captures.move(row, UrlState.DUPLICATE, _why_same(row, draft, latest))
        show_also_in(item, list(draft.section))
        return "duplicate", None
    return _new_version(row, draft, item)


def _new_version(row: SourceUrl, draft: Draft, item: Item) -> tuple[str, SourceVersion | None]:
    latest = item.latest
    if latest and latest.source_url_id != row.pk:
        old = latest.source_url
        captures.move(old, UrlState.DUPLICATE, _why_same(old, draft, latest))
        old.save(update_fields=["state", "reason", "detail"])
        if item.page_id is not None:
            show_also_in(item, list(draft.section))
    if latest and _says_the_same(draft, latest):
        if latest.source_url_id != row.pk:
            _take_over(item, latest, row, draft)
        loaded = latest.pk is not None and item.base_id == latest.pk
        captures.move(
            row,
            UrlState.LOADED if loaded else UrlState.DRAFTED,
            Reason.ITEM if loaded else "",
        )
        return "unchanged", None
    captures.move(row, UrlState.DRAFTED)
    item.latest = SourceVersion(
        item=item,
        number=latest.number + 1 if latest else 1,
        source_url=row,
        captured_at=row.fetched_at,
        draft=codec.encode(draft),
        digest=digest(content_of_draft(draft)),
        personal=personal_data_of(draft),
    )
    item.kind = draft.kind.value
    return "drafted", item.latest


def _says_the_same(draft: Draft, latest: SourceVersion) -> bool:
    """Compare all but the portal's "modified", which may move with every view: no change alone."""
    stated = latest.draft.get("updated_at")
    before = datetime.fromisoformat(stated) if stated else None
    return digest(content_of_draft(replace(draft, updated_at=before))) == latest.digest


def _take_over(item: Item, latest: SourceVersion, row: SourceUrl, draft: Draft) -> None:
    """Make another address the one that the newest version stands for; its section comes first."""
    old = list(latest.draft.get("section", ()))
    latest.source_url, latest.draft = row, codec.encode(draft)
    if latest.pk is not None:
        SourceVersion.objects.filter(pk=latest.pk).update(source_url=row, draft=latest.draft)
    if item.page_id is None:
        item.also_in = [section for section in item.also_in if section != list(draft.section)]
        show_also_in(item, old)


def show_also_in(item: Item, section: list[str]) -> None:
    """Note a further section of an item; its page gets it with the next load."""
    own = [list(item.latest.draft.get("section", ()))] if item.latest else []
    if section and section not in [*own, *item.also_in]:
        item.also_in = sorted([*item.also_in, section])
        item.also_waits = item.page_id is not None
        Item.objects.filter(pk=item.pk).update(also_in=item.also_in, also_waits=item.also_waits)


def _why_same(row: SourceUrl, draft: Draft, latest: SourceVersion) -> Reason:
    if row.is_view:
        return Reason.VARIANT
    shared = set(draft.identities) & set(latest.draft.get("identities", ()))
    return Reason.SAME_ITEM if shared else Reason.SAME_CONTENT


def _is_better(row: SourceUrl, draft: Draft, latest: SourceVersion) -> bool:
    """Choose between two addresses of one item, whatever the order in which they came.

    Of different texts the newer speaks, so that an old mirror never overwrites; those of about the
    same time are judged by their addresses, so that no two take turns with every crawl.
    """
    other = latest.source_url
    if row.is_view != other.is_view:
        return other.is_view
    apart = row.fetched_at - other.fetched_at
    if abs(apart) > ONE_VISIT and not _says_the_same(draft, latest):
        return apart > timedelta()
    own = (draft.url != row.canonical, len(row.canonical), row.canonical)
    return own < (
        latest.draft.get("url") != other.canonical,
        len(other.canonical),
        other.canonical,
    )


def _account(version: SourceVersion, attempt: Attempt, *, extractor: str) -> None:
    version.extractor = extractor
    version.removals = dict(attempt.removed)
    words = attempt.words
    version.share_kept = round(words.kept / (words.seen or 1), 4)
    version.issues = codec.encode(attempt.result.issues if attempt.result else ())
