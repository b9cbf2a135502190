"""Portals and destinations in Wagtail's admin, with Wagtail's own listings, forms and history."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.portals.models import Destination, Portal

from . import conflicts, queue, rights
from .choosers import ChooserViewSet
from .views import PortalView


class PortalViewSet(SnippetViewSet):
    """All portals; a click leads to the portal's page."""

    model = Portal
    chooser_viewset_class = ChooserViewSet
    icon = "site"
    menu_label = _("Portals")
    inspect_view_enabled = True
    inspect_view_class = PortalView
    list_display = (
        TitleColumn("name", label=_("Name"), url_name="wagtailsnippets_portals_portal:inspect"),
        "slug",
        "home",
        "source_status",
        "switch_off_on",
    )
    list_filter = ("source_status", "platform")
    search_fields = ("name", "slug", "home")
    inspect_template_name = "desk/portal.html"
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("slug"), FieldPanel("home")], heading=_("Portal")
            ),
            InlinePanel("hosts", label=_("Host")),
            MultiFieldPanel(
                [FieldPanel("source_status"), FieldPanel("switch_off_on")], heading=_("Source")
            ),
            MultiFieldPanel(
                [FieldPanel("front_end_url"), FieldPanel("front_end_path")], heading=_("Front end")
            ),
            MultiFieldPanel(
                [FieldPanel("platform"), FieldPanel("settings")],
                heading=_("For engineers"),
                classname="collapsed",
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portal]:
        """List the user's."""
        return rights.portals_of(request.user)

    def construct_view(self, view_class: type, **kwargs: object) -> Callable[..., HttpResponse]:
        """Let no view of one portal find another's, whichever way it looks."""
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def own(request: HttpRequest, *args: object, **found: object) -> HttpResponse:
            if "pk" in found:
                get_object_or_404(rights.portals_of(request.user), pk=unquote(str(found["pk"])))
            return view(request, *args, **found)

        return own


class DestinationViewSet(SnippetViewSet):
    """The sites where items now belong."""

    model = Destination
    chooser_viewset_class = ChooserViewSet
    icon = "globe"
    menu_label = _("Destinations")
    list_display = ("name", "slug", "base_url")
    search_fields = ("name", "slug")


class MigrationGroup(SnippetViewSetGroup):
    """One entry of the main menu."""

    items = (PortalViewSet, DestinationViewSet)
    menu_icon = "site"
    menu_label = _("Migration")
    menu_order = 90

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the desk's own lists."""
        own = [
            OwnPagesItem(_("Review queue"), queue.LIST, name="queue", icon_name="tasks"),
            OwnPagesItem(
                _("Changes that wait"), conflicts.LIST, name="conflicts", icon_name="warning"
            ),
        ]
        return [*own, *super().get_submenu_items()]


class OwnPagesItem(MenuItem):
    """For those who may change pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the page tree."""
        return PagePermissionPolicy().user_has_permission(request.user, "change")
