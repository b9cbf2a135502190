"""Portals, pages and drafts for tests."""

import pytest

from cms.articles.models import PortalPage, SectionPage, YearPage
from cms.portals.models import Portal
from cms.portals.services import add_portal


@pytest.fixture
def portal(db: None) -> Portal:
    return add_portal("http://portal.test/", slug="can-loc", name="Can Lộc")


@pytest.fixture
def section(portal: Portal) -> SectionPage:
    page = SectionPage(title="Tin tức", slug="tin-tuc", portal=portal, source_path="tin tuc")
    return PortalPage.objects.get(portal=portal).add_child(instance=page)


@pytest.fixture
def year(section: SectionPage) -> YearPage:
    return section.add_child(instance=YearPage(title="2017", slug="2017", year=2017))
