"""People with rights in the tree, and a portal driven by hand behind the desk."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import translation
from wagtail.models import GroupPagePermission

from cms.articles.models import PortalPage
from cms.portals.models import Portal
from tests.cms.harvest.conftest import source

__all__ = ["source"]

Sign = Callable[..., Client]


@pytest.fixture
def sign_in(django_user_model: type[User]) -> Sign:
    """Sign somebody in who may change pages of some portals, and has further permissions."""

    def make(name: str, *codenames: str, of: tuple[Portal, ...] = ()) -> Client:
        user = django_user_model.objects.create_user(name)
        group = Group.objects.create(name=f"group of {name}")
        user.groups.add(group)
        group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
        for portal in of:
            for codename in ("change_page", "publish_page"):
                GroupPagePermission.objects.create(
                    group=group,
                    page=PortalPage.objects.get(portal=portal),
                    permission=Permission.objects.get(codename=codename),
                )
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def admin(admin_user: User) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.fixture(autouse=True)
def _english(settings: LazySettings) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
