"""Draft archived pages in a child process: a page that breaks, hangs or eats memory fails alone."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

import ingest
from ingest import codec
from ingest.accounting import balance
from ingest.batch import run_items
from ingest.charset import decode_body
from ingest.template.frame import frame_of
from ingest.types import PageResult, PortalProfile, RawPage, SiteTemplate, Skipped
from ingest.vocabulary import SkipReason
from scrapers.archive import ArchiveError, read_page

from .keys import storable
from .models import SourceUrl
from .states import Reason

logger = logging.getLogger(__name__)

GONE_STATUSES = frozenset({404, 410})
_ARCHIVE_AWAY = "archive_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where the words of a page went, as an independent walker counts them."""

    seen: int = 0
    kept: int = 0
    removed: int = 0
    lost: int = 0
    """``seen`` less the other two on a page that gave a draft; 0 where nothing was carried over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What drafting a page gave: a result, or a failure and what was wrong."""

    result: PageResult | None = None
    """Its removals are left out: ``removed`` has them counted."""
    words: Words = Words()
    removed: tuple[tuple[str, int], ...] = ()
    """Words taken out, by rule id."""
    failure: str = ""
    """A `Reason` of the state ``failed``."""
    error: str = ""


def attempt_pages(
    rows: Sequence[SourceUrl], profile: PortalProfile, template: SiteTemplate | None
) -> Generator[Attempt]:
    """Draft the rows' newest captures, in order. Raises OSError where the archive is away."""
    frame_of(template, profile.verdicts)  # made once here, at hand in every child
    places = [(row.address, row.segment.name, row.offset) for row in rows]

    def work(number: int) -> str:
        attempt = _attempt(*places[number], profile, template)
        return json.dumps(codec.encode(attempt))

    for line in run_items(len(places), work):
        if line is None:
            yield _failed(Reason.NOT_DRAFTED, "over the limit of time or memory, or a crash")
            continue
        attempt = codec.decode(Attempt, json.loads(line))
        if attempt.failure == _ARCHIVE_AWAY:
            raise OSError(attempt.error)
        yield attempt


def _attempt(
    address: str,
    segment: str,
    offset: int,
    profile: PortalProfile,
    template: SiteTemplate | None,
) -> Attempt:
    try:
        page = read_page(settings.ARCHIVE_URL, segment, offset)
        page = replace(page, url=storable(page.url), requested_url=storable(page.requested_url))
    except ArchiveError as error:
        return _failed(Reason.UNREADABLE, str(error))
    except OSError as error:  # no fault of the page's: the job is tried again
        return Attempt(failure=_ARCHIVE_AWAY, error=str(error))
    try:
        result = ingest.draft_page(page, profile, template)
        words = _count(page, result)
    except Exception as error:
        logger.exception("page not drafted: %s", address)
        return _failed(Reason.NOT_DRAFTED, f"{type(error).__name__}: {error}")
    if result.skipped and page.status in GONE_STATUSES:
        result = PageResult(url=result.url, skipped=Skipped(reason=SkipReason.SOFT_404))
    removed: Counter[str] = Counter()
    for removal in result.removals:
        removed[removal.rule] += len(removal.text.split())
    rules = tuple(sorted(removed.items()))
    return Attempt(result=replace(result, removals=()), words=words, removed=rules)


def _failed(reason: Reason, error: str) -> Attempt:
    return Attempt(failure=reason.value, error=error)


def _count(page: RawPage, result: PageResult) -> Words:
    """Count a page's words; one that was never read as a page (a file, say) has none."""
    if not result.drafts and not result.removals:
        return Words()
    content_type = next(
        (value for name, value in page.headers if name.lower() == "content-type"), ""
    )
    found = balance(decode_body(page.body, content_type=content_type).text, result)
    lost = found.missing.total()
    if not result.drafts:
        return Words(seen=found.seen, lost=lost)
    return Words(seen=found.seen, kept=found.kept, removed=found.removed, lost=lost)
