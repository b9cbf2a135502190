"""What the desk's own pages share: Wagtail's header, breadcrumbs and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}
PORTALS = {"url": reverse_lazy("wagtailsnippets_portals_portal:list"), "label": _("Portals")}


class Screen(WagtailAdminTemplateMixin, View):
    """A page of the desk; subclasses give ``context``."""

    header_icon = "site"

    def trail(self) -> list[dict[str, str | Promise]]:
        """Give the pages above this one."""
        return [PORTALS]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the first page to this one."""
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [HOME, *self.trail(), here]

    def show(self, **context: object) -> HttpResponse:
        """Render the page."""
        return self.render_to_response(self.get_context_data(**context))

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page; what it shows is made by ``context``."""
        return self.show(**self.context(*args, **kwargs))

    def context(self, *args: object, **kwargs: object) -> dict[str, object]:
        """Collect what the page shows."""
        return {}
