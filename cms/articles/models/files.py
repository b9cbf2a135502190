"""Images and files, one record per portal and content hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class FromPortal(models.Model):
    """Where the bytes came from; empty for what an editor uploaded."""

    portal = models.ForeignKey(
        "portals.Portal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    source_url = models.TextField(_("old address"), blank=True)
    rights_note = models.CharField(_("rights"), max_length=255, blank=True)

    class Meta:
        abstract = True


class PortalImage(FromPortal, AbstractImage):
    """An image of the library."""

    admin_form_fields = (*Image.admin_form_fields, "rights_note")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal", "sha256"],
                condition=~models.Q(sha256=""),
                name="one_image_per_portal_and_hash",
            )
        ]


class PortalRendition(AbstractRendition):
    """An image in another size."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            )
        ]


class PortalDocument(FromPortal, AbstractDocument):
    """A file of the library."""

    admin_form_fields = (*Document.admin_form_fields, "rights_note")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal", "sha256"],
                condition=~models.Q(sha256=""),
                name="one_file_per_portal_and_hash",
            )
        ]
