"""Drafts in any number, the same every time, and the ledger rows that they come with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from cms.articles.models import PortalImage
from cms.harvest.content import content_of_draft, digest
from cms.harvest.keys import address_key, key_of
from cms.harvest.models import (
    Asset,
    AssetState,
    Identity,
    Item,
    Segment,
    SourceUrl,
    SourceVersion,
)
from cms.harvest.recording import batches, new_row
from cms.harvest.screening import personal_data_of
from cms.harvest.states import UrlKind, UrlState
from cms.portals.models import Portal
from ingest.codec import encode
from ingest.types import Block, Draft, ImageRef
from ingest.vocabulary import BlockKind, DraftKind, Precision

SYLLABLES = """
    huyện xã kiểm tra cải cách hành chính năm thực hiện nghị quyết hội đồng nhân dân ủy ban
    phát triển kinh tế nông thôn mới giáo dục đào tạo công tác tuyên truyền bầu cử đại biểu
    đồng chí bí thư chủ tịch phó phòng ban đơn vị triển khai nhiệm vụ trọng tâm tháng quý
""".split()  # noqa: SIM905 - a list of sixty texts is unreadable
IMAGES = 50
PARAGRAPHS = 5
PARAGRAPH_WORDS = 120
FIRST_DAY = datetime(2012, 1, 2, 1, 0, tzinfo=UTC)
HOME = "http://bench.test"


def make_drafts(count: int, *, start: int = 0) -> Iterator[Draft]:
    """Make articles of five paragraphs (3 KB) and an image, in 6 sections over 12 years."""
    for number in range(start, start + count):
        words = random.Random(number)
        yield _draft(number, words)


def _draft(number: int, words: random.Random) -> Draft:
    url = f"{HOME}/tin/{number}"
    src = image_url(number % IMAGES)
    paragraphs = [
        Block(
            id=f"p{rank}",
            kind=BlockKind.PARAGRAPH,
            text=text,
            html=f"<p>{text} <strong>{_text(words, 3)}</strong></p>",
        )
        for rank in range(PARAGRAPHS)
        for text in [_text(words, PARAGRAPH_WORDS) + "."]
    ]
    image = Block(id="i0", kind=BlockKind.IMAGE, src=src, alt=_text(words, 5), caption="Ảnh")
    return Draft(
        kind=DraftKind.ARTICLE,
        identities=(f"bench:tin:{number}", f"url:{url}"),
        url=url,
        title=f"{_text(words, 12)} {number}",
        lead=_text(words, 30),
        blocks=(*paragraphs, image),
        images=(ImageRef(src=src),),
        byline="Anh Đức",
        published_at=FIRST_DAY + timedelta(days=number % 4380),
        published_precision=Precision.MINUTE,
        section=("Tin tức", f"Mục {number % 6}"),
        tags=(f"thẻ {number % 20}",),
    )


def _text(words: random.Random, count: int) -> str:
    return " ".join(words.choices(SYLLABLES, k=count)).capitalize()


def image_url(number: int) -> str:
    return f"{HOME}/anh/{number}.jpg"


def put_into_ledger(portal: Portal, drafts: Iterator[Draft]) -> int:
    """Leave the ledger as drafting does: rows, items, identities, versions, assets loaded."""
    segment, _ = Segment.objects.get_or_create(portal=portal, name=f"{portal.slug}/bench.warc.gz")
    if not Asset.objects.filter(portal=portal).exists():
        _put_images(portal)
    count = 0
    for batch in batches(drafts, 500):
        count += len(batch)
        _put(portal, batch, segment=segment)
    return count


def _put_images(portal: Portal) -> None:
    images = [
        PortalImage(
            title=f"{number}.jpg",
            file=f"original_images/{number}.jpg",
            width=800,
            height=600,
            file_size=100_000,
            portal=portal,
            sha256=f"{number:064x}",
        )
        for number in range(IMAGES)
    ]
    PortalImage.objects.bulk_create(images)
    Asset.objects.bulk_create(
        Asset(
            portal=portal,
            address=image_url(number),
            key=address_key(image_url(number)),
            state=AssetState.LOADED,
            sha256=image.sha256,
            image=image,
        )
        for number, image in enumerate(images)
    )


def _put(portal: Portal, drafts: list[Draft], *, segment: Segment) -> None:
    now = timezone.now()
    rows = [new_row(portal, draft.url, kind=UrlKind.PAGE, at=now) for draft in drafts]
    for row in rows:
        row.state, row.segment, row.fetched_at = UrlState.DRAFTED, segment, now
    SourceUrl.objects.bulk_create(rows)
    items = [Item(portal=portal, kind=draft.kind.value) for draft in drafts]
    Item.objects.bulk_create(items)
    Identity.objects.bulk_create(
        Identity(portal=portal, item=item, name=name, key=key_of(name))
        for item, draft in zip(items, drafts, strict=True)
        for name in draft.identities
    )
    versions = [
        SourceVersion(
            item=item,
            number=1,
            source_url=row,
            captured_at=now,
            draft=encode(draft),
            digest=digest(content_of_draft(draft)),
            personal=personal_data_of(draft),
        )
        for item, draft, row in zip(items, drafts, rows, strict=True)
    ]
    SourceVersion.objects.bulk_create(versions)
    for item, version, row in zip(items, versions, rows, strict=True):
        item.latest, row.item = version, item
    Item.objects.bulk_update(items, ["latest"], batch_size=500)
    SourceUrl.objects.bulk_update(rows, ["item"], batch_size=500)
