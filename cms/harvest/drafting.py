"""From archived pages to versions of items: drafts are kept where they differ, nothing else is."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import ingest
from cms.portals.models import Portal, TemplateVersion
from cms.portals.profiles import profile_of
from ingest import codec
from ingest.types import Draft, PageResult, SiteTemplate, Skipped
from ingest.vocabulary import SkipReason
from scrapers.archive import ArchiveError, read_page

from . import captures
from .asset_ledger import want_assets
from .content import content_of_draft, digest
from .identity import Match, match_items
from .models import Item, Message, SourceUrl, SourceVersion
from .recording import batches, save_rows
from .states import Reason, UrlKind, UrlState

logger = logging.getLogger(__name__)

Counts = Counter[str]
PAGES_A_TRANSACTION = 50

SKIPS = {
    SkipReason.LISTING: (UrlState.EXCLUDED, Reason.LISTING),
    SkipReason.HOME: (UrlState.EXCLUDED, Reason.HOME),
    SkipReason.SEARCH: (UrlState.EXCLUDED, Reason.SEARCH),
    SkipReason.LOGIN: (UrlState.EXCLUDED, Reason.LOGIN),
    SkipReason.FORM: (UrlState.EXCLUDED, Reason.FORM),
    SkipReason.EMPTY: (UrlState.EXCLUDED, Reason.EMPTY),
    SkipReason.NOT_HTML: (UrlState.EXCLUDED, Reason.NOT_HTML),
    SkipReason.QUESTIONS: (UrlState.EXCLUDED, Reason.QUESTIONS),
    SkipReason.FEED: (UrlState.EXCLUDED, Reason.FEED),
    SkipReason.REDIRECT_PAGE: (UrlState.EXCLUDED, Reason.REDIRECT_PAGE),
    SkipReason.PRINT_DUPLICATE: (UrlState.DUPLICATE, Reason.VARIANT),
    SkipReason.FLOOD_BLOCK: (UrlState.FAILED, Reason.BLOCKED),
    SkipReason.BLOCKED: (UrlState.FAILED, Reason.BLOCKED),
    SkipReason.MAINTENANCE: (UrlState.FAILED, Reason.MAINTENANCE),
    SkipReason.UNREADABLE: (UrlState.FAILED, Reason.UNREADABLE),
    SkipReason.TOO_LARGE: (UrlState.FAILED, Reason.TOO_LARGE),
    SkipReason.NEEDS_JAVASCRIPT: (UrlState.FAILED, Reason.NEEDS_JAVASCRIPT),
    SkipReason.SOFT_404: (UrlState.GONE, Reason.SOFT_404),
    SkipReason.HTTP_ERROR: (UrlState.FAILED, Reason.HTTP_ERROR),
}
GONE_STATUSES = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafted:
    """A page's result, and of which capture."""

    result: PageResult | None
    payload_digest: str
    failure: Reason = Reason.UNREADABLE
    error: str = ""


def undrafted(portal: Portal) -> list[int]:
    """Name the pages whose newest capture has no draft yet."""
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, state=UrlState.FETCHED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def redraft(portal: Portal) -> int:
    """Mark all archived pages to be drafted again, after a rule or the template changed."""
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, segment__isnull=False)
    return rows.exclude(reason=Reason.SUPPRESSED).update(
        state=UrlState.FETCHED, reason="", detail=""
    )


def draft_pages(portal: Portal, source_url_ids: Iterable[int], *, dry_run: bool = False) -> Counts:
    """Draft archived pages and keep what is new.

    Counts ``drafted``, ``unchanged``, ``duplicate``, ``skipped``, ``failed`` and ``items`` (new
    ones). With ``dry_run`` nothing is written. Rows that are not waiting are left alone, so a
    second call does nothing.
    """
    counts = Counts()
    template = template_of(portal)
    for ids in batches(source_url_ids, PAGES_A_TRANSACTION):
        rows = SourceUrl.objects.filter(
            portal=portal, pk__in=ids, state=UrlState.FETCHED
        ).select_related("segment")
        drafted = {row.pk: _draft(row, portal, template) for row in rows.order_by("pk")}
        with transaction.atomic():
            counts += _keep(portal, drafted, template)
            if dry_run:
                transaction.set_rollback(True)
    return counts


def give_up(portal: Portal, source_url_id: int, *, detail: str) -> None:
    """Note that a page cannot be drafted: it broke or outlived the process that tried."""
    rows = SourceUrl.objects.filter(portal=portal, pk=source_url_id, state=UrlState.FETCHED)
    rows.update(state=UrlState.FAILED, reason=Reason.NOT_DRAFTED, detail=detail[:500])


def template_of(portal: Portal) -> SiteTemplate | None:
    """Read the newest template that was learnt."""
    newest = TemplateVersion.objects.filter(portal=portal).order_by("-number").first()
    if newest is None:
        return None
    return codec.decode(SiteTemplate, newest.template, where=f"template {newest}")


def _draft(row: SourceUrl, portal: Portal, template: SiteTemplate | None) -> _Drafted:
    try:
        page = read_page(settings.ARCHIVE_URL, row.segment.name, row.offset)
    except ArchiveError as error:
        return _Drafted(result=None, payload_digest=row.payload_digest, error=str(error))
    try:
        result = ingest.draft_page(page, profile_of(portal), template)
    except Exception as error:
        logger.exception("page not drafted: %s", row.address)
        return _Drafted(
            result=None,
            payload_digest=row.payload_digest,
            failure=Reason.NOT_DRAFTED,
            error=f"{type(error).__name__}: {error}",
        )
    if result.skipped and page.status in GONE_STATUSES:
        result = PageResult(url=result.url, skipped=Skipped(reason=SkipReason.SOFT_404))
    return _Drafted(result=result, payload_digest=row.payload_digest)


