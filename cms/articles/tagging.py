"""Tags of many items at once."""

from __future__ import annotations

from collections.abc import Iterable

from taggit.models import Tag


def tags_by_name(names: Iterable[str]) -> dict[str, Tag]:
    """Find the tags, made where missing; keys are case-folded: one a name in any case."""
    wanted: dict[str, str] = {}
    for name in sorted(names):
        wanted.setdefault(name.casefold(), name)
    if not wanted:
        return {}
    # SQLite folds the case of ASCII only, so other spellings are asked for by hand.
    spellings = {
        spelling
        for name in wanted.values()
        for spelling in (name, name.lower(), name.upper(), name.capitalize(), name.title())
    }
    tags = Tag.objects.filter(name__in=spellings).order_by("-pk")
    found = {tag.name.casefold(): tag for tag in tags}
    return {
        key: found[key] if key in found else Tag.objects.get_or_create(name=name)[0]
        for key, name in wanted.items()
    }
