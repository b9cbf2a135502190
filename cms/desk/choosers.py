"""Choosers of portals and destinations, labelled in the reader's language."""

from __future__ import annotations

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser


class SnippetChooser(AdminSnippetChooser):
    """A chooser whose labels are put together when they are shown.

    Stock puts them together with the form's class, in the language in which the server started.
    """

    def __init__(self, model: type[models.Model] | None = None, **kwargs: object) -> None:
        name = (model or self.model)._meta.verbose_name
        labels = {
            "choose_one_text": format_lazy(_("Choose {object}"), object=name),
            "choose_another_text": format_lazy(_("Choose another {object}"), object=name),
            "link_to_chosen_text": format_lazy(_("Edit this {object}"), object=name),
        }
        super().__init__(model, **{**labels, **kwargs})


class ChooserViewSet(SnippetChooserViewSet):
    """What stock has, with the chooser above."""

    base_widget_class = SnippetChooser
