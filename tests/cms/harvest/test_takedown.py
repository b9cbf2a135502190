"""What was taken down is gone from all but the archive, and does not come back."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from wagtail.models import Revision

import ingest
from cms.articles.models import ArticlePage, PortalImage
from cms.catalog.models import Change, Entry, Operation
from cms.harvest import drafting, frontier, review_queue
from cms.harvest.assets import import_assets
from cms.harvest.learning import sample
from cms.harvest.linking import link_items
from cms.harvest.models import (
    Job,
    JobKind,
    JobState,
    ReviewIssue,
    SourceVersion,
    Suppression,
)
from cms.harvest.reconcile import report
from cms.harvest.states import Reason, UrlState
from cms.harvest.suppressing import phrase_of, without
from cms.harvest.takedown import TakedownError, take_down
from cms.harvest.takedown_archive import rewrite_archive
from cms.legacy.resolving import resolve
from cms.portals.models import TemplateVersion
from ingest import codec
from ingest.types import (
    Draft,
    Issue,
    PageResult,
    PortalProfile,
    RawPage,
    SiteTemplate,
    TemplateEntry,
)
from ingest.vocabulary import IssueCode, Role
from scrapers.archive import iter_records, segments

from .conftest import HOME, OldPortal, make_draft, paragraphs, read_body, with_image
from .test_linking import linked, png

pytestmark = pytest.mark.django_db

SECRET = "Bà Trần Thị Quýnh ở thôn Đông Khê bị đình chỉ công tác vì việc riêng"
TITLE = "Kỷ luật bà Quýnh"
REASON = "Yêu cầu của đương sự số 7"


def secret_draft(name: str = "tin-1", **changes: object) -> Draft:
    texts = paragraphs(f"{SECRET}.", "Đoạn thứ hai của bài cũng đủ dài để nhận ra lại bài này.")
    draft = make_draft(name, title=TITLE, lead=f"Sapo: {SECRET}", blocks=texts, **changes)
    return with_image(draft, f"{HOME}/mat.png", caption=SECRET)


def doubted(raw: RawPage, profile: PortalProfile, template: SiteTemplate | None) -> PageResult:
    """Doubt the secret where it stands."""
    issues = (Issue(code=IssueCode.LONG_REMOVAL, detail=f"Xem: {SECRET}"),)
    result = read_body(raw, profile, template)
    return replace(result, issues=issues) if SECRET.encode() in raw.body else result


@pytest.fixture
def loaded(source: OldPortal, monkeypatch: pytest.MonkeyPatch) -> OldPortal:
    """Load the item to be taken down, edited and held, beside others that stay.

    It is asked about, and a first look and a dry run show it.
    """
    monkeypatch.setattr(ingest, "draft_page", doubted)
    pages = {
        "tin-1": secret_draft(),
        "tin-2": linked("tin-2", "tin-1"),
        "tin-3": make_draft("tin-3"),
    }
    source.crawl(pages)
    source.draft()
    source.crawl({"mat.png": png()})
    import_assets(source.portal)
    source.load()
    link_items(source.portal)
    page = source.page("tin-1")
    page.lead = f"Biên tập: {SECRET}"
    page.save_revision(log_action=True).publish()
    source.take({"tin-1": secret_draft(byline="Khác")})
    samples = (TITLE, "Bấm vào đây")
    entry = TemplateEntry(path="h1", role=Role.TITLE, pages=3, share=1.0, samples=samples)
    template = codec.encode(SiteTemplate(portal="can-loc", entries=(entry,)))
    TemplateVersion.objects.create(portal=source.portal, number=1, template=template)
    review_queue.gather(source.portal)
    for kind in (JobKind.PROBE, JobKind.PREVIEW):
        told = {"changed": 1, "samples": [{"title": TITLE, "lines": [SECRET]}]}
        Job.objects.create(portal=source.portal, kind=kind, state=JobState.DONE, result=told)
    return source


def dump() -> str:
    """Print every row of every table."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told.append(f"{table}: {cursor.fetchall()!r}")
    text = "\n".join(told)
    return text + text.encode().decode("unicode_escape", "replace")


