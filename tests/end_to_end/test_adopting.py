"""A portal that is gone and left a mirror: its items as if they had been crawled live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from cms.harvest.models import Job, JobKind, JobState, SourceUrl
from cms.harvest.reconcile import report
from cms.harvest.states import Reason
from cms.portals.models import Portal
from cms.portals.services import add_portal, allow_named_address
from samples.portal import Portal as SamplePortal
from samples.truth import Truth, truth_of_portal
from tests.end_to_end.mirroring import WGET, Mirror, folder_of, warc_of, wget_of
from tests.end_to_end.truth import KINDS, ON_LINE, Difference, compare
from worker.lease import Lease
from worker.stages import stage_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FEW = 1
"""Articles; the portal has its special ones at least."""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: LazySettings) -> None:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    settings.MEDIA_ROOT = str(tmp_path / "media")


def adopt(mirror: Mirror) -> Portal:
    """Do the job and all that follow it, one after the other."""
    portal = add_portal(mirror.home, slug="sample", name="Cổng mẫu")
    allow_named_address(portal, mirror.home)
    waiting = [JobKind.ADOPT]
    while waiting:
        kind = waiting.pop(0)
        arguments = {"paths": [str(mirror.path)]} if kind is JobKind.ADOPT else {}
        job = Job.objects.create(
            kind=kind, portal=portal, arguments=arguments, state=JobState.RUNNING
        )
        waiting += stage_of(kind)(Lease(job)).then
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    return portal


def items() -> list[dict[str, Any]]:
    """All that the API gives."""
    found, client = [], Client()
    for kind in KINDS:
        url = f"/api/v1/{kind}/?limit=100&expand=body"
        while url:
            page = client.get(url).json()
            found += page["items"]
            url = page["next"] or ""
    return found


def difference(sample: SamplePortal, mirror: Mirror) -> Difference:
    records = [record for record in truth_of_portal(sample) if record["status"] in ON_LINE]
    return compare([_anywhere(sample, record) for record in records], items(), home=mirror.home)


def _anywhere(sample: SamplePortal, record: Truth) -> Truth:
    """Take an address that was moved for one of the article's own: a folder cannot tell."""
    moved = [article.old_path for article in sample.articles() if article.id == record["id"]]
    return {**record, "other_urls": [*record["other_urls"], *filter(None, moved)]}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(warc_of, id="warc"),
        pytest.param(folder_of, id="folder", marks=pytest.mark.acceptance),
    ],
)
def test_a_mirror_gives_what_the_portal_gave(
    tmp_path: Path, make: Callable[[SamplePortal, Path], Mirror]
) -> None:
    sample = SamplePortal(0, count=FEW)
    mirror = make(sample, tmp_path)
    portal = adopt(mirror)
    found = difference(sample, mirror)
    assert found == Difference()
    assert report(portal).problems == ()
    views = SourceUrl.objects.filter(portal=portal, is_view=True)
    assert views.filter(reason=Reason.VARIANT).count() > 20
    assert not views.filter(reason=Reason.ITEM).exists()


@pytest.mark.acceptance
@pytest.mark.skipif(not WGET, reason="wget is not installed")
def test_a_warc_by_wget_gives_what_wget_could_reach(tmp_path: Path) -> None:
    sample = SamplePortal(0, count=FEW)
    mirror = wget_of(sample, tmp_path, "--warc-file=site")
    portal = adopt(mirror)
    assert report(portal).problems == ()
    found = difference(sample, mirror)
    unreached = {a.id for a in sample.articles() if a.found_by == frozenset({"sitemap"})}
    assert {line.split()[0] for line in found.absent} <= unreached
    assert not found.doubled
    assert not found.invented
    assert not found.lost
    assert not found.frame
