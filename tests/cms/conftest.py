"""Portals, pages and drafts for tests."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from cms.articles.models import PortalPage, SectionPage, YearPage
from cms.portals.models import Portal
from cms.portals.services import add_portal


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Give the next test the pages of the migrations, which a test with commits leaves empty."""
    yield
    marker = item.get_closest_marker("django_db")
    # After the last test the database itself is gone.
    if nextitem is not None and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


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
