"""Where the desk enters Wagtail's admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.models import register_snippet

from . import conflicts, overview, queue, rights, side_by_side, template_desk, views
from .editor import VIEWSETS
from .viewsets import MigrationGroup

register_snippet(MigrationGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Add the desk's own pages."""
    own = [
        path("add/", views.add, name="add"),
        path("<int:pk>/jobs/", views.portal_jobs, name="jobs"),
        path("<int:pk>/ask/", views.ask, name="ask"),
        path("<int:pk>/jobs/<int:job>/", views.portal_jobs, name="job"),
        path("<int:pk>/template/", template_desk.TemplateView.as_view(), name="template"),
        path("<int:pk>/verdict/", template_desk.VerdictView.as_view(), name="verdict"),
        path("compare/<int:pk>/", side_by_side.CompareView.as_view(), name="compare"),
        path("compare/<int:pk>/original/", side_by_side.original, name="original"),
        path(
            "compare/<int:pk>/image/<slug:key>/", side_by_side.archived_image, name="archived_image"
        ),
        path("queue/", queue.QueueView.as_view(), name="queue"),
        path("queue/results/", queue.QueueView.as_view(results_only=True), name="queue_results"),
        path("queue/undo/<int:pk>/", queue.undo, name="undo"),
        path("compare/<int:pk>/settle/", queue.settle, name="settle"),
        path("compare/<int:pk>/personal/", queue.judge_personal, name="judge_personal"),
        path("personal/", queue.PersonalList.as_view(), name="personal"),
        path(
            "personal/results/",
            queue.PersonalList.as_view(results_only=True),
            name="personal_results",
        ),
        path("conflicts/", conflicts.ConflictList.as_view(), name="conflicts"),
        path(
            "conflicts/results/",
            conflicts.ConflictList.as_view(results_only=True),
            name="conflicts_results",
        ),
        path("conflicts/<int:pk>/", conflicts.ConflictView.as_view(), name="conflict"),
    ]
    return [path("portalift/", include((own, "desk"), namespace="desk"))]


@hooks.register("register_admin_viewset")
def register_item_editors() -> tuple[PageViewSet, ...]:
    """Let the editor of items say where they came from."""
    return VIEWSETS


class PortalsPanel(Component):
    """The portals on the admin's first page."""

    name = "portals"
    template_name = "desk/home_panel.html"
    order = 110

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """List the portals with their counts."""
        user = self.request.user
        return {"portals": overview.portals_at_a_glance(user), "may_add": user.has_perm(rights.ADD)}


@hooks.register("construct_homepage_panels")
def add_portals_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the portals to those who may see them."""
    if request.user.has_perm(rights.VIEW):
        panels.append(PortalsPanel(request))
