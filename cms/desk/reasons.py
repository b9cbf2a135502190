"""Why something waits, in the reader's language; the database keeps it in English."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "changed here and at the source": _("changed here and at the source"),
    "changed by an editor": _("changed by an editor"),
    "locked": _("locked"),
    "in a workflow": _("in a workflow"),
    "waits to be published at a set time": _("waits to be published at a set time"),
    "unpublished by an editor": _("unpublished by an editor"),
    "published by an editor after its run was rolled back": _(
        "published by an editor after its run was rolled back"
    ),
    "has an unpublished draft": _("has an unpublished draft"),
    "saved a moment ago": _("saved a moment ago"),
    "open in the editor": _("open in the editor"),
    "edited since": _("edited since"),
}
NOTES: dict[str, str | Promise] = {
    "pages": _("pages"),
    "items": _("items"),
    "records": _("records"),
    "the portal asks us to wait": _("the portal asks us to wait"),
}
CHARACTERS = re.compile(r"(\d+) characters")


def reason_in_words(reason: str) -> str:
    """Translate a reason; what is not known stays as it is."""
    return str(REASONS.get(reason, reason))


def note_in_words(note: str) -> str:
    """Translate what a job says beside its progress."""
    return str(NOTES.get(note, note))


def detail_in_words(detail: str) -> str:
    """Translate an issue's detail where it is more than the source's own words."""
    found = CHARACTERS.fullmatch(detail)
    return gettext("%(count)s characters") % {"count": found.group(1)} if found else detail
