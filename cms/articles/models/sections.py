"""The tree above the items: portal, sections, years (no parent ever holds too many children)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

TEMPLATE = "articles/list_page.html"
LISTED = 200


class ListPage(Page):
    """A page that only lists what is below it."""

    class Meta:
        abstract = True

    def get_context(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> dict[str, object]:
        """Add the live pages below, newest last in the tree first."""
        children = self.get_children().live().order_by("-path")[:LISTED]
        return {**super().get_context(request, *args, **kwargs), "children": children}


class PortalPage(ListPage):
    """The root of one portal's content."""

    template = TEMPLATE

    portal = models.OneToOneField(
        "portals.Portal", on_delete=models.PROTECT, related_name="page", verbose_name=_("portal")
    )

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["articles.SectionPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("portal", read_only=True)]

    class Meta:
        verbose_name = _("portal page")
        verbose_name_plural = _("portal pages")


class PortalContent:
    """A page whose portal follows from where it stands: nobody who adds one has to name it."""

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """Find the portal, then validate as every page."""
        self._find_portal()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Find the portal for a draft or a preview, too."""
        self._find_portal()
        super().minimal_clean()

    def _find_portal(self) -> None:
        if self.portal_id is None:
            top = PortalPage.objects.ancestor_of(self).select_related("portal").first()
            self.portal = top.portal if top else None


class SectionPage(PortalContent, ListPage):
    """A section; sections nest as they did at the source."""

    template = TEMPLATE

    portal = models.ForeignKey(
        "portals.Portal", on_delete=models.PROTECT, related_name="sections", editable=False
    )
    source_path = models.TextField(blank=True, editable=False)
    """The section's names at the source, top down, joined with " / ", folded: its identity."""

    parent_page_types: ClassVar = ["articles.PortalPage", "articles.SectionPage"]
    subpage_types: ClassVar = ["articles.SectionPage", "articles.YearPage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal", "source_path"],
                condition=~models.Q(source_path=""),
                name="one_section_a_source_path",
            )
        ]


class YearPage(ListPage):
    """The items of one year in one section; ``year`` is empty for items without a date.

    A year that would hold more than 5,000 items gets a sibling with the next ``part``.
    """

    template = TEMPLATE

    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    part = models.PositiveSmallIntegerField(default=1, editable=False)

    parent_page_types: ClassVar = ["articles.SectionPage"]
    subpage_types: ClassVar = [
        "articles.ArticlePage",
        "articles.DocumentPage",
        "articles.StaticPage",
        "articles.MediaPage",
    ]

    class Meta:
        verbose_name = _("year")
        verbose_name_plural = _("years")
