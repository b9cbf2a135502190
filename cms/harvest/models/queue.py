"""What wants a human, one row a cause and item; and what was accepted at one go."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


class Cause(models.TextChoices):
    """Why a person should look: an `ingest.vocabulary.IssueCode`, or what loading found."""

    NO_TITLE = "no_title", _("no title")
    LETTERS_LOST = "letters_lost", _("letters are lost")
    TRUNCATED = "truncated", _("the page was cut")
    EXTRACTORS_DISAGREE = "extractors_disagree", _("two ways of reading disagree")
    LOW_CONFIDENCE = "low_confidence", _("low confidence")
    FRAME_LEFTOVER = "frame_leftover", _("looks like frame")
    LONG_REMOVAL = "long_removal", _("a long text was taken out")
    SHORT_BODY = "short_body", _("hardly any text")
    DATE_CONFLICT = "date_conflict", _("two dates contradict")
    NO_DATE = "no_date", _("no date")
    CHARSET_DOUBTFUL = "charset_doubtful", _("the encoding is doubtful")
    MISSING_IMAGE = "missing_image", _("an image or file is missing")
    NO_PLACE = "image_place_without_source", _("an image has no address")
    WEEKDAY_DIFFERS = "weekday_differs", _("the weekday does not fit the date")


class BulkReview(models.Model):
    """What one person accepted at one go; it can be undone."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewIssue(models.Model):
    """One doubt about an item's newest version, open until accepted or gone."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="review_issues")
    cause = models.CharField(_("cause"), max_length=30, choices=Cause)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField()
    """The worse, the more; see `cms.harvest.review_queue`."""
    digest = models.CharField(max_length=32)
    """Of the version that it is about: accepted, it stays so until the source says otherwise."""
    accepted = models.ForeignKey(
        BulkReview, null=True, blank=True, on_delete=models.SET_NULL, related_name="issues"
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "cause"], name="one_question_a_cause_and_item")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-weight", "item"],
                name="questions_worst_first",
                condition=models.Q(accepted__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.item_id}"
