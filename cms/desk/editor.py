"""In Wagtail's page editor: a side panel that says where the page came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet

from cms.articles.models import ITEM_MODELS
from cms.harvest.models import Item, SourceVersion

from .rule_names import name_of_rule

RULES_SHOWN = 12


class ProvenancePanel(BaseSidePanel):
    """Old address, capture, engine, confidence, rules; and the way to the original."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Opens the panel; counts what is asked about the page."""

        aria_label = _("Where this came from")
        icon_name = "history"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            """Count the open questions."""
            context = super().get_context_data(parent_context)
            return {**context, "count": len(self.panel.issues)}

    name = "provenance"
    title = _("Where this came from")
    template_name = "desk/provenance.html"
    order = 150

    def __init__(self, item: Item, *args: object) -> None:
        self.item = item
        self.issues = list(item.review_issues.filter(accepted__isnull=True).order_by("-weight"))
        super().__init__(*args)

    @property
    def media(self) -> Media:
        """Bring the desk's own look."""
        return Media(css={"all": ["desk/desk.css"]})

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Read what the version says of itself."""
        context = super().get_context_data(parent_context)
        version = self.item.base or self.item.latest
        return {
            **context,
            "item": self.item,
            "version": version,
            "issues": self.issues,
            "confidence": version.draft.get("confidence") if version else None,
            "rules": list(_rules(version))[:RULES_SHOWN] if version else [],
            "proposals": list(self.item.proposals.filter(state="open")),
        }


def _rules(version: SourceVersion) -> Iterator[tuple[str, int]]:
    most = sorted(version.removals.items(), key=lambda pair: -pair[1])
    for rule, words in most:
        yield name_of_rule(rule), words


class ItemEditView(EditView):
    """Wagtail's editor with one panel more on pages that were harvested."""

    def get_side_panels(self) -> MediaContainer:
        """Add the panel where the page has a source."""
        panels = list(super().get_side_panels())
        known = Item.objects.filter(page_id=self.page.pk)
        item = known.select_related("base__source_url", "latest__source_url").first()
        if item is not None and not self.expects_json_response:
            panels.append(ProvenancePanel(item, self.page, self.request))
        return MediaContainer(panels)


VIEWSETS = tuple(
    type(
        f"{model.__name__}ViewSet",
        (PageViewSet,),
        {"model": model, "edit_view_class": ItemEditView},
    )(f"{model.__name__.lower()}s")
    for model in ITEM_MODELS
)
"""One a type of item, for `register_admin_viewset`."""