def _keep(portal: Portal, drafted: dict[int, _Drafted], template: SiteTemplate | None) -> Counts:
    rows = [
        row
        for row in SourceUrl.objects.select_for_update(of=("self",))
        .filter(pk__in=drafted, state=UrlState.FETCHED)
        .order_by("pk")
        # A newer capture came in between: it has its own turn.
        if row.payload_digest == drafted[row.pk].payload_digest
    ]
    counts = Counts()
    pairs: list[tuple[SourceUrl, PageResult, Draft]] = []
    for row in rows:
        result = drafted[row.pk].result
        if result is None:
            failed = drafted[row.pk]
            captures.move(row, UrlState.FAILED, failed.failure, detail=failed.error[:500])
            counts["failed"] += 1
        elif not result.drafts:
            counts[_skip(row, result.skipped)] += 1
        else:
            pairs += [(row, result, draft) for draft in result.drafts]
    counts += _keep_drafts(portal, pairs, extractor=_extractor(template))
    save_rows(rows)
    return counts


def _skip(row: SourceUrl, skipped: Skipped | None) -> str:
    reason = skipped.reason if skipped else SkipReason.EMPTY
    if row.item_id is not None:
        # It was an item: one look that sees none takes nothing away, a person is told.
        captures.move(row, UrlState.LOADED, Reason.ITEM)
        if reason in (SkipReason.SOFT_404, SkipReason.HTTP_ERROR) and row.fetched_at:
            row.missed = [*row.missed, row.fetched_at.isoformat()][-10:]
        Message.objects.update_or_create(
            source_url=row,
            code="no_item_any_more",
            defaults={"portal": row.portal, "text": f"{reason}: {row.address}"},
        )
        return "skipped"
    state, code = SKIPS[reason]
    captures.move(row, state, code, detail=skipped.detail if skipped else "")
    return "failed" if state == UrlState.FAILED else "skipped"


def _keep_drafts(
    portal: Portal, pairs: Sequence[tuple[SourceUrl, PageResult, Draft]], *, extractor: str
) -> Counts:
    counts = Counts()
    matches = match_items(portal, [draft for _row, _result, draft in pairs])
    rows = {row.pk: row for row, _result, _draft in pairs}
    new: list[SourceVersion] = []
    touched: dict[int, Item] = {}
    for (row, result, draft), match in zip(pairs, matches, strict=True):
        counts["items"] += match.created
        latest = match.item.latest
        if latest and latest.source_url_id in rows:
            latest.source_url = rows[latest.source_url_id]
        outcome, version = _keep_draft(row, draft, match)
        counts[outcome] += 1
        if version is not None:
            _account(version, result, extractor=extractor)
            new.append(version)
            touched[match.item.pk] = match.item
    SourceVersion.objects.bulk_create(new)
    for item in touched.values():
        item.latest = item.latest  # its id is known only now
    Item.objects.bulk_update(
        touched.values(), ["latest", "also_in", "also_waits", "kind"], batch_size=200
    )
    want_assets(portal, [draft for _row, _result, draft in pairs], now=timezone.now())
    return counts


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
    if item.suppressed_at:
        captures.move(row, UrlState.EXCLUDED, Reason.SUPPRESSED)
        return "skipped", None
    if item.deleted_by_editor_at:
        captures.move(row, UrlState.EXCLUDED, Reason.DELETED_HERE)
        return "skipped", None
    if latest and latest.source_url_id != row.pk and not _is_better(row, draft, latest):
        captures.move(row, UrlState.DUPLICATE, _why_same(draft, latest))
        show_also_in(item, list(draft.section))
        return "duplicate", None
    return _new_version(row, draft, item)


def _new_version(row: SourceUrl, draft: Draft, item: Item) -> tuple[str, SourceVersion | None]:
    latest = item.latest
    found = digest(content_of_draft(draft))
    if latest and latest.source_url_id != row.pk:
        captures.move(latest.source_url, UrlState.DUPLICATE, _why_same(draft, latest))
        latest.source_url.save(update_fields=["state", "reason", "detail"])
        if item.page_id is not None:
            show_also_in(item, list(draft.section))
    if latest and latest.digest == found:
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
        digest=found,
    )
    item.kind = draft.kind.value
    return "drafted", item.latest


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


def _why_same(draft: Draft, latest: SourceVersion) -> Reason:
    shared = set(draft.identities) & set(latest.draft.get("identities", ()))
    return Reason.SAME_ITEM if shared else Reason.SAME_CONTENT


def _is_better(row: SourceUrl, draft: Draft, latest: SourceVersion) -> bool:
    """Choose between two addresses of one item, whatever the order in which they came."""
    other = latest.source_url
    own = (draft.url != row.canonical, len(row.canonical), row.canonical)
    return own < (
        latest.draft.get("url") != other.canonical,
        len(other.canonical),
        other.canonical,
    )


def _account(version: SourceVersion, result: PageResult, *, extractor: str) -> None:
    version.extractor = extractor
    removed: Counter[str] = Counter()
    for removal in result.removals:
        removed[removal.rule] += len(removal.text.split())
    version.removals = dict(sorted(removed.items()))
    kept = _words(result.drafts)
    version.share_kept = round(kept / ((kept + removed.total()) or 1), 4)
    version.issues = codec.encode(result.issues)


def _words(drafts: Iterable[Draft]) -> int:
    return sum(
        len(text.split())
        for draft in drafts
        for text in (draft.title, draft.lead, *(block.text for block in draft.blocks))
    )


def _extractor(template: SiteTemplate | None) -> str:
    return f"template {template.version}" if template else ""
