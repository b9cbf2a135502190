"""The last step of a take-down: the archive's own records lose the text, and say so."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.portals.models import Portal
from ingest.charset import decode_body
from scrapers.archive import Outcome, iter_records, measure, rewrite, segments

from .keys import address_key
from .models import Asset, Segment, SourceUrl, Suppression
from .states import Reason
from .suppressing import Phrase, without


@transaction.atomic
def rewrite_archive(made: Suppression) -> int:
    """Take what was taken down out of the portal's archive; return how many records were rewritten.

    Of an item or file every stored payload goes, of a span its words. Places, lengths and all other
    records stay. The ledger's digests follow, so the balance holds; which records were rewritten is
    noted with the take-down. Raises ArchiveError if a segment cannot be rewritten.
    """
    portal = Portal.objects.select_for_update().get(pk=made.portal_id)
    wanted = _keys(made)
    change = _cutting(made) if made.is_span else _nothing
    noted: list[str] = []
    for name in segments(settings.ARCHIVE_URL, portal.slug):
        places = _places(name, wanted, change)
        if places:
            _rewrite(name, places, change)
            noted += [f"{name}@{offset}" for offset in places]
    made.archived_at = timezone.now()
    made.records = [*made.records, *noted]
    made.save(update_fields=["archived_at", "records"])
    return len(noted)


def _keys(made: Suppression) -> frozenset[str] | None:
    """Name the addresses whose payloads go; ``None``: a span may stand anywhere."""
    if made.is_span:
        return None
    rows = SourceUrl.objects.filter(portal=made.portal, reason=Reason.SUPPRESSED)
    own = set(rows.filter(item=made.item).values_list("key", flat=True)) if made.item else set()
    return frozenset({*own, address_key(made.address), *_assets(made)})


def _assets(made: Suppression) -> set[str]:
    taken = Asset.objects.filter(
        portal=made.portal, reason=Reason.SUPPRESSED, sha256__in=made.files
    )
    return set(taken.values_list("key", flat=True))


def _places(
    name: str, wanted: frozenset[str] | None, change: Callable[[bytes], bytes]
) -> list[int]:
    """Find the records to rewrite: the offsets of stored responses."""
    found: list[int] = []
    for record in iter_records(settings.ARCHIVE_URL, name, bodies=wanted is None):
        if record.note.outcome is not Outcome.FETCHED:
            continue
        if wanted is None:
            body = record.page.body if record.page else b""
            if change(body) != body:
                found.append(record.offset)
        elif address_key(record.note.url) in wanted:
            found.append(record.offset)
    return found


def _rewrite(name: str, places: list[int], change: Callable[[bytes], bytes]) -> None:
    new = rewrite(settings.ARCHIVE_URL, name, places, change)
    for offset, (digest, size) in new.items():
        SourceUrl.objects.filter(segment__name=name, offset=offset).update(
            payload_digest=digest, size_bytes=size, etag="", last_modified=""
        )
    digest, size = measure(settings.ARCHIVE_URL, name)
    Segment.objects.filter(name=name).update(digest=digest, size_bytes=size)


def _nothing(_payload: bytes) -> bytes:
    return b""


def _cutting(made: Suppression) -> Callable[[bytes], bytes]:
    spans: list[Phrase] = [(count, digest) for count, digest in made.digests]

    def change(payload: bytes) -> bytes:
        decoded = decode_body(payload)
        cut = without(decoded.text, spans)
        return payload if cut == decoded.text else cut.encode(decoded.charset, "xmlcharrefreplace")

    return change
