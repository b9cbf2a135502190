"""The archive: write and read WARC. Free of Scrapy; the one part that `cms` may import."""

from scrapers.archive.read import (
    MAX_INLINE_BYTES,
    iter_records,
    measure,
    read_page,
    read_payload_to,
    segments,
    verify,
)
from scrapers.archive.record import (
    ArchiveError,
    ArchiveRecord,
    Damage,
    DigestError,
    FetchNote,
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
    TornRecordError,
)
from scrapers.archive.recover import recover
from scrapers.archive.rewrite import rewrite
from scrapers.archive.store import LockedError, store_of
from scrapers.archive.write import ArchiveWriter, Segment, payload_of

__all__ = [
    "MAX_INLINE_BYTES",
    "ArchiveError",
    "ArchiveRecord",
    "ArchiveWriter",
    "Damage",
    "DigestError",
    "FetchNote",
    "Link",
    "LinkSource",
    "LockedError",
    "Outcome",
    "PageKind",
    "Reason",
    "Segment",
    "TornRecordError",
    "iter_records",
    "measure",
    "payload_of",
    "read_page",
    "read_payload_to",
    "recover",
    "rewrite",
    "segments",
    "store_of",
    "verify",
]
