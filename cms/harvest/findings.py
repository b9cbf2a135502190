"""Why a run was braked, as values and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FindingCode(StrEnum):
    """What speaks against a run."""

    FAILED = "failed"
    MISSING = "missing"
    NO_ITEM = "no_item"
    EMPTY_LISTS = "empty_lists"
    CHANGED = "changed"
    SHRUNK = "shrunk"
    ALIKE = "alike"
    MARKERS = "markers"
    TOO_MANY = "too_many"


SENTENCES: dict[FindingCode, Promise] = {
    FindingCode.FAILED: _("%(count)s of %(of)s pages that answered before fail"),
    FindingCode.MISSING: _("%(count)s of %(of)s pages that answered before are gone"),
    FindingCode.NO_ITEM: _("%(count)s of %(of)s items are no item any more"),
    FindingCode.EMPTY_LISTS: _("%(count)s of %(of)s list pages are empty or much shorter"),
    FindingCode.CHANGED: _("%(count)s of %(of)s items would change"),
    FindingCode.SHRUNK: _("%(count)s of %(of)s items would lose most of their text"),
    FindingCode.ALIKE: _("%(count)s of %(of)s items would read like others"),
    FindingCode.MARKERS: _("%(count)s of %(of)s items would lose title, date or section"),
    FindingCode.TOO_MANY: _("%(count)s items, and the profile allows %(of)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason, counted."""

    code: FindingCode
    count: int
    of: int
    samples: tuple[str, ...] = ()
    """Addresses."""

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % {"count": self.count, "of": self.of}
