"""What the pages of one portal have in common, learnt from the pages themselves."""

from __future__ import annotations

from ingest.types import SiteTemplate


def drift(before: SiteTemplate, after: SiteTemplate) -> float:
    """Say what share (0 to 1) of the paths changed between two templates of one portal.

    A path counts by the share of pages that have it; new, gone and changed in role all count.
    """
    old = {entry.path: entry for entry in before.entries if not entry.cluster}
    new = {entry.path: entry for entry in after.entries if not entry.cluster}
    total = changed = 0.0
    for path in sorted(old.keys() | new.keys()):
        first, second = old.get(path), new.get(path)
        weight = max(entry.share for entry in (first, second) if entry is not None)
        total += weight
        if first is None or second is None:
            changed += weight
        elif first.role is not second.role:
            changed += weight / 2
    return changed / total if total else 0.0
