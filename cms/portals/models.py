"""Where content comes from (portals) and where it now belongs (destinations)."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from .communes import Commune, Succession

__all__ = [
    "Commune",
    "Destination",
    "MergePolicy",
    "Portal",
    "PortalHost",
    "SourceStatus",
    "Succession",
    "TemplateVersion",
]

HOST = RegexValidator(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$", _("A host name: no path."))


class SourceStatus(models.TextChoices):
    """Whether the old portal still answers."""

    LIVE = "live", _("live")
    GONE = "gone", _("gone")
    UNKNOWN = "unknown", _("unknown")


class MergePolicy(models.TextChoices):
    """What becomes of a change at the source that merges cleanly with an editor's text."""

    DRAFT = "draft", _("wait as a draft")
    PUBLISH = "publish", _("are published")


class Portal(RevisionMixin, ClusterableModel):
    """One legacy website. Its slug is its key everywhere."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=255)
    home = models.URLField(_("address"), max_length=500)
    platform = models.CharField(_("platform"), max_length=80, blank=True)
    named_address = models.CharField(max_length=300, blank=True, editable=False)
    """``host:port`` that an operator named on the command line: it alone may be a private one."""
    source_status = models.CharField(
        _("source"), max_length=10, choices=SourceStatus, default=SourceStatus.UNKNOWN
    )
    switch_off_on = models.DateField(_("switched off on"), null=True, blank=True)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    """What `ingest.codec.encode` makes of a PortalProfile, without slug, name, home, platform."""
    paused = models.BooleanField(_("paused"), default=False)
    recrawl_every_h = models.PositiveIntegerField(
        _("crawl again every (hours)"), default=0, help_text=_("0: only when asked for.")
    )
    merge_policy = models.CharField(
        _("changes at the source that fit an editor's text"),
        max_length=10,
        choices=MergePolicy,
        default=MergePolicy.DRAFT,
    )
    archived_copy_public = models.BooleanField(_("archived copies are public"), default=False)
    front_end_url = models.URLField(_("front end address"), max_length=500, blank=True)
    front_end_path = models.CharField(
        _("front end path"),
        max_length=200,
        blank=True,
        help_text=_("Pattern such as /tin-tuc/{slug}-{id}. Empty: a plain page of this server."),
    )
    front_end_section_path = models.CharField(
        _("front end path of a section"),
        max_length=200,
        blank=True,
        help_text=_("Pattern such as /chuyen-muc/{slug}. Empty: the front end's first page."),
    )
    district = models.CharField(
        _("district"),
        max_length=120,
        blank=True,
        help_text=_("Such as huyện Can Lộc: its former communes are looked for in the items."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portals")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.slug})"


class PortalHost(models.Model):
    """A host name under which the portal was reachable; old addresses are answered by host."""

    portal = ParentalKey(Portal, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField(_("host"), max_length=255, unique=True, validators=[HOST])

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """What was learnt over a portal's pages, one row a learning; the newest is in force."""

    portal = models.ForeignKey(Portal, on_delete=models.CASCADE, related_name="templates")
    number = models.PositiveIntegerField()
    template = models.JSONField()
    """`ingest.codec.encode` of a SiteTemplate."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering: ClassVar = ["portal", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portal", "number"], name="one_template_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.portal.slug} {self.number}"


class Destination(models.Model):
    """A site where items now belong: a commune's, say. Pages are never copied to it."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=255)
    base_url = models.URLField(_("address"), max_length=500, blank=True)
    path_pattern = models.CharField(
        _("path"),
        max_length=200,
        blank=True,
        help_text=_("Pattern such as /{section}/{slug}-{id}."),
    )
    section_map = models.JSONField(
        _("sections"),
        default=dict,
        blank=True,
        help_text=_("Our section's path to theirs, such as tin-tuc to ban-tin; those below too."),
    )
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="destinations"
    )

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.slug})"
