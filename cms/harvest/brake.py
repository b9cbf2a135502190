"""The brake: what a run would do is judged against what stood before, before pages are written.

A portal that breaks says so in many voices: an error, a page of its host, a form to sign in, a new
face in which nothing is found. So it is not recognised but counted: how many of the addresses that
were asked again fail, are gone, are no item any more, and how many items would change, shrink,
become alike or lose title and date. A person lets a braked run through or throws it away; what it
would have written waits, and a later run that finds the portal as it was takes its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, CharField, F, Max, Q, QuerySet, Value, When
from django.utils import timezone

from cms.portals.models import Portal
from cms.portals.profiles import profile_of
from ingest import codec
from ingest.types import Draft, Expectations

from .findings import Finding, FindingCode
from .keys import key_of
from .models import Item, Run, RunState, SourceUrl, SourceVersion
from .states import ITEM, Reason, UrlKind, UrlState

MIN_COUNT = 5
"""Fewer than these are no disaster, whatever the share: a person sees them one by one."""
MAX_ODD_SHARE = 0.1
"""Share of items that may be no item any more, shrink, become alike or lose a marker in one run.
Set by judgement, with the three sample skins on both sides of it."""
MAX_SHORT_LISTS_SHARE = 0.5
"""Share of list pages that may lose a third of their words at once."""
MIN_LISTS = 3
SHORT_LIST = 2 / 3
SHRUNK = 0.5
MIN_LETTERS = 200
"""A text must have been this long for its shrinking to count."""
MIN_ALIKE = 3
SAMPLES = 5

FAILED, MISSING = "failed", "missing"
"""How an address stands that did not answer, or said that nothing is there."""
BAD = frozenset(
    {
        *(FAILED, MISSING, Reason.MAINTENANCE.value, Reason.BLOCKED.value, "flood_block"),
        *("http_error", "unreadable", "not_drafted", "needs_javascript", "soft_404"),
    }
)
LISTS = frozenset({Reason.LISTING.value, Reason.HOME.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """An address asked again since it was last judged."""

    address: str
    before: str
    now: str
    words_before: int
    words_now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """An item's version that waits, beside the one that stands."""

    address: str
    before: Draft
    now: Draft
    asked_again: bool


def judge(portal: Portal, *, let_through: int = 0) -> tuple[Finding, ...]:
    """Say what speaks against loading what waits; nothing is written.

    Versions up to the id ``let_through`` were allowed by a person already.
    """
    expectations = profile_of(portal).expectations
    looks = [look for look in _looks(portal) if look.before not in BAD]
    steps = list(_steps(portal, let_through=let_through))
    known = sum(look.before == ITEM for look in looks)
    judged = SourceUrl.objects.filter(portal=portal, judged_result=ITEM).count()
    found = [
        *_of_looks(looks, expectations),
        *_of_steps([step for step in steps if step.asked_again], known, expectations),
        *_of_steps([step for step in steps if not step.asked_again], judged, expectations),
        *_too_many(portal, expectations),
    ]
    return tuple(found)


def lets_through(run: Run) -> bool:
    """Judge a run before it writes; one that may not go on is braked and says why.

    There is one braked run a portal: a later one that is braked too takes over its place, one that
    goes through ends it.
    """
    findings = judge(run.portal, let_through=run.judged_until)
    with transaction.atomic():
        earlier = (
            Run.objects.select_for_update()
            .filter(portal=run.portal, state=RunState.BRAKED)
            .exclude(pk=run.pk)
        )
        earlier.update(state=RunState.DISCARDED, ended_at=timezone.now())
        if findings:
            run.state, run.findings = RunState.BRAKED, codec.encode(findings)
            run.judged_until = _newest_version(run.portal)
            run.save(update_fields=["state", "findings", "judged_until"])
    return not findings


def accept(portal: Portal) -> int:
    """Take what stands now as what the next run is judged against; return how many rows changed."""
    standing = _standing()
    had = SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, segment__isnull=False)
    rows = had.exclude(state=UrlState.FETCHED).exclude(result="").annotate(standing=standing)
    stale = Q(judged_at__isnull=True) | Q(judged_at__lt=F("last_seen_at"))
    stale |= ~Q(judged_result=F("standing")) | ~Q(judged_words=F("words_seen"))
    keys = rows.filter(stale).values("pk")
    return SourceUrl.objects.filter(pk__in=keys).update(
        judged_at=F("last_seen_at"), judged_result=standing, judged_words=F("words_seen")
    )


def _standing() -> Case:
    """How an address stands: it fails, is missing, or gives what its newest page gave."""
    return Case(
        When(attempts__gt=0, then=Value(FAILED)),
        When(~Q(missed=[]), then=Value(MISSING)),
        When(state=UrlState.GONE, then=Value(MISSING)),
        default=F("result"),
        output_field=CharField(),
    )


def _looks(portal: Portal) -> Iterator[_Look]:
    rows = (
        SourceUrl.objects.filter(portal=portal, kind=UrlKind.PAGE, last_seen_at__gt=F("judged_at"))
        .exclude(judged_result="")
        .annotate(standing=_standing())
        .order_by("pk")
    )
    for address, before, now, words_before, words_now in rows.values_list(
        "address", "judged_result", "standing", "judged_words", "words_seen"
    ).iterator():
        yield _Look(
            address=address,
            before=before,
            now=now,
            words_before=words_before,
            words_now=words_now,
        )


