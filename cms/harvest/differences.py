"""What differs between two contents of a page, field by field, as a person reads it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from .content import DOCUMENT_FIELDS, PageContent
from .merge_form import block_of

SCALARS = (
    *("title", "long_title", "lead", "byline", "source_name", "published_at"),
    *("published_precision", "source_updated_at", "language", *DOCUMENT_FIELDS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that says something else."""

    name: str
    before: str
    after: str

    def lines(self) -> Iterator[str]:
        """Write it with ``-`` before what goes and ``+`` before what comes."""
        sides = (self.before.splitlines(), self.after.splitlines())
        diff = list(difflib.unified_diff(*sides, lineterm="", n=0))[2:]
        yield from (line for line in diff if not line.startswith("@@"))


def differences(before: PageContent, after: PageContent) -> tuple[Difference, ...]:
    """Compare two contents; the body is one field, a block a line or more."""
    found = [
        Difference(name=name, before=_shown(before, name), after=_shown(after, name))
        for name in SCALARS
    ]
    found.append(
        Difference(name="tags", before=", ".join(before.tags), after=", ".join(after.tags))
    )
    texts = [_body(content, markup=False) for content in (before, after)]
    if texts[0] == texts[1]:
        texts = [_body(content, markup=True) for content in (before, after)]
    found.append(Difference(name="body", before=texts[0], after=texts[1]))
    return tuple(one for one in found if one.before != one.after)


def _shown(content: PageContent, name: str) -> str:
    value = getattr(content, name)
    return "" if value is None else str(value)


def _body(content: PageContent, *, markup: bool) -> str:
    blocks = [block_of(raw) for raw in content.body]
    return "\n".join(
        " | ".join(
            part
            for part in (
                f"{'#' * block.level} {block.text}".strip(),
                block.html if markup else "",
                block.src,
                block.alt,
                block.caption,
            )
            if part
        )
        for block in blocks
    )
