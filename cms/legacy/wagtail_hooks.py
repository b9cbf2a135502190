"""Where old addresses enter Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from . import archived


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the archived original of an address."""
    return [path("portalift/archived/<int:pk>/", archived.for_staff, name="archived-original")]
