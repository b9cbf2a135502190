"""What editors do to pages, places and libraries reaches the catalog in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.articles.models import PortalDocument, PortalImage, SectionPage
from cms.articles.models.items import ItemPage
from cms.portals.models import Commune, Destination, Portal, Succession

from . import changes, places, services
from .models import Entry, FacetName, Operation, PlaceKind


@receiver(page_published)
@receiver(page_unpublished)
def serve_page(instance: Page, **_kwargs: object) -> None:
    """Serve an item as it is now, or no more."""
    if isinstance(instance, ItemPage):
        services.refresh([instance])
    elif isinstance(instance, SectionPage):
        places.refresh_sections([instance])


@receiver(post_save, sender=SectionPage)
def serve_section(instance: SectionPage, **_kwargs: object) -> None:
    """Serve a section made or renamed by code."""
    places.refresh_sections([instance])


@receiver(post_page_move)
def serve_moved(instance: Page, **_kwargs: object) -> None:
    """Serve all that moved with a page."""
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    _refresh_below(path)


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def serve_restricted(instance: PageViewRestriction, **_kwargs: object) -> None:
    """Hide or show all below a page whose readers changed."""
    _refresh_below(instance.page.path)


@receiver(post_delete, sender=Entry)
def log_deleted(instance: Entry, **_kwargs: object) -> None:
    """Leave a tombstone where a page was deleted and its entry went with it."""
    slug = Portal.objects.filter(pk=instance.portal_id).values_list("slug", flat=True).first()
    gone = changes.Happened(Operation.DELETED, instance.kind, instance.pk, slug or "")
    now = timezone.now()
    changes.record([gone], now=now)
    services.touch_referrers([instance.pk], now=now)


@receiver(post_delete, sender=SectionPage)
def log_deleted_section(instance: SectionPage, **_kwargs: object) -> None:
    """Stop serving a section that was deleted."""
    places.remove(PlaceKind.SECTION, [instance.pk], operation=Operation.DELETED)


@receiver(post_save, sender=Portal)
def serve_portal(instance: Portal, **_kwargs: object) -> None:
    """Serve a portal as it is now."""
    places.refresh_portal(instance)


@receiver(pre_delete, sender=Portal)
def log_deleted_portal(instance: Portal, **_kwargs: object) -> None:
    """Stop serving a portal that was deleted."""
    places.remove(PlaceKind.PORTAL, [instance.pk], operation=Operation.DELETED)


@receiver(post_save, sender=Destination)
def serve_destination(instance: Destination, **_kwargs: object) -> None:
    """Serve a destination as it is now."""
    places.refresh_destination(instance)


@receiver(post_delete, sender=Destination)
def log_deleted_destination(instance: Destination, **_kwargs: object) -> None:
    """Stop serving a destination that was deleted."""
    places.remove(PlaceKind.DESTINATION, [instance.pk], operation=Operation.DELETED)


@receiver(post_save, sender=Commune)
def serve_commune(instance: Commune, created: bool = False, **_kwargs: object) -> None:
    """Serve portals and destinations whose commune was renamed."""
    if not created:
        places.refresh_around(instance)


@receiver(post_save, sender=Succession)
@receiver(post_delete, sender=Succession)
def serve_succession(instance: Succession, **_kwargs: object) -> None:
    """Serve portals and destinations of which it is known now what they followed."""
    places.refresh_around(instance.predecessor)
    places.refresh_around(instance.successor)


@receiver(post_save, sender=PortalImage)
@receiver(post_delete, sender=PortalImage)
def serve_image(instance: PortalImage, created: bool = False, **_kwargs: object) -> None:
    """Serve items with an image that was replaced, moved to another collection or deleted."""
    if not created:
        services.refresh_users_of(FacetName.IMAGE, [instance.pk])


@receiver(post_save, sender=PortalDocument)
@receiver(post_delete, sender=PortalDocument)
def serve_file(instance: PortalDocument, created: bool = False, **_kwargs: object) -> None:
    """Serve items with a file that was replaced, moved to another collection or deleted."""
    if not created:
        services.refresh_users_of(FacetName.FILE, [instance.pk])


@receiver(post_save, sender=CollectionViewRestriction)
@receiver(post_delete, sender=CollectionViewRestriction)
def serve_restricted_files(instance: CollectionViewRestriction, **_kwargs: object) -> None:
    """Hide or show the images and files of a collection whose readers changed."""
    inside = {"collection__path__startswith": instance.collection.path}
    for name, model in ((FacetName.IMAGE, PortalImage), (FacetName.FILE, PortalDocument)):
        services.refresh_users_of(name, model.objects.filter(**inside).values_list("pk", flat=True))


@receiver(post_save, sender=Tag)
def serve_renamed_tag(instance: Tag, created: bool = False, **_kwargs: object) -> None:
    """Serve items whose tag was renamed."""
    if not created:
        services.refresh_tagged(instance)


@transaction.atomic
def _refresh_below(path: str) -> None:
    places.refresh_sections_below(path)
    services.refresh_below(path)
