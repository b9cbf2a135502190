"""The read model: what the API serves, ready to be served, and the log of what happened to it.

Nothing here is a source of truth: all of it follows from pages, portals and destinations, and
`cms.catalog.services` writes it in the transaction that changes those.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from ingest.vocabulary import DraftKind

ITEM_KINDS = [(kind.value, kind.value) for kind in DraftKind]


class PlaceKind(models.TextChoices):
    """What an item belongs to."""

    PORTAL = "portal", _("portal")
    SECTION = "section", _("section")
    DESTINATION = "destination", _("destination")


class Operation(models.TextChoices):
    """What happened to an item or a place, as its readers see it."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    UNPUBLISHED = "unpublished", _("unpublished")
    DELETED = "deleted", _("deleted")
    SUPPRESSED = "suppressed", _("suppressed")


class Place(models.Model):
    """A portal, section or destination as it is served."""

    kind = models.CharField(max_length=11, choices=PlaceKind)
    object_id = models.BigIntegerField()
    portal = models.ForeignKey(
        "portals.Portal", null=True, on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(max_length=255, blank=True)
    """A section's place in Wagtail's tree, four characters a level."""
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_place_an_object")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Entry(models.Model):
    """One item that everybody may read."""

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="entry"
    )
    kind = models.CharField(max_length=10, choices=ITEM_KINDS)
    portal = models.ForeignKey("portals.Portal", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)
    """Counts what readers can see of this item; the cheap key of its ETag."""
    slug = models.CharField(max_length=255)
    language = models.CharField(max_length=10)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    """When the content last changed here."""
    newest = models.BigIntegerField()
    """Orders by date, newest first: microseconds since 1970, or `UNKNOWN_LAST` without a date."""
    oldest = models.BigIntegerField()
    """Orders by date, oldest first: as ``newest``, or `UNKNOWN_FIRST` without a date."""
    touched = models.BigIntegerField()
    """``updated_at`` in microseconds since 1970."""
    title_key = models.BinaryField(max_length=200)
    """Orders by title as a Vietnamese dictionary does (`cms.catalog.sorting`)."""
    has_image = models.BooleanField()
    issued_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    sections = models.JSONField(default=list)
    """Ids: the section in whose tree the item stands, then those that show it too."""
    destinations = models.JSONField(default=list)
    links = models.JSONField(default=list)
    """Ids of the items that the body links to."""
    digest = models.CharField(max_length=32)
    placement = models.CharField(max_length=32)
    """Digest of portal, sections and destinations alone: tells a move from a change."""
    summary = models.TextField()
    """JSON object of all fields but the body and what `cms.catalog.places` knows better."""
    body = models.TextField()
    """JSON list of blocks."""

    UNKNOWN_LAST: ClassVar = -(2**62)
    UNKNOWN_FIRST: ClassVar = 2**62

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes: ClassVar = [
            models.Index(fields=["kind", "newest", "page"], name="entry_newest"),
            models.Index(fields=["kind", "oldest", "page"], name="entry_oldest"),
            models.Index(fields=["kind", "touched", "page"], name="entry_touched"),
            models.Index(fields=["kind", "title_key", "page"], name="entry_title"),
            models.Index(fields=["portal", "kind", "newest", "page"], name="entry_of_portal"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"


class FacetName(models.TextChoices):
    """By what lists can be filtered besides the columns of `Entry`."""

    SECTION = "section", _("section")
    DESTINATION = "destination", _("destination")
    TAG = "tag", _("tag")
    BYLINE = "byline", _("byline")
    REFERENCE = "reference", _("legal reference")
    NUMBER = "number", _("document number")
    DOCUMENT_TYPE = "document_type", _("document type")
    ISSUING_BODY = "issuing_body", _("issuing body")
    SOURCE_URL = "source_url", _("old address")
    IMAGE = "image", _("image")
    FILE = "file", _("file")
    LINK = "link", _("link")


class Facet(models.Model):
    """One value by which an entry is found; carries the order, so that one index serves a list."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=13, choices=FacetName)
    value = models.CharField(max_length=255)
    """An id, or a text folded by `cms.catalog.search.words.folded_key`; sections with ancestors."""
    kind = models.CharField(max_length=10)
    newest = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "name", "value"], name="one_facet_a_value")
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "value", "kind", "newest", "entry"], name="facet_newest")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value} of {self.entry_id}"


class SearchText(models.Model):
    """What an entry is searched by: words divided by single spaces.

    The database keeps its own index on these columns (see the migration ``search_index``).
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.CASCADE, related_name="search_text"
    )
    title = models.TextField()
    lead = models.TextField()
    extra = models.TextField()
    """Number, byline, tags, abstract."""
    text = models.TextField()
    exact = models.TextField()
    """All of the above with their marks, a line each, in the same order."""

    def __str__(self) -> str:
        return f"search text of {self.entry_id}"


class Change(models.Model):
    """One thing that happened. Read it through `cms.catalog.changes` only."""

    sequence = models.BigIntegerField(null=True, unique=True)
    """Commit order. Given after the commit, by the first who looks: see `cms.catalog.changes`."""
    operation = models.CharField(max_length=11, choices=Operation)
    kind = models.CharField(max_length=11)
    """Of an item or a place."""
    object_id = models.BigIntegerField()
    portal = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(sequence=None), name="change_not_numbered"
            ),
            models.Index(
                fields=["sequence"],
                condition=models.Q(kind__in=PlaceKind.values),
                name="change_of_places",
            ),
            models.Index(fields=["kind", "object_id", "sequence"], name="change_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.operation} {self.kind} {self.object_id}"