def media(folder: str = "") -> bytes:
    """Read every file of the media store, one after the other."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return b""
    told = [media(f"{folder}/{name}".strip("/")) for name in folders]
    for name in files:
        with default_storage.open(f"{folder}/{name}".strip("/"), "rb") as file:
            told.append(file.read())
    return b"".join(told)


def seen_by_readers(client: Client) -> str:
    paths = ("/api/v1/articles/?expand=body", "/api/v1/articles/?q=Quýnh", "/api/v1/changes/")
    return "".join(client.get(path).content.decode() for path in paths)


def assert_gone(client: Client) -> None:
    rows = dump()
    for text in (SECRET, TITLE, json.dumps(SECRET)[1:-1], json.dumps(TITLE)[1:-1], "Quýnh"):
        assert text not in rows, text
    assert "Quýnh" not in seen_by_readers(client)
    assert "Quýnh" not in json.dumps(client.get("/api/v1/articles/").json(), ensure_ascii=False)


def test_what_is_taken_down_occurs_nowhere_and_does_not_come_back(
    loaded: OldPortal, client: Client, django_capture_on_commit_callbacks: Callable
) -> None:
    picture = PortalImage.objects.get().file.name
    assert SECRET in dump()
    page_id = loaded.page("tin-1").pk
    assert default_storage.exists(picture)
    with django_capture_on_commit_callbacks(execute=True):
        take_down(f"{HOME}/tin-1", reason=REASON)
    assert_gone(client)
    assert not default_storage.exists(picture)
    assert SECRET.encode() not in media()
    assert not PortalImage.objects.exists()
    assert Change.objects.filter(object_id=page_id, operation=Operation.SUPPRESSED).exists()
    assert resolve(f"{HOME}/tin-1").status == 451
    assert TemplateVersion.objects.get().template["entries"][0]["samples"] == ["Bấm vào đây"]
    # All of it again: drafted, loaded, fetched and posted anew.
    drafting.redraft(loaded.portal)
    loaded.draft()
    loaded.load()
    loaded.take({"tin-1": secret_draft(byline="Mới"), "mat.png": png(), "khac.png": png()})
    loaded.take({"lai/tin-9": with_image(secret_draft("lai/tin-9"), f"{HOME}/khac.png")})
    loaded.take({"lai/tin-8": with_image(make_draft("lai/tin-8"), f"{HOME}/khac.png")})
    assert_gone(client)
    assert not PortalImage.objects.exists()
    row = loaded.row("lai/tin-9")
    assert (row.state, row.reason) == (UrlState.EXCLUDED, Reason.SUPPRESSED)
    assert resolve(f"{HOME}/lai/tin-9").status == 451
    assert loaded.page("tin-3").live
    assert [job.result for job in Job.objects.all()] == [{"changed": 1}] * 2
    assert report(loaded.portal).problems == ()
    assert f"{HOME}/tin-1" in frontier.frontier(loaded.portal, full=True).known
    assert all(page.url != f"{HOME}/tin-1" for page in sample(loaded.portal))
    (made,) = Suppression.objects.all()
    assert (made.reason, str(made)[:21]) == (REASON, f"{HOME}/tin-1 ("[:21])


def test_the_archive_loses_the_text_in_a_step_of_its_own(loaded: OldPortal) -> None:
    def archived() -> bool:
        bodies = (page.body for page in stored(loaded))
        return any(SECRET.encode() in body for body in bodies)

    made = take_down(f"{HOME}/tin-1", reason=REASON)
    assert archived()
    assert report(loaded.portal).holds
    assert rewrite_archive(made) == 3
    assert not archived()
    assert len(made.records) == 3
    assert report(loaded.portal).problems == ()
    assert loaded.page("tin-3").live
    drafting.redraft(loaded.portal)
    loaded.draft()
    assert report(loaded.portal).problems == ()


def stored(source: OldPortal) -> list[RawPage]:
    return [
        record.page
        for name in segments(str(source.root), source.portal.slug)
        for record in iter_records(str(source.root), name)
        if record.page
    ]


# A rendition made in memory leaves Python's own temporary file to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_span_is_cut_out_everywhere_and_the_rest_stays(loaded: OldPortal, client: Client) -> None:
    version = loaded.item("tin-1").latest
    assert version is not None
    made = take_down(f"{HOME}/tin-1", reason=REASON, span=f"{SECRET}\n{TITLE}")
    assert_gone(client)
    assert ReviewIssue.objects.get().detail == "Xem:"
    page = loaded.page("tin-1")
    assert page.lead == "Biên tập:"
    assert "Đoạn thứ hai của bài" in str(page.body)
    assert Revision.objects.for_instance(page).count() >= 2
    assert Entry.objects.get(pk=page.pk)
    assert report(loaded.portal).problems == ()
    drafting.redraft(loaded.portal)
    loaded.draft()
    loaded.load()
    loaded.take({"tin-1": secret_draft(), "tin-5": secret_draft("tin-5", byline="X")})
    review_queue.gather(loaded.portal)
    assert_gone(client)
    assert report(loaded.portal).problems == ()
    assert rewrite_archive(made) >= 2
    assert all(SECRET.encode() not in page.body for page in stored(loaded))
    assert report(loaded.portal).problems == ()


def test_an_image_that_another_page_shows_stays(source: OldPortal) -> None:
    source.crawl({name: with_image(make_draft(name), f"{HOME}/a.png") for name in ("a", "b")})
    source.draft()
    source.crawl({"a.png": png()})
    import_assets(source.portal)
    source.load()
    link_items(source.portal)
    take_down(f"{HOME}/a", reason=REASON)
    assert PortalImage.objects.count() == ArticlePage.objects.count() == 1
    take_down(f"{HOME}/a.png", reason=REASON)
    assert not PortalImage.objects.exists()
    assert resolve(f"{HOME}/a.png").status == 451


@pytest.mark.parametrize(
    ("address", "reason", "span"),
    [
        ("http://la.test/", REASON, ""),
        (f"{HOME}/tin-1", " ", ""),
        (f"{HOME}/tin-1", REASON, "không"),
        (f"{HOME}/tin-1", REASON, "chữ này không có ở đâu"),
    ],
)
def test_a_request_that_hits_nothing_or_too_much_is_refused(
    loaded: OldPortal, address: str, reason: str, span: str
) -> None:
    versions = SourceVersion.objects.count()
    with pytest.raises(TakedownError):
        take_down(address, reason=reason, span=span)
    assert SourceVersion.objects.count() == versions
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bà Trần Thị Quýnh đã nghỉ.", "đã nghỉ."),
        ("Hôm nay, BÀ TRẦN THỊ QUÝNH!", "Hôm nay, !"),
        ("<p>Ông và <b>bà Trần</b> Thị Quýnh</p>", "<p>Ông và <b></b></p>"),
        ("bà Trần Thị Bưởi", "bà Trần Thị Bưởi"),
    ],
)
def test_a_span_is_found_whatever_its_case_and_markup(text: str, left: str) -> None:
    assert without(text, [phrase_of("bà Trần Thị Quýnh")]) == left
