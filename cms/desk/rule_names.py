"""What rules are called in front of people; their ids stay beside, for engineers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: tuple[tuple[str, str | Promise], ...] = (
    ("verdict:", _("A person's verdict for the portal")),
    ("template:", _("Stands the same on the portal's pages")),
    ("platform:", _("Frame by this engine's pattern")),
    ("portal:", _("Frame by the portal's settings")),
    ("hidden:", _("Hidden on the old page")),
    ("outside:", _("Outside the article")),
    ("over:", _("Above the title")),
    ("duplicate:", _("Stands twice")),
    ("form:", _("Part of a form")),
    ("image:", _("A picture that only holds a place")),
    ("field:", _("Carried in a field")),
    ("skipped", _("The page is no article")),
)


def name_of_rule(rule: str) -> str:
    """Put a rule's id into words; a national rule is called by its id."""
    if not rule:
        return ""
    known = next((label for start, label in NAMES if rule.startswith(start)), None)
    return f"{known} ({rule})" if known else str(_("Rule “%s”") % rule)
