"""What a crawl has done so far, for its progress and its limits."""

from __future__ import annotations

from dataclasses import dataclass

from scrapers.archive import FetchNote, Outcome, PageKind


@dataclass(slots=True)
class Counts:
    """Addresses by their end; ``articles`` are pages with content that are no lists."""

    fetched: int = 0
    failed: int = 0
    excluded: int = 0
    articles: int = 0

    def add(self, note: FetchNote) -> None:
        """Count one record of the archive."""
        if note.outcome is Outcome.FAILED:
            self.failed += 1
        elif note.outcome is Outcome.EXCLUDED:
            self.excluded += 1
        else:
            self.fetched += 1
        if note.kind is PageKind.PAGE and note.outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
            self.articles += 1