def _of_looks(looks: Sequence[_Look], expectations: Expectations) -> Iterator[Finding]:
    limit = expectations.max_failed_share
    for code, bad in ((FindingCode.FAILED, BAD - {MISSING}), (FindingCode.MISSING, {MISSING})):
        yield from _over(code, looks, lambda look, bad=bad: look.now in bad, share=limit)
    items = [look for look in looks if look.before == ITEM]
    yield from _over(
        FindingCode.NO_ITEM,
        items,
        lambda look: look.now != ITEM and look.now not in BAD,
        share=MAX_ODD_SHARE,
    )
    yield from _over(
        FindingCode.EMPTY_LISTS,
        [look for look in looks if look.before in LISTS and look.now not in BAD],
        lambda look: look.now not in LISTS or look.words_now < look.words_before * SHORT_LIST,
        share=MAX_SHORT_LISTS_SHARE,
        least=MIN_LISTS,
    )


def _over(
    code: FindingCode,
    looks: Sequence[_Look],
    is_odd: Callable[[_Look], bool],
    *,
    share: float,
    least: int = MIN_COUNT,
) -> Iterator[Finding]:
    odd = [look.address for look in looks if is_odd(look)]
    yield from _finding(code, odd, of=len(looks), share=share, least=least)


def _finding(
    code: FindingCode, addresses: Sequence[str], *, of: int, share: float, least: int = MIN_COUNT
) -> Iterator[Finding]:
    if len(addresses) >= least and len(addresses) > share * of:
        yield Finding(
            code=code, count=len(addresses), of=of, samples=tuple(sorted(addresses)[:SAMPLES])
        )


def pending(portal: Portal) -> QuerySet[Item]:
    """Find the items whose newest version waits to be loaded."""
    return Item.objects.filter(portal=portal, latest__source_url__state=UrlState.DRAFTED)


def _steps(portal: Portal, *, let_through: int) -> Iterator[_Step]:
    items = (
        pending(portal)
        .filter(base__isnull=False, latest__pk__gt=let_through)
        .exclude(latest__source_url__judged_at=None)
        .select_related("latest__source_url", "base")
        .order_by("pk")
    )
    for item in items.iterator(chunk_size=200):
        row = item.latest.source_url
        if item.latest.digest != item.base.digest:
            yield _Step(
                address=row.address,
                before=codec.decode(Draft, item.base.draft),
                now=codec.decode(Draft, item.latest.draft),
                asked_again=row.last_seen_at > row.judged_at,
            )


def _of_steps(steps: Sequence[_Step], of: int, expectations: Expectations) -> Iterator[Finding]:
    of = max(of, len(steps))
    all_of_them = [step.address for step in steps]
    yield from _finding(
        FindingCode.CHANGED, all_of_them, of=of, share=expectations.max_changed_share
    )
    for code, is_odd in (
        (FindingCode.SHRUNK, _has_shrunk),
        (FindingCode.ALIKE, _is_one_of(_alike(steps))),
        (FindingCode.MARKERS, _has_lost_a_marker),
    ):
        odd = [step.address for step in steps if is_odd(step)]
        yield from _finding(code, odd, of=of, share=MAX_ODD_SHARE)


def _has_shrunk(step: _Step) -> bool:
    before = _letters(step.before)
    return before >= MIN_LETTERS and _letters(step.now) < before * SHRUNK


def _has_lost_a_marker(step: _Step) -> bool:
    before, now = step.before, step.now
    return bool(
        (before.published_at and not now.published_at)
        or (before.title and not now.title)
        or (before.section and not now.section)
    )


def _alike(steps: Iterable[_Step]) -> frozenset[str]:
    """Name the texts and titles that several items would share and did not share before."""
    counts = Counter(key for step in steps for key in _keys(step.now) - _keys(step.before))
    return frozenset(key for key, count in counts.items() if count >= MIN_ALIKE)


def _is_one_of(keys: frozenset[str]) -> Callable[[_Step], bool]:
    return lambda step: bool(keys & (_keys(step.now) - _keys(step.before)))


def _keys(draft: Draft) -> set[str]:
    text = "\n".join(block.text for block in draft.blocks)
    return {key_of(f"{name}:{what}") for name, what in (("t", draft.title), ("b", text)) if what}


def _letters(draft: Draft) -> int:
    return len(draft.lead) + sum(len(block.text) for block in draft.blocks)


def _too_many(portal: Portal, expectations: Expectations) -> Iterator[Finding]:
    limit = expectations.max_articles
    if limit:
        new = pending(portal).filter(page=None)
        count = Item.objects.filter(portal=portal, page__isnull=False).count() + new.count()
        if count > limit:
            samples = new.order_by("pk").values_list("latest__source_url__address", flat=True)
            yield Finding(
                code=FindingCode.TOO_MANY, count=count, of=limit, samples=tuple(samples[:SAMPLES])
            )


def _newest_version(portal: Portal) -> int:
    versions = SourceVersion.objects.filter(item__portal=portal)
    return int(versions.aggregate(newest=Max("pk"))["newest"] or 0)
