"""Every portal has a root page, however it was made; SQLite takes wide statements."""

from __future__ import annotations

import sqlite3

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page

from cms.portals.models import Portal

from .models import PortalPage


@receiver(post_save, sender=Portal, dispatch_uid="portal_root_page")
def make_root_page(instance: Portal, *, raw: bool = False, **_kwargs: object) -> None:
    """Make the portal's page under the tree's root, live from the start."""
    if raw or PortalPage.objects.filter(portal=instance).exists():
        return
    root = Page.objects.select_for_update().get(depth=1)
    page = root.add_child(
        instance=PortalPage(title=instance.name, slug=instance.slug, portal=instance)
    )
    page.save_revision().publish()


@receiver(connection_created, dispatch_uid="sqlite_parameters")
def take_many_parameters(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    """Let SQLite take as many parameters in one statement as it was built for.

    Django keeps to 999, the default before SQLite 3.32: bulk inserts come in 30 rows a statement.
    """
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = max(limit, 999)


@receiver(connection_created, dispatch_uid="postgresql_compression")
def compress_quickly(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    """Let PostgreSQL compress long texts by lz4 where it can: writing them costs a third less."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(name, 'lz4', false) FROM pg_settings"
                " WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
            )
