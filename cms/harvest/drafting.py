"""From archived pages to versions of items: each page is drafted, what is new is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from django.db import transaction
from django.db.models import QuerySet

from cms.portals.models import Portal, TemplateVersion
from cms.portals.profiles import profile_of
from ingest import codec
from ingest.types import Draft, SiteTemplate, Skipped
from ingest.vocabulary import SkipReason

from . import captures, print_views
from .attempts import Attempt, attempt_pages
from .models import Message, SourceUrl
from .recording import batches, save_rows
from .states import ITEM, Reason, UrlKind, UrlState
from .versions import Page, end_of_item, keep_drafts

Counts = Counter[str]
PAGES_A_TRANSACTION = 25
PAGES_A_CHILD = 900
"""A child begins with empty caches; below the number of parameters that every SQLite takes."""

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

LOST_RESULTS = (SkipReason.SOFT_404, SkipReason.HTTP_ERROR)
"""What says that an item is no longer at its address."""


def undrafted(portal: Portal, *, views: bool = True) -> list[int]:
    """Name the pages whose newest capture has no draft yet; print views after all others.

    Without ``views`` these wait: their articles may still be on the way.
    """
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, state=UrlState.FETCHED)
    if not views:
        rows = rows.filter(is_view=False)
    return list(rows.order_by("is_view", "pk").values_list("pk", flat=True))


def redraft(portal: Portal) -> int:
    """Mark all archived pages to be drafted again, after a rule or the template changed."""
    return redraftable(portal).update(state=UrlState.FETCHED, reason="", detail="")


def redraftable(portal: Portal) -> QuerySet[SourceUrl]:
    """Select all archived pages.

    What was taken down stays out for good, what was discarded until it is fetched anew.
    """
    rows = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, segment__isnull=False)
    return rows.exclude(reason__in=[Reason.SUPPRESSED, Reason.DISCARDED])


def draft_pages(
    portal: Portal,
    source_url_ids: Iterable[int],
    *,
    dry_run: bool = False,
    on_step: Callable[[int], None] = lambda _done: None,
) -> Counts:
    """Draft archived pages and keep what is new.

    Counts ``drafted``, ``unchanged``, ``duplicate``, ``skipped``, ``failed`` and ``items`` (new
    ones). With ``dry_run`` nothing is written. Rows that are not waiting are left alone, so a
    second call does nothing. ``on_step`` is told after each transaction how many pages are done;
    what it raises ends the work there. It also ends where a newer template was learnt meanwhile,
    or a verdict passed: what is left waits, for whoever did so asks for it to be drafted.
    """
    counts, done = Counts(), 0
    version = _newest_template(portal)
    template, profile, verdicts = _decoded(version), profile_of(portal), _verdicts(portal)
    for ids in batches(source_url_ids, PAGES_A_CHILD):
        rows = list(
            SourceUrl.objects.filter(portal=portal, pk__in=ids, state=UrlState.FETCHED)
            .select_related("segment")
            .order_by("is_view", "pk")
        )
        # The child goes on with the next pages while these are written here.
        with closing(attempt_pages(rows, profile, template)) as attempts:
            for step in batches(zip(rows, attempts, strict=True), PAGES_A_TRANSACTION):
                known = {row.pk: (row.payload_digest, attempt) for row, attempt in step}
                with transaction.atomic():
                    kept = _keep(portal, known, version, verdicts)
                    if dry_run:
                        transaction.set_rollback(True)
                if kept is None:
                    return counts
                counts += kept
                done += len(step)
                on_step(done)
    return counts


def _newest_template(portal: Portal) -> TemplateVersion | None:
    return TemplateVersion.objects.filter(portal=portal).order_by("-number").first()


def _verdicts(portal: Portal) -> object:
    """Read what people said of the portal's frame, as the database has it now."""
    return Portal.objects.values_list("settings__verdicts", flat=True).get(pk=portal.pk)


