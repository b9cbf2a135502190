"""Who is told of changes (webhooks), and who may ask for more than everybody (tokens)."""

from __future__ import annotations

import base64
import secrets
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SECRET_BYTES = 24
HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
WEB_ADDRESS = rf"^https?://{HOST}(:[0-9]{{1,5}})?(/[!-~]*)?$"
"""As the API states it; in Python's dialect ``$`` would let a line's end pass."""


def new_secret() -> str:
    """Make a signing secret in the form of the Standard Webhooks specification."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class Webhook(models.Model):
    """A receiver of the change log.

    It has a place in the log and the end of the message that is under way: what was not received
    is sent again, from the same place, so nothing is lost and nothing overtakes.
    """

    name = models.CharField(_("name"), max_length=255)
    url = models.CharField(
        _("address"),
        max_length=2000,
        validators=[RegexValidator(WEB_ADDRESS[:-1] + r"\Z", _("A web address: https://…"))],
    )
    portal = models.ForeignKey(
        "portals.Portal",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portal"),
        help_text=_("Only changes of this portal. Empty: of all."),
    )
    secret = models.CharField(
        _("secret"),
        max_length=100,
        default=new_secret,
        help_text=_("The receiver checks signatures with it (Standard Webhooks)."),
    )
    active = models.BooleanField(_("active"), default=True)
    position = models.BigIntegerField(
        _("position"),
        default=0,
        help_text=_("Number of the last change received. A smaller number sends again from there."),
    )
    end = models.BigIntegerField(null=True, editable=False)
    """Last change of the message under way; a repeated message has the same end and id."""
    attempts = models.PositiveIntegerField(_("attempts"), default=0, editable=False)
    next_at = models.DateTimeField(_("next attempt"), null=True, editable=False)
    """Not before; also the lease of whoever is sending now."""
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    received_at = models.DateTimeField(_("last received"), null=True, editable=False)
    error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a token allows."""

    PREVIEW = "preview", _("read drafts")
    WEBHOOKS = "webhooks", _("manage webhooks")


def known_scopes(value: object) -> None:
    """Refuse scopes that do not exist."""
    if not isinstance(value, list) or not value or not set(value) <= set(Scope.values):
        raise ValidationError(_("One or more of: %s") % ", ".join(Scope.values))


class Token(models.Model):
    """A key for programs. Only its digest is kept: it is shown once, when it is made."""

    name = models.CharField(_("name"), max_length=255)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("allows"), validators=[known_scopes])
    portal = models.ForeignKey(
        "portals.Portal",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("portal"),
        help_text=_("Only for this portal. Empty: for all."),
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
