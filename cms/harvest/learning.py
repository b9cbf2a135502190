"""Learn a portal's template from a sample of its archive."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Max

import ingest
from cms.portals.models import Portal, TemplateVersion
from cms.portals.profiles import profile_of
from ingest import codec
from ingest.types import RawPage, SiteTemplate
from scrapers.archive import read_page

from .models import SourceUrl
from .naming import name_portal
from .states import Reason, UrlKind

SAMPLE_PAGES = 200


class LearningError(ValueError):
    """There is nothing to learn from."""


def learn(portal: Portal) -> TemplateVersion:
    """Learn from the archive; a template that reads as the newest one does makes no new version.

    The sample is the pages with the smallest keys: spread evenly over the portal, and the same
    however the crawl went. Raises LearningError where no page is archived.
    """
    pages = list(sample(portal))
    if not pages:
        raise LearningError(f"{portal.slug}: no pages in the archive yet: crawl or adopt first")
    name_portal(portal)
    template = ingest.learn_template(pages, profile_of(portal))
    with transaction.atomic():
        Portal.objects.select_for_update().get(pk=portal.pk)
        newest = TemplateVersion.objects.filter(portal=portal).order_by("-number").first()
        if newest and ingest.reads_alike(_decoded(newest), template):
            return newest
        number = TemplateVersion.objects.filter(portal=portal).aggregate(n=Max("number"))["n"] or 0
        return TemplateVersion.objects.create(
            portal=portal, number=number + 1, template=codec.encode(template)
        )


def _decoded(version: TemplateVersion) -> SiteTemplate:
    return codec.decode(SiteTemplate, version.template, where=f"template {version}")


def sample(portal: Portal) -> list[RawPage]:
    """Read a bounded sample of the portal's newest pages; print views have hardly a frame."""
    pages = SourceUrl.objects.filter(
        portal=portal, kind=UrlKind.PAGE, segment__isnull=False, status=200
    )
    pages = pages.exclude(reason=Reason.SUPPRESSED)
    framed = pages.filter(is_view=False)
    rows = (framed if framed.exists() else pages).order_by("key")
    rows = rows.values_list("segment__name", "offset")[:SAMPLE_PAGES]
    return [read_page(settings.ARCHIVE_URL, name, offset) for name, offset in rows]
