"""A portal is named by its front page until a person names it."""

import pytest

from cms.articles.models import PortalPage
from cms.harvest.naming import name_portal
from cms.portals.models import Portal

from .conftest import OldPortal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "Trang chủ - Cổng thông tin điện tử huyện Can Lộc",
            "Cổng thông tin điện tử huyện Can Lộc",
        ),
        ("Home", "portal.test"),
        ("", "portal.test"),
    ],
)
def test_the_front_page_names_the_portal(source: OldPortal, title: str, name: str) -> None:
    Portal.objects.filter(pk=source.portal.pk).update(name="portal.test")
    PortalPage.objects.filter(portal=source.portal).update(title="portal.test")
    source.crawl({"": f"<html><title>{title}</title>".encode()})
    portal = Portal.objects.get(pk=source.portal.pk)
    name_portal(portal)
    portal.refresh_from_db()
    assert portal.name == name
    assert PortalPage.objects.get(portal=portal).title == name


def test_a_name_that_a_person_gave_stays(source: OldPortal) -> None:
    source.crawl({"": b"<title>Trang khac hoan toan</title>"})
    name_portal(source.portal)
    source.portal.refresh_from_db()
    assert source.portal.name == "Can Lộc"
