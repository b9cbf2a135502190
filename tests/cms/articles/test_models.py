"""An item of each kind can be kept, changed, tagged and read back."""

import pytest

from cms.articles.models import ITEM_MODELS, PortalPage, SectionPage, YearPage
from cms.articles.models.items import ItemPage
from cms.portals.models import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> YearPage:
    portal = Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    top = PortalPage.objects.get(portal=portal)
    section = top.add_child(instance=SectionPage(title="Tin tức", slug="tin-tuc", portal=portal))
    return section.add_child(instance=YearPage(title="2017", slug="2017", year=2017))


@pytest.mark.parametrize("model", ITEM_MODELS)
def test_an_item_keeps_body_and_tags_over_a_revision(year: YearPage, model: type[ItemPage]) -> None:
    page = model(title="Tin", slug="tin", portal=year.get_parent().specific.portal)
    page.body = [("paragraph", "<p>Nội dung</p>"), ("heading", {"level": "2", "text": "Mục"})]
    page.tags.add("bầu cử")
    year.add_child(instance=page)
    page.save_revision().publish()
    read = model.objects.get(pk=page.pk)
    assert [block.block_type for block in read.body] == ["paragraph", "heading"]
    assert [tag.name for tag in read.tags.all()] == ["bầu cử"]
    assert read.get_latest_revision_as_object().body[1].value["text"] == "Mục"
