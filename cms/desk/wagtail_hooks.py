"""Where the desk enters Wagtail's admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from . import conflicts, overview, rights, views
from .viewsets import MigrationGroup

register_snippet(MigrationGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Add the desk's own pages."""
    own = [
        path("add/", views.add, name="add"),
        path("<int:pk>/jobs/", views.portal_jobs, name="jobs"),
        path("<int:pk>/ask/", views.ask, name="ask"),
        path("conflicts/", conflicts.ConflictList.as_view(), name="conflicts"),
        path(
            "conflicts/results/",
            conflicts.ConflictList.as_view(results_only=True),
            name="conflicts_results",
        ),
        path("conflicts/<int:pk>/", conflicts.ConflictView.as_view(), name="conflict"),
    ]
    return [path("portalift/", include((own, "desk"), namespace="desk"))]


class PortalsPanel(Component):
    """The portals on the admin's first page."""

    name = "portals"
    template_name = "desk/home_panel.html"
    order = 110

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """List the portals with their counts."""
        return {"portals": overview.portals_at_a_glance(self.request.user)}


@hooks.register("construct_homepage_panels")
def add_portals_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the portals to those who may see them."""
    if request.user.has_perm(rights.VIEW):
        panels.append(PortalsPanel(request))
