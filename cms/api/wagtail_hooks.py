"""What the API adds to Wagtail's admin."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from .viewsets import DeliveryGroup

register_snippet(DeliveryGroup)
