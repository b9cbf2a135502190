"""Every portal has a root page, however the portal was made."""

from __future__ import annotations

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
