"""A portal whose server is off: a mirror, a ZIP and an export go all the way into the CMS."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

import pytest
from django.conf import LazySettings

from cms.harvest import jobs
from cms.harvest.models import Item, Job, JobKind, JobState, SourceUrl
from cms.harvest.takedown import take_down
from cms.portals.models import Portal
from cms.portals.services import add_portal
from samples.frame.sheet import Visit
from samples.model import VIET_NAM, Article
from samples.portal import Portal as Sample
from samples.routes import Desk
from tests.cms.harvest.test_takedown import dump
from worker.running import run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOST = "huyen.example.vn"
LINE = (JobKind.ADOPT, JobKind.LEARN, JobKind.DRAFT, JobKind.LOAD)
CAPTURED, LEFT_OUT = 12, 4


@pytest.fixture
def sample() -> Sample:
    """A portal in one look, whose addresses are paths."""
    return Sample(23, skin="div")


@pytest.fixture
def articles(sample: Sample) -> list[Article]:
    """Articles that the portal's lists name, the newest first."""
    plain = [item for item in sample.found_by("lists") if item.manner == "plain"]
    return plain[: CAPTURED + LEFT_OUT]


@pytest.fixture
def portal(db: None, settings: LazySettings, tmp_path: Path) -> Portal:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    return add_portal(f"http://{HOST}/", slug="huyen", name="Huyện")


def make_mirror(folder: Path, sample: Sample, articles: list[Article]) -> Path:
    """Write pages as a mirroring tool does: a folder for the host, a file for each address."""
    desk, visit = Desk(sample), Visit(number=1, now=datetime(2020, 1, 2, tzinfo=VIET_NAM), base="")
    lists = [path for path, route in desk.routes().items() if route.kind == "list"]
    captured = [sample.url(item) for item in articles[:CAPTURED]]
    for address in [*lists, *captured]:
        name = address.strip("/") or "index.html"
        path = folder / HOST / (name if "." in name.rpartition("/")[2] else f"{name}/index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(desk.answer(address, visit).body)
    return folder


def make_zip(folder: Path, sample: Sample, articles: list[Article]) -> Path:
    mirror = make_mirror(folder / "mirror", sample, articles)
    with zipfile.ZipFile(folder / "huyen.zip", "w") as archive:
        for path in sorted(mirror.rglob("*")):
            archive.write(path, path.relative_to(mirror))
    return folder / "huyen.zip"


def make_export(folder: Path, sample: Sample, articles: list[Article]) -> Path:
    """Write what WordPress exports; the first text links to those that were left out."""
    missing = " ".join(
        f'<a href="http://{HOST}{sample.url(item)}">{escape(item.title)}</a>'
        for item in articles[CAPTURED:]
    )
    items = "".join(
        f"<item><title>{escape(item.title)}</title>"
        f"<link>http://{HOST}{escape(sample.url(item))}</link>"
        f"<wp:post_id>{item.serial}</wp:post_id><wp:post_type>post</wp:post_type>"
        "<wp:status>publish</wp:status>"
        f"<wp:post_date>{item.written_at:%Y-%m-%d %H:%M:%S}</wp:post_date>"
        f"<content:encoded><![CDATA[<p>{escape(item.lead)} {item.title}.</p>"
        f"<p>Bài số {item.serial} {missing if rank == 0 else ''}</p>]]></content:encoded></item>"
        for rank, item in enumerate(articles[:CAPTURED])
    )
    path = folder / "export.xml"
    path.write_text(
        '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        f"{items}</channel></rss>",
        encoding="utf-8",
    )
    return path


def adopt(portal: Portal, path: Path) -> None:
    """Do all that follows from adopting an archive, up to the pages."""
    jobs.request(JobKind.ADOPT, portal=portal, arguments={"paths": [str(path)]})
    for kind in LINE:
        job = Job.objects.filter(portal=portal, kind=kind).latest("pk")
        run(job.pk, worker="test")
        job.refresh_from_db()
        assert job.state == JobState.DONE, (kind, job.reason)


@pytest.mark.parametrize("make", [make_mirror, make_zip, make_export])
def test_what_was_captured_is_loaded_and_the_rest_is_named(
    make: Callable[[Path, Sample, list[Article]], Path],
    sample: Sample,
    articles: list[Article],
    portal: Portal,
    tmp_path: Path,
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    path = make(source, sample, articles)
    adopt(portal, path)
    states = {
        address.removeprefix(f"http://{HOST}"): (state, reason)
        for address, state, reason in SourceUrl.objects.values_list("address", "state", "reason")
    }
    ends = [states.get(sample.url(item)) for item in articles]
    assert ends[:CAPTURED] == [("loaded", "item")] * CAPTURED
    assert ends[CAPTURED:] == [("failed", "not_in_archive")] * LEFT_OUT
    titles = {item.page.title for item in Item.objects.filter(page__isnull=False)}
    assert {item.title for item in articles[:CAPTURED]} <= titles


@pytest.mark.acceptance
def test_what_was_taken_down_stays_away_when_it_is_adopted_again(
    sample: Sample, articles: list[Article], portal: Portal, tmp_path: Path
) -> None:
    for name in ("first", "second", "third"):
        (tmp_path / name).mkdir()
    adopt(portal, make_mirror(tmp_path / "first", sample, articles))
    secret = articles[0]
    assert secret.lead in dump()
    take_down(f"http://{HOST}{sample.url(secret)}", reason="yêu cầu")
    assert secret.lead not in dump()
    assert secret.title not in dump()
    count = Item.objects.filter(page__isnull=False).count()
    adopt(portal, make_zip(tmp_path / "second", sample, articles))
    adopt(portal, make_export(tmp_path / "third", sample, articles))
    rows = dump()
    assert secret.lead not in rows
    assert secret.title not in rows
    assert Item.objects.filter(page__isnull=False).count() == count
    row = SourceUrl.objects.get(address=f"http://{HOST}{sample.url(secret)}")
    assert (row.state, row.reason) == ("excluded", "suppressed")