def _decoded(version: TemplateVersion | None) -> SiteTemplate | None:
    if version is None:
        return None
    return codec.decode(SiteTemplate, version.template, where=f"template {version}")


def _keep(
    portal: Portal,
    attempts: dict[int, tuple[str, Attempt]],
    version: TemplateVersion | None,
    verdicts: object,
) -> Counts | None:
    """Keep what pages gave; ``None`` if their template or the verdicts are in force no more."""
    rows = [
        row
        for row in SourceUrl.objects.select_for_update(of=("self",))
        .filter(pk__in=attempts, state=UrlState.FETCHED)
        .select_related("item")
        .order_by("pk")
        # A newer capture came in between: it has its own turn.
        if row.payload_digest == attempts[row.pk][0]
    ]
    # Asked once the rows are locked: whoever changes these sends the rows back afterwards.
    if _newest_template(portal) != version or _verdicts(portal) != verdicts:
        return None
    counts = Counts()
    pages: list[Page] = []
    for row in rows:
        _payload, attempt = attempts[row.pk]
        _account(row, attempt)
        if attempt.result and attempt.result.drafts:
            pages.append(Page(row=row, attempt=attempt, drafts=attempt.result.drafts))
        else:
            counts[_leave(row, attempt)] += 1
    counts += _keep_pages(portal, pages, extractor=_extractor(version))
    save_rows(rows)
    return counts


def _keep_pages(portal: Portal, pages: Sequence[Page], *, extractor: str) -> Counts:
    """Keep the drafts of pages; then of print views those that are no article's."""
    plain = [page for page in pages if not page.row.is_view]
    print_views.hand_over(portal, _alone(plain))
    counts = keep_drafts(portal, plain, extractor=extractor)
    views = [page for page in pages if page.row.is_view]
    if views:
        save_rows([page.row for page in plain])
        settled = print_views.settle(portal, _alone(views))
        counts["duplicate"] += len(settled)
        left = [page for page in views if page.row.pk not in settled]
        counts += keep_drafts(portal, left, extractor=extractor)
    return counts


def _alone(pages: Iterable[Page]) -> list[tuple[SourceUrl, Draft]]:
    """Leave out pages that hold several items."""
    return [(page.row, page.drafts[0]) for page in pages if len(page.drafts) == 1]


def _account(row: SourceUrl, attempt: Attempt) -> None:
    """Note what the page gave, and where its words went."""
    result, words = attempt.result, attempt.words
    row.words_seen, row.words_kept = words.seen, words.kept
    row.words_removed, row.words_lost = words.removed, words.lost
    if result is None:
        row.result = attempt.failure
    elif result.drafts:
        row.result = ITEM
    else:
        row.result = _reason_of(result.skipped).value


def _reason_of(skipped: Skipped | None) -> SkipReason:
    return skipped.reason if skipped else SkipReason.EMPTY


def _leave(row: SourceUrl, attempt: Attempt) -> str:
    """End a page that gave no draft; one that was an item stays what it is, a person is told."""
    failed = attempt.result is None
    if failed:
        state, reason, detail = UrlState.FAILED, Reason(attempt.failure), attempt.error
    else:
        skipped = attempt.result.skipped if attempt.result else None
        state, reason = SKIPS[_reason_of(skipped)]
        detail = skipped.detail if skipped else ""
    outcome = "failed" if state == UrlState.FAILED else "skipped"
    kept = end_of_item(row.item)
    if kept is None:
        captures.move(row, state, reason, detail=detail)
        return outcome
    captures.move(row, *kept)
    if row.result in LOST_RESULTS and row.fetched_at:
        row.missed = [*row.missed, row.fetched_at.isoformat()][-10:]
    Message.objects.update_or_create(
        source_url=row,
        code="no_item_any_more",
        defaults={"portal": row.portal, "text": f"{row.result}: {row.address} {detail}".strip()},
    )
    return outcome


def _extractor(version: TemplateVersion | None) -> str:
    return f"template {version.number}" if version else ""
