"""A portal whose archive is written by hand: what a page gives is spelled out in its body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from django.conf import LazySettings

import ingest
from cms.articles.models.items import ItemPage
from cms.harvest import runs
from cms.harvest.assets import import_assets
from cms.harvest.drafting import draft_pages, undrafted
from cms.harvest.loading import load_items
from cms.harvest.models import Item, Run, SourceUrl
from cms.harvest.recording import record_segment
from cms.portals.models import Portal
from ingest import codec
from ingest.types import (
    Block,
    Draft,
    ImageRef,
    PageResult,
    PortalProfile,
    RawPage,
    Removal,
    SiteTemplate,
    Skipped,
)
from ingest.vocabulary import BlockKind, DraftKind, Precision, SkipReason
from scrapers.archive import (
    ArchiveWriter,
    FetchNote,
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
    Segment,
    payload_of,
)

HOME = "http://portal.test"
REMOVED = "59 người đã bình chọn"
FIRST_DAY = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(
        Block(id=f"p{rank}", kind=BlockKind.PARAGRAPH, text=text)
        for rank, text in enumerate(texts, start=1)
    )


def make_draft(name: str = "tin-1", **changes: object) -> Draft:
    """Make a draft of the page with this name."""
    draft = Draft(
        kind=DraftKind.ARTICLE,
        identities=(f"url:{HOME}/{name}",),
        url=f"{HOME}/{name}",
        title=f"Tiêu đề {name}",
        lead="Sapo của bài.",
        blocks=paragraphs("Đoạn thứ nhất.", "Đoạn thứ hai."),
        byline="Anh Đức",
        published_at=datetime(2017, 3, 27, 1, 15, tzinfo=UTC),
        published_precision=Precision.MINUTE,
        section=("Tin tức", "Thời sự"),
        tags=("bầu cử",),
        language="vi",
    )
    return replace(draft, **changes)


def with_image(draft: Draft, src: str, **changes: str) -> Draft:
    block = Block(id=f"i:{src}", kind=BlockKind.IMAGE, src=src, **changes)
    return replace(draft, blocks=(*draft.blocks, block), images=(*draft.images, ImageRef(src=src)))


Answer = Draft | SkipReason | tuple[Draft, ...] | bytes | Reason | str


class OldPortal:
    """The source, and the whole line behind it, driven by hand."""

    def __init__(self, portal: Portal, root: Path) -> None:
        self.portal = portal
        self.root = root
        self.today = FIRST_DAY
        self.crawls = 0
        self.links: dict[str, list[Link]] = {}

    def crawl(
        self, answers: Mapping[str, Answer], *, at: datetime | None = None, record: bool = True
    ) -> list[str]:
        """Write one segment: page names to drafts, skips, bytes (files), failures, redirects."""
        self.crawls += 1
        self.today += timedelta(days=1)
        now = at or self.today
        closed: list[Segment] = []
        with ArchiveWriter(
            self.root, self.portal.slug, f"c{self.crawls}", on_segment=closed.append
        ) as writer:
            for name, answer in answers.items():
                self._write(writer, url_of(name), answer, now=now)
        if record:
            for segment in closed:
                record_segment(self.portal, segment.name)
        return [segment.name for segment in closed]

    def _write(self, writer: ArchiveWriter, url: str, answer: Answer, *, now: datetime) -> None:
        links = tuple(self.links.get(url, ()))
        note = FetchNote(crawl="c", url=url, outcome=Outcome.FETCHED, links=links)
        headers = [("Content-Type", "text/html; charset=utf-8")]
        match answer:
            case Reason():
                gone = answer in (Reason.NOT_FOUND, Reason.SOFT_404)
                outcome = Outcome.GONE if gone else Outcome.FAILED
                writer.write(replace(note, outcome=outcome, reason=answer), now=now)
            case str() if not isinstance(answer, SkipReason):
                note = replace(note, outcome=Outcome.REDIRECTED, target=url_of(answer))
                writer.write(note, now=now, payload=payload_of(b"", status=302))
            case bytes():
                note = replace(note, kind=PageKind.ASSET)
                writer.write(note, now=now, payload=payload_of(answer))
            case _:
                body = page_body(answer)
                writer.write(note, now=now, payload=payload_of(body, headers=headers))

    def draft(self) -> dict[str, int]:
        """Draft what waits."""
        return dict(draft_pages(self.portal, undrafted(self.portal)))

    def load(self) -> dict[str, int]:
        """Load what waits, as a run of its own."""
        run = runs.start(self.portal, "load")
        counts = load_items(self.portal, run=run)
        runs.finish(run)
        return dict(counts)

    def take(self, answers: Mapping[str, Answer], *, at: datetime | None = None) -> dict[str, int]:
        """Crawl, draft, import assets and load."""
        self.crawl(answers, at=at)
        self.draft()
        import_assets(self.portal)
        return self.load()

    def row(self, name: str) -> SourceUrl:
        return SourceUrl.objects.get(portal=self.portal, canonical=url_of(name))

    def item(self, name: str) -> Item:
        return Item.objects.get(identities__name=f"url:{url_of(name)}", portal=self.portal)

    def page(self, name: str) -> ItemPage:
        page = self.item(name).page
        assert page is not None
        return page.specific

    @property
    def last_run(self) -> Run:
        return Run.objects.filter(portal=self.portal).latest("pk")


def url_of(name: str) -> str:
    return name if "://" in name else f"{HOME}/{name}"


def page_body(answer: Draft | SkipReason | tuple[Draft, ...]) -> bytes:
    """Spell out what a page gives, and show its texts."""
    if isinstance(answer, SkipReason):
        return _shown({"skip": answer.value}, "Danh sách")
    drafts = answer if isinstance(answer, tuple) else (answer,)
    return _shown({"drafts": codec.encode(drafts)}, *texts_of(drafts), REMOVED)


def texts_of(drafts: tuple[Draft, ...]) -> list[str]:
    return [
        text
        for draft in drafts
        for text in (
            *(draft.title, draft.lead),
            *(text for block in draft.blocks for text in (block.text, block.caption)),
        )
    ]


def _shown(data: object, *texts: str) -> bytes:
    shown = "".join(f"<p>{escape(text)}</p>" for text in texts)
    told = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f"<body>{shown}<script>{told}</script></body>".encode()


def read_body(raw: RawPage, profile: PortalProfile, template: SiteTemplate | None) -> PageResult:
    """Stand in for `ingest.draft_page`."""
    data = json.loads(raw.body.partition(b"<script>")[2].partition(b"</script>")[0])
    if "skip" in data:
        reason = SkipReason(data["skip"])
        removal = Removal(rule=f"skipped:{reason}", text="Danh sách")
        return PageResult(url=raw.url, skipped=Skipped(reason=reason), removals=(removal,))
    drafts = tuple(codec.decode(Draft, draft) for draft in data["drafts"])
    return PageResult(
        url=raw.url, drafts=drafts, removals=(Removal(rule="poll-count", text=REMOVED),)
    )


def link(name: str, **changes: object) -> Link:
    return replace(Link(url=url_of(name), source=LinkSource.LINK), **changes)


@pytest.fixture
def source(
    portal: Portal, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> OldPortal:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    monkeypatch.setattr(ingest, "draft_page", read_body, raising=False)
    return OldPortal(portal, tmp_path / "archive")
