"""The items themselves: one page type a kind of draft."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_headless_preview.models import HeadlessPreviewMixin

from ingest.vocabulary import DraftKind, Precision

from ..blocks import BodyBlock
from .sections import PortalContent

PRECISIONS = [
    (Precision.MINUTE.value, _("minute")),
    (Precision.DAY.value, _("day")),
    (Precision.MONTH.value, _("month")),
    (Precision.YEAR.value, _("year")),
]


TEMPLATE = "articles/item_page.html"
DATE_FORMATS = {
    Precision.MINUTE.value: "H:i d/m/Y",
    Precision.DAY.value: "d/m/Y",
    Precision.MONTH.value: "m/Y",
    Precision.YEAR.value: "Y",
    "": "d/m/Y",
}


class ItemTag(TaggedItemBase):
    """A tag on any page."""

    content_object = ParentalKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="item_tags"
    )


class ItemPage(PortalContent, HeadlessPreviewMixin, Page):
    """What all items share. Titles longer than Wagtail's 255 characters stand in ``long_title``."""

    kind: ClassVar[DraftKind]

    portal = models.ForeignKey(
        "portals.Portal", on_delete=models.PROTECT, related_name="+", editable=False
    )
    destinations = ParentalManyToManyField(
        "portals.Destination", blank=True, verbose_name=_("destinations")
    )
    also_in = ParentalManyToManyField(
        "articles.SectionPage", blank=True, verbose_name=_("also in"), related_name="+"
    )
    long_title = models.TextField(_("full title"), blank=True)
    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    byline = models.TextField(_("byline"), blank=True)
    source_name = models.TextField(_("source"), blank=True)
    published_at = models.DateTimeField(pgettext_lazy("date", "published"), null=True, blank=True)
    published_precision = models.CharField(
        _("date is exact to"), max_length=6, blank=True, choices=PRECISIONS
    )
    source_updated_at = models.DateTimeField(_("changed at the source"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="vi")
    source_url = models.TextField(_("old address"), blank=True, editable=False)
    legal_references = models.JSONField(default=list, blank=True, editable=False)
    """`ingest.codec.encode` of the draft's LegalReferences, in order."""
    tags = ClusterTaggableManager(through=ItemTag, blank=True, verbose_name=_("tags"))

    parent_page_types: ClassVar = ["articles.YearPage"]
    subpage_types: ClassVar = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("long_title"),
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("published_at"),
                FieldPanel("published_precision"),
                FieldPanel("byline"),
                FieldPanel("source_name"),
                FieldPanel("source_url", read_only=True),
            ],
            heading=_("Date, byline, source"),
        ),
        MultiFieldPanel(
            [FieldPanel("destinations"), FieldPanel("also_in"), FieldPanel("tags")],
            heading=_("Where it belongs"),
        ),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.SearchField("byline"),
        index.FilterField("portal"),
        index.FilterField("published_at"),
    ]

    class Meta:
        abstract = True

    @property
    def full_title(self) -> str:
        """The title as the source had it."""
        return self.long_title or self.title

    @property
    def shown_date(self) -> str:
        """The date as exactly as it is known."""
        if self.published_at is None:
            return ""
        return date_format(localtime(self.published_at), DATE_FORMATS[self.published_precision])

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview in the front end, if one is set, or else on our plain page."""
        if settings.WAGTAIL_HEADLESS_PREVIEW["CLIENT_URLS"]:
            return super().serve_preview(request, mode_name)
        return Page.serve_preview(self, request, mode_name)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[None, str, str] | None:
        """Lead to the plain readable page: portals' pages belong to no site of Wagtail's."""
        if self.pk is None:
            return None
        return (None, settings.WAGTAILADMIN_BASE_URL, reverse("plain-page", args=(self.pk,)))


class ArticlePage(ItemPage):
    """News, a notice, an announcement."""

    kind = DraftKind.ARTICLE
    template = TEMPLATE

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes: ClassVar = [models.Index(fields=["portal", "published_at"])]


class DocumentPage(ItemPage):
    """A văn bản."""

    kind = DraftKind.DOCUMENT
    template = TEMPLATE

    number = models.CharField(_("number"), max_length=255, blank=True, db_index=True)
    document_type = models.CharField(_("document type"), max_length=255, blank=True)
    issuing_body = models.TextField(_("issuing body"), blank=True)
    signer = models.TextField(_("signer"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)

    content_panels: ClassVar = [
        *ItemPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("number"),
                FieldPanel("document_type"),
                FieldPanel("issuing_body"),
                FieldPanel("signer"),
                FieldPanel("issued_on"),
                FieldPanel("effective_on"),
                FieldPanel("abstract"),
            ],
            heading=pgettext_lazy("văn bản", "Document"),
        ),
    ]

    class Meta:
        verbose_name = pgettext_lazy("văn bản", "document")
        verbose_name_plural = pgettext_lazy("văn bản", "documents")


class StaticPage(ItemPage):
    """A page such as giới thiệu."""

    kind = DraftKind.STATIC
    template = TEMPLATE

    class Meta:
        verbose_name = _("static page")
        verbose_name_plural = _("static pages")


class MediaPage(ItemPage):
    """An album, a film, a broadcast."""

    kind = DraftKind.MEDIA
    template = TEMPLATE

    class Meta:
        verbose_name = _("media item")
        verbose_name_plural = _("media items")
