"""Items: what is one and the same over all its addresses and captures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .ledger import SourceUrl


class Item(models.Model):
    """One article, document, static page or media item of a portal."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10)
    """A `ingest.vocabulary.DraftKind`."""
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="item"
    )
    latest = models.ForeignKey(
        "harvest.SourceVersion",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """The newest version; another one than ``base`` waits to be loaded."""
    base = models.ForeignKey(
        "harvest.SourceVersion",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """The version last brought into the page: base of the three-way merge."""
    loaded_digest = models.CharField(max_length=32, blank=True)
    """Digest of what the base brings into the page: the page says more or less once an editor was
    there."""
    left_digest = models.CharField(max_length=32, blank=True)
    """Digest of the newest text, live or draft, as loading, merging or a rollback left it."""
    merge_draft = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The draft in which a clean merge waits to be published; no editor's."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Since when its page is unpublished because the run that made it was rolled back."""
    deleted_by_editor_at = models.DateTimeField(null=True, blank=True)
    suppressed_at = models.DateTimeField(null=True, blank=True)
    vanished_at = models.DateTimeField(null=True, blank=True)
    """Since when the source holds it no longer; it stays readable here."""
    also_in = models.JSONField(default=list, blank=True)
    """Section paths (lists of names) under which other addresses show it."""
    also_waits = models.BooleanField(default=False)
    """Whether ``also_in`` grew since its page was made."""
    compared = models.PositiveIntegerField(default=0)
    """Number of the version that was last compared with other items."""
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    """The item that a person said it is: all its names and addresses are that one's."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_deleted_item_has_no_page",
                condition=models.Q(deleted_by_editor_at__isnull=True) | models.Q(page__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Identity(models.Model):
    """A name by which the source knows an item. Names are only added, never taken away."""

    portal = models.ForeignKey("portals.Portal", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="identities")
    name = models.TextField()
    """``nukeviet:news:1234``, ``url:<canonical address>``."""
    key = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portal", "key"], name="one_item_an_identity")
        ]

    def __str__(self) -> str:
        return self.name


class SourceVersion(models.Model):
    """An item as one capture gave it. Only versions that differ are kept."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    source_url = models.ForeignKey(SourceUrl, on_delete=models.PROTECT, related_name="versions")
    captured_at = models.DateTimeField()
    draft = models.JSONField()
    """`ingest.codec.encode` of the Draft."""
    digest = models.CharField(max_length=32)
    """Hash of what the draft brings into a page."""
    extractor = models.CharField(max_length=80, blank=True)
    share_kept = models.FloatField(default=0.0)
    """Words of the page that the draft keeps, 0 to 1."""
    removals = models.JSONField(default=dict, blank=True)
    """Words taken out, by rule id."""
    issues = models.JSONField(default=list, blank=True)
    """`ingest.codec.encode` of the page's Issues."""
    personal = models.JSONField(null=True, blank=True)
    """Places of likely personal data by `PersonalKind`, counted; ``None``: nobody looked."""
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """Since when a person does not want it: its run was rolled back. It waits; a newer one does
    not."""

    class Meta:
        verbose_name = _("source version")
        verbose_name_plural = _("source versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["source_url", "number"]),
            models.Index(fields=["digest"]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.number}"


class Mention(models.Model):
    """An address in a body that leads nowhere yet: an image, file or link to be filled in."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="mentions")
    key = models.CharField(max_length=32)
    address = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "key"], name="one_mention_an_address")
        ]
        indexes: ClassVar = [models.Index(fields=["key"])]

    def __str__(self) -> str:
        return self.address


class ProposalKind(models.TextChoices):
    """Why a person must look."""

    CHANGED = "changed", _("changed at the source and here")
    IDENTITY = "identity", _("identities contradict each other")
    ROLLBACK = "rollback", _("edited since a run that was rolled back")
    NEAR_DUPLICATE = "near_duplicate", _("looks like another item")


class ProposalState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    SUPERSEDED = "superseded", _("superseded")


class Proposal(models.Model):
    """A change that waits for a person ("held")."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20, choices=ProposalKind, default=ProposalKind.CHANGED)
    state = models.CharField(
        max_length=10, choices=ProposalState, default=ProposalState.OPEN, db_index=True
    )
    base = models.ForeignKey(
        SourceVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    theirs = models.ForeignKey(
        SourceVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="proposals"
    )
    ours_digest = models.CharField(max_length=32, blank=True)
    """Digest of the editor's content that was compared: another one means compare again."""
    merged = models.JSONField(null=True, blank=True)
    """What merging found when it was held: ``conflicts`` (see `merging.Conflict`), ``speakers``."""
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "kind"],
                condition=models.Q(state="open"),
                name="one_open_proposal_an_item",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
