"""What an editor adds in the admin belongs to the portal in whose tree it stands."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.cms.pages import Site


@pytest.mark.parametrize("kind", ["articlepage", "sectionpage"])
def test_a_page_added_in_the_admin_belongs_to_the_portal_above(kind: str, db: None) -> None:
    site = Site()
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    parent = site.year(site.news, 2017) if kind == "articlepage" else site.news
    form = {"title": "Mới", "slug": "moi", "body": streamfield([])}
    answer = client.post(f"/admin/pages/add/articles/{kind}/{parent.pk}/", nested_form_data(form))
    assert answer.status_code == 302
    assert Page.objects.get(slug="moi").specific.portal == site.portal
