"""Take-down: on a lawful request an item, a file or a span of text is gone for good.

What was taken down is recognised by the item's names and by hashes; the text itself is kept nowhere
but in the archive, which is rewritten in a step of its own (`cms.harvest.takedown_archive`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from cms.articles.models import PortalDocument, PortalImage
from cms.catalog import services as catalog
from cms.catalog.models import Operation
from cms.portals.models import Portal
from ingest import codec
from ingest.text import tokens
from ingest.types import Draft

from . import review_queue
from .asset_ledger import assets_of
from .content import content_of_draft, digest
from .keys import address_key, loose_address_key
from .models import (
    AlikePair,
    Asset,
    AssetState,
    Item,
    LikenessBand,
    Mention,
    Message,
    PersonalReview,
    Proposal,
    ReviewIssue,
    RunChange,
    SourceUrl,
    SourceVersion,
    Suppression,
)
from .redaction import redact_page
from .samples import forget_spans, forget_texts, forget_told
from .screening import personal_data_of
from .states import Reason, UrlState
from .suppressing import (
    MIN_SPAN_WORDS,
    MIN_WORDS,
    Phrase,
    phrase_of,
    redacted,
    suppressed_on,
    text_of,
)


class TakedownError(ValueError):
    """The request cannot be carried out; the text says why."""


@transaction.atomic
def take_down(
    address: str, *, reason: str, span: str = "", by: AbstractBaseUser | None = None
) -> Suppression:
    """Take down what an old address shows; with ``span`` only that text, each line for itself.

    A span goes from all items of the portal, now and later. Raises TakedownError for an address
    that the ledger does not know, an empty reason, or a span that is too short or not there.
    """
    if not reason.strip():
        raise TakedownError("a take-down needs a reason")
    row = _find(address)
    # One at a time with drafting and recording, which take the same lock.
    portal = Portal.objects.select_for_update().get(pk=row.portal_id)
    made = Suppression(
        portal=portal, item=row.item, address=row.address, reason=reason.strip(), by=by
    )
    if span:
        _take_down_span(made, span)
    elif row.item is None:
        _take_down_asset(made, row)
    else:
        _take_down_item(made, row.item)
    forget_told(portal)
    made.save()
    return made


def _find(address: str) -> SourceUrl:
    rows = SourceUrl.objects.select_related("item")
    found = rows.filter(key=address_key(address)).order_by("pk").first()
    found = found or rows.filter(loose=loose_address_key(address)).order_by("pk").first()
    if found is None:
        raise TakedownError(f"{address}: no portal has this address")
    if found.item is None and found.redirects_to:
        target = rows.filter(portal=found.portal_id, canonical=found.redirects_to).first()
        return target or found
    return found


# --- a whole item -------------------------------------------------------------------------------


def _take_down_item(made: Suppression, item: Item) -> None:
    """Take down an item, and those that are addresses of it."""
    parts = [_take_apart(one) for one in (item, *item.copies.order_by("pk"))]
    texts = {phrase for phrases, _files in parts for phrase in phrases}
    made.digests = sorted([count, value] for count, value in texts if count >= MIN_WORDS)
    made.files = sorted({sha256 for _phrases, files in parts for sha256 in files})


def _take_apart(item: Item) -> tuple[set[Phrase], set[str]]:
    """Remove all of one item; return what its texts are recognised by, and the files that went."""
    drafts = [codec.decode(Draft, version.draft) for version in item.versions.order_by("number")]
    texts = {phrase_of(text_of(draft)) for draft in drafts}
    names = {key for draft in drafts for key in map(address_key, assets_of(draft))}
    _close_addresses(item)
    forget_texts(item.portal, drafts)
    page_id = item.page_id
    item.suppressed_at = timezone.now()
    item.page = item.latest = item.base = item.deleted_by_editor_at = None
    item.loaded_digest, item.also_in, item.also_waits = "", [], False
    item.save()
    _purge_records(item)
    if page_id is not None:
        _delete_page(page_id)
    return texts, _drop_assets(item.portal, names)


def _close_addresses(item: Item) -> None:
    own = SourceUrl.objects.filter(item=item).values_list("pk", flat=True)
    told = item.versions.values_list("source_url", flat=True)
    rows = SourceUrl.objects.filter(pk__in={*own, *told})
    Message.objects.filter(source_url__in=rows.values("pk")).delete()
    rows.update(state=UrlState.EXCLUDED, reason=Reason.SUPPRESSED, detail="", words_lost=0)


def _purge_records(item: Item) -> None:
    Proposal.objects.filter(item=item).delete()
    RunChange.objects.filter(item=item).delete()
    Mention.objects.filter(item=item).delete()
    PersonalReview.objects.filter(item=item).delete()
    ReviewIssue.objects.filter(item=item).delete()
    LikenessBand.objects.filter(item=item).delete()
    (AlikePair.objects.filter(first=item) | AlikePair.objects.filter(second=item)).delete()
    SourceVersion.objects.filter(item=item).delete()


def _delete_page(page_id: int) -> None:
    catalog.remove([page_id], operation=Operation.SUPPRESSED)
    # What is deleted with the page (its tags) must not bring it into the catalog again.
    Page.objects.filter(pk=page_id).update(live=False)
    page = Page.objects.get(pk=page_id)
    page.specific.delete()
    # Who did what and when stays; the title and what was done to the text do not.
    PageLogEntry.objects.filter(page=page_id).update(label="", data={})


# --- images and files ---------------------------------------------------------------------------


def _take_down_asset(made: Suppression, row: SourceUrl) -> None:
    """Take down an image or file by its address, or an address that shows nothing."""
    SourceUrl.objects.filter(pk=row.pk).update(
        state=UrlState.EXCLUDED, reason=Reason.SUPPRESSED, detail=""
    )
    made.files = sorted(_drop_assets(made.portal, {row.key}, also_used=True))


def _drop_assets(portal: Portal, keys: Iterable[str], *, also_used: bool = False) -> set[str]:
    """Delete images and files, unless another page shows them; return the hashes of those gone."""
    gone: set[str] = set()
    for asset in Asset.objects.filter(portal=portal, key__in=list(keys)):
        records = [record for record in (asset.image, asset.document) if record is not None]
        if not also_used and any(_is_used(record) for record in records):
            continue
        if asset.sha256:
            gone.add(asset.sha256)
        Asset.objects.filter(pk=asset.pk).update(
            state=AssetState.MISSING, reason=Reason.SUPPRESSED, detail="", image=None, document=None
        )
        SourceUrl.objects.filter(portal=portal, key=asset.key).update(
            state=UrlState.EXCLUDED, reason=Reason.SUPPRESSED, detail=""
        )
        for record in records:
            _delete_record(record)
    return gone


def _delete_record(record: PortalImage | PortalDocument) -> None:
    """Delete a record of the library; its files go with the commit, not some day in a task."""
    files = [record.file]
    if isinstance(record, PortalImage):
        files += [rendition.file for rendition in record.renditions.all()]
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
    record.delete()


def _is_used(record: PortalImage | PortalDocument) -> bool:
    kind = ContentType.objects.get_for_model(record)
    uses = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(record.pk))
    return bool(uses.exists())


# --- a span of text -----------------------------------------------------------------------------


def _take_down_span(made: Suppression, span: str) -> None:
    phrases = {phrase_of(line) for line in span.splitlines() if tokens(line)}
    if not phrases or min(count for count, _digest in phrases) < MIN_SPAN_WORDS:
        raise TakedownError(f"a span needs {MIN_SPAN_WORDS} words a line, to hit nothing else")
    made.is_span = True
    made.digests = sorted([count, value] for count, value in phrases)
    made.save()
    found = _redact_versions(made.portal)
    for item in Item.objects.filter(portal=made.portal, page__isnull=False).order_by("pk"):
        found += redact_page(item, phrases)
    if not found:
        raise TakedownError("this text stands nowhere on the portal")
    forget_spans(made.portal, phrases)
    review_queue.gather(made.portal)  # asked again in the words that are left


def _redact_versions(portal: Portal) -> int:
    suppressed = suppressed_on(portal)
    found = 0
    versions = SourceVersion.objects.filter(item__portal=portal).order_by("pk")
    for version in versions.iterator(chunk_size=200):
        draft = codec.decode(Draft, version.draft)
        cut = suppressed.without_spans(draft)
        issues = redacted(version.issues, suppressed.spans)
        if cut != draft or issues != version.issues:
            found += 1
            SourceVersion.objects.filter(pk=version.pk).update(
                draft=codec.encode(cut),
                issues=issues,
                digest=digest(content_of_draft(cut)),
                personal=personal_data_of(cut),
            )
    return found


# --- what the database file still holds ----------------------------------------------------------


def scrub_database() -> None:
    """Overwrite what the database file still holds of deleted rows; outside of any transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM")
