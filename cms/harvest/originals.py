"""An archived page as a person compares it: each text with what became of it, and why.

The page is drafted again from the archive, with the template and the verdicts in force, in the
process that asks: it has passed the limits of a child process before, else it were no item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

import ingest
from cms.portals.models import TemplateVersion
from cms.portals.profiles import profile_of
from ingest import codec, reading
from ingest.text import tokens
from ingest.types import PageResult, RawPage, SiteTemplate
from scrapers.archive import ArchiveError, read_page

from .content import PageContent, content_of_draft
from .merge_form import draft_of_content
from .models import Item, SourceVersion
from .original_markup import marked_up
from .planning import draft_of
from .states import Reason
from .suppressing import Phrase, suppressed_on, without

MAX_BYTES = 4_000_000
"""Larger pages are not drafted while somebody waits; the largest real ones have half of it."""
LONG_WORDS = 40
"""A removal of so many words is worth a look: frame comes in short lines."""


class OriginalError(ValueError):
    """The archived page cannot be shown; the message says why."""


class Fate(StrEnum):
    """What became of a text of the page."""

    KEPT = "kept"
    REMOVED = "removed"
    UNSURE = "unsure"
    """Removed, and longer than frame is."""
    MISSING = "missing"
    """Neither in the article as it stands nor removed by a rule: taken out by hand, or lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text of the page, in reading order."""

    number: int
    text: str
    path: str
    """What a verdict names."""
    fate: Fate
    rule: str = ""
    block: str = ""
    """Id of the article's block in which it stands; "" where a field has it, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The page, ready to be shown."""

    address: str
    pieces: tuple[Piece, ...]
    html: str
    """Sanitised; texts in ``span`` with ``data-piece`` and ``data-fate``."""

    def count(self, fate: Fate) -> int:
        """Count the pieces of this fate."""
        return sum(piece.fate is fate for piece in self.pieces)


def read_original(item: Item, version: SourceVersion, article: PageContent | None) -> Original:
    """Read a version's page from the archive beside the article, or what its draft would make.

    Raises OriginalError if the archive does not give it, or it was taken down.
    """
    row = version.source_url
    if item.suppressed_at or row.reason == Reason.SUPPRESSED:
        raise OriginalError(_("taken down"))
    raw = _archived(version)
    template = _template(item)
    profile = profile_of(item.portal)
    page = reading.read_page(raw, profile, template)
    texts = [
        (piece.index, piece.text, piece.path)
        for piece in (page.page.pieces if page.page else ())
        if piece.kind == "text" and piece.text
    ]
    result = ingest.draft_page(raw, profile, template)
    stands = article or content_of_draft(draft_of(version))
    spans = suppressed_on(item.portal).spans
    pieces = _judged(texts, result, stands)
    shown = tuple(piece for piece in pieces if not _is_cut(piece.text, spans))
    return Original(
        address=raw.url,
        pieces=shown,
        html=marked_up(
            page.text,
            base=page.page.base if page.page else raw.url,
            marks=[(piece.number, piece.text, piece.fate.value, piece.rule) for piece in shown],
            is_hidden=lambda text: _is_cut(text, spans),
            encoding=page.page.legacy if page.page else "",
        ),
    )


def _archived(version: SourceVersion) -> RawPage:
    row = version.source_url
    if row.segment is None:
        raise OriginalError(_("not in the archive"))
    try:
        raw = read_page(settings.ARCHIVE_URL, row.segment.name, row.offset)
    except (ArchiveError, OSError) as error:
        raise OriginalError(_("not in the archive")) from error
    if len(raw.body) > MAX_BYTES:
        raise OriginalError(_("too large to be shown"))
    return raw


def _template(item: Item) -> SiteTemplate | None:
    newest = TemplateVersion.objects.filter(portal=item.portal_id).order_by("-number").first()
    return codec.decode(SiteTemplate, newest.template) if newest else None


def _is_cut(text: str, spans: Iterable[Phrase]) -> bool:
    return bool(spans) and without(text, spans) != text


def _judged(
    texts: Sequence[tuple[int, str, str]], result: PageResult, article: PageContent
) -> list[Piece]:
    by_place = {(removal.position, removal.text): removal.rule for removal in result.removals}
    by_text = {
        removal.text: removal.rule for removal in result.removals if removal.rule != "head:title"
    }
    drafted = _Told(content_of_draft(draft) for draft in result.drafts)
    stands = _Told([article])
    pieces = []
    for index, text, path in texts:
        rule = by_place.get((index, text), "")
        if not rule and not drafted.says(text):
            rule = by_text.get(text, "")
        fate = _fate(text, rule, stands)
        block = stands.block_with(text) if fate is Fate.KEPT else ""
        pieces.append(Piece(number=index, text=text, path=path, fate=fate, rule=rule, block=block))
    return pieces


def _fate(text: str, rule: str, stands: _Told) -> Fate:
    if not tokens(text):
        return Fate.REMOVED if rule else Fate.KEPT
    if rule.startswith("field:"):
        return Fate.KEPT
    if rule and len(text.split()) >= LONG_WORDS and not stands.says(text):
        return Fate.UNSURE
    if rule and not stands.block_with(text, whole=len(text.split()) < LONG_WORDS):
        return Fate.REMOVED
    return Fate.KEPT if stands.says(text) else Fate.MISSING


class _Told:
    """What contents say, as folded words."""

    def __init__(self, contents: Iterable[PageContent]) -> None:
        self._blocks: list[tuple[str, str]] = []
        self._wholes: dict[str, str] = {}
        self._fields = ""
        for content in contents:
            draft = draft_of_content(content)
            for block in draft.blocks:
                words = f"{block.text} {block.caption} {block.alt}"
                self._blocks.append((block.id, _words(words)))
                for part in (*re.split(r"[\n\t]", block.text), block.text, block.caption):
                    self._wholes.setdefault(_words(part), block.id)
            names = ("title", "lead", "byline", "source_name")
            self._fields += _words(" | ".join(getattr(draft, name) for name in names))
        self._all = "".join(words for _id, words in self._blocks).replace("  ", " ")

    def says(self, text: str) -> bool:
        """Whether the text stands anywhere, also over the bounds of blocks."""
        words = _words(text)
        return words in self._fields or words in self._all

    def block_with(self, text: str, *, whole: bool = False) -> str:
        """Name the block that is the text, or has it as a line or cell; else one it stands in."""
        words = _words(text)
        found = self._wholes.get(words, "")
        if found or whole:
            return found
        return next((name for name, told in self._blocks if words in told), "")


def _words(text: str) -> str:
    return f" {' '.join(tokens(text))} "
