"""Choosers speak the reader's language, whatever the server was started in."""

import pytest
from django.utils import translation
from django.utils.functional import Promise

from cms.portals.models import Destination, Portal


@pytest.mark.parametrize(
    ("model", "label"), [(Portal, "Choose portal"), (Destination, "Choose destination")]
)
def test_a_choosers_label_is_put_together_when_it_is_shown(
    model: type[Portal | Destination], label: str
) -> None:
    with translation.override("vi"):
        widget = model.snippet_viewset.chooser_viewset.widget_class()
    labels = (widget.choose_one_text, widget.choose_another_text, widget.link_to_chosen_text)
    assert all(isinstance(each, Promise) for each in labels)
    with translation.override("en"):
        assert label in widget.render("chosen", None, {"id": "chosen"})
