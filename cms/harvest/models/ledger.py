"""Addresses, archive segments and assets: what was found, and where its bytes are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.portals.models import SourceStatus

from ..states import END_STATES, REASONS, Reason, UrlKind, UrlState


class Segment(models.Model):
    """One closed file of the archive, read into the ledger."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="segments")
    name = models.CharField(max_length=255, unique=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=80, blank=True)
    """``sha256:<hex>`` of the file."""
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("archive segment")
        verbose_name_plural = _("archive segments")
        ordering: ClassVar = ["portal", "name"]

    def __str__(self) -> str:
        return self.name


class SourceUrl(models.Model):
    """One address of a portal: the ledger's row. Written by services only."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="urls")
    address = models.TextField(_("address"))
    """As first met, or as it was fetched with the fewest parameters."""
    canonical = models.TextField()
    key = models.CharField(max_length=32)
    """Hash of ``canonical``: addresses have no length limit, index entries have."""
    loose = models.CharField(max_length=32)
    """Hash of `ingest.address.loose_key`: one for all spellings under which people ask for it."""
    kind = models.CharField(max_length=8, choices=UrlKind, default=UrlKind.PAGE)
    state = models.CharField(max_length=10, choices=UrlState, default=UrlState.DISCOVERED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    item = models.ForeignKey(
        "harvest.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="urls"
    )
    """The item that this address shows (the first, where a page gave several)."""
    redirects_to = models.TextField(blank=True)
    """Canonical target where the newest answer was a redirect."""
    # The newest capture.
    segment = models.ForeignKey(
        Segment, null=True, blank=True, on_delete=models.PROTECT, related_name="urls"
    )
    offset = models.PositiveBigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    payload_digest = models.CharField(max_length=80, blank=True)
    etag = models.CharField(max_length=255, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    # What drafting made of it.
    result = models.CharField(max_length=20, blank=True)
    """``item``, or why it gave none: a `SkipReason`, a `Reason`. Empty: never drafted."""
    words_seen = models.PositiveIntegerField(default=0)
    """Words on the page as an independent walker counts them."""
    words_kept = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    words_lost = models.PositiveIntegerField(default=0)
    """Words of the page that are neither in a draft nor among the removals."""
    # What stood when a run was last let through the brake: see `cms.harvest.brake`.
    judged_at = models.DateTimeField(null=True, blank=True)
    """The ``last_seen_at`` of then."""
    judged_result = models.CharField(max_length=20, blank=True)
    judged_words = models.PositiveIntegerField(default=0)
    # Visiting.
    attempts = models.PositiveSmallIntegerField(default=0)
    source_status = models.CharField(
        max_length=10, choices=SourceStatus, default=SourceStatus.UNKNOWN
    )
    missed = models.JSONField(default=list, blank=True)
    """Times (ISO 8601) of the looks since the last content at which the source said gone."""
    unchanged_visits = models.PositiveSmallIntegerField(default=0)
    next_due = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    found_by = models.JSONField(default=list, blank=True)
    """How it was met: `scrapers.archive.LinkSource` values, and ``draft``; sorted."""
    found_on = models.TextField(blank=True)
    """Address of the page that first linked here."""
    is_view = models.BooleanField(default=False)
    """Its address says, or a page offers it as such, that it shows a page once more, for print."""
    view_of = models.TextField(blank=True)
    """Canonical address of the page that it is a view of, as far as links tell."""
    listed_on = models.CharField(max_length=32, blank=True)
    """Key of the list, feed or sitemap that vouches for it: see `cms.harvest.listing`."""
    listed_as = models.CharField(max_length=80, blank=True)
    """What that index said of it: ``<date as written>|<hash of the words>``."""
    unlisted_at = models.DateTimeField(null=True, blank=True)
    """Since when the index that named it names it no more, and no other does."""

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portal", "key"], name="one_row_an_address"),
            models.CheckConstraint(
                name="an_end_has_a_reason_of_its_state",
                condition=models.Q(
                    *(
                        models.Q(state=state, reason__in=sorted(reasons))
                        for state, reasons in REASONS.items()
                    ),
                    models.Q(
                        state__in=sorted(set(UrlState) - END_STATES),
                        reason="",
                    ),
                    _connector=models.Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="what_was_fetched_lies_in_the_archive",
                condition=~models.Q(state__in=[UrlState.FETCHED, UrlState.DRAFTED])
                | models.Q(segment__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["key"]),
            models.Index(fields=["portal", "loose"]),
            models.Index(fields=["portal", "state", "kind"]),
            models.Index(fields=["portal", "next_due"]),
            models.Index(
                fields=["portal"],
                name="views_that_became_items",
                condition=models.Q(is_view=True, item__isnull=False),
            ),
            models.Index(fields=["portal", "listed_on"]),
        ]

    def __str__(self) -> str:
        return self.address


class HostValidators(models.Model):
    """What was seen of a host's validators: each time a page came again in full, both compared."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=255)
    validator = models.CharField(max_length=13)
    """``etag`` or ``last_modified``."""
    kept = models.PositiveIntegerField(default=0)
    """Same content, same validator."""
    moved = models.PositiveIntegerField(default=0)
    """Other content, other validator."""
    restless = models.PositiveIntegerField(default=0)
    """Same content, other validator: useless, or a clock."""
    lied = models.PositiveIntegerField(default=0)
    """Other content, same validator: a conditional request would have hidden the change."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal", "host", "validator"], name="one_row_a_validator_of_a_host"
            )
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.validator}"


class AssetState(models.TextChoices):
    """Where an image or file stands."""

    WANTED = "wanted", _("wanted")
    LOADED = "loaded", _("loaded")
    MISSING = "missing", _("missing")


class Asset(models.Model):
    """An image or file that drafts name, by address; its record in the library by hash."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="assets")
    address = models.TextField()
    key = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=AssetState, default=AssetState.WANTED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    as_image = models.BooleanField(default=False)
    """Whether a draft shows it as an image (else it is offered as a file)."""
    sha256 = models.CharField(max_length=64, blank=True)
    personal = models.JSONField(default=dict, blank=True)
    """Likely personal data in its text, places by kind: why it is held back."""
    image = models.ForeignKey(
        "articles.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    document = models.ForeignKey(
        "articles.PortalDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portal", "key"], name="one_asset_an_address"),
            models.CheckConstraint(
                name="a_missing_asset_says_why",
                condition=~models.Q(state=AssetState.MISSING) | ~models.Q(reason=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["portal", "state"])]

    def __str__(self) -> str:
        return self.address
