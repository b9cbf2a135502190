"""A template made ready to judge pieces: what is known of a path or of a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ingest.page import Piece
from ingest.page.paths import SEPARATOR
from ingest.template.learn import FRAME_SHARE, clock_paths
from ingest.template.statistics import PathCount, load_statistics, text_hash
from ingest.types import SiteTemplate, TemplateEntry, Verdict
from ingest.vocabulary import Role, VerdictChoice

FRAME_ROLES = frozenset({Role.RELATED, Role.WIDGET, Role.COUNTER, Role.NAVIGATION, Role.COMMENTS})

# A path is known to stand once on a page from so many pages on, on this share of them.
_LEAST_PAGES = 3
_ONCE_SHARE = 0.9
# Texts of a page's own at such a path, where texts of every page share it.
_LEAST_OWN, _MOST_OWN = 0.5, 1.1
# From so many pages on a template knows the frame; below, pages are judged by themselves too.
_ENOUGH_PAGES = 5


class Frame:
    """What a template and a person's verdicts say, by path."""

    def __init__(self, template: SiteTemplate | None, verdicts: Iterable[Verdict]) -> None:
        entries = template.entries if template else ()
        self.known = bool(template and template.pages > 1)
        self.is_thin = template is None or template.pages < _ENOUGH_PAGES
        self.texts = frozenset(template.texts) if template else frozenset()
        self.paths: dict[str, TemplateEntry] = {}
        self.containers: dict[str, int] = {}
        """Pages by path of an element that holds the article."""
        for entry in entries:
            if entry.cluster:
                self.containers[entry.path] = entry.pages
            else:
                self.paths[entry.path] = entry
        statistics = load_statistics(template.statistics if template else "")
        self.echoes = frozenset(statistics.anchors)
        self.holders = {path: _pages_within(path, self.containers) for path in self.containers}
        usual = max(_LEAST_PAGES, FRAME_SHARE * len(statistics.pages))
        self.menu = self.texts | {code for code, n in statistics.anchors.items() if n >= usual}
        """Texts of every page, and those by which most pages link somewhere."""
        self.clocks = clock_paths(statistics)
        self.once = frozenset(
            path for path, count in statistics.paths.items() if _is_once(count, self.texts)
        )
        """Paths that stand once on a page, texts of every page left out."""
        self.sections = frozenset(
            path for path, count in statistics.paths.items() if _is_one_of_few(count)
        )
        """Paths whose text is one of a few on the whole portal: names of sections."""
        self.often = {path: _often(count) for path, count in statistics.paths.items()}
        """By path: hashes of the texts that stand there on many of its pages."""
        self.titles = {path for path, entry in self.paths.items() if entry.role is Role.TITLE}
        self._verdicts = {verdict.path: verdict for verdict in verdicts}
        self._resolved: dict[str, Verdict | None] = {}

    def verdict(self, path: str) -> Verdict | None:
        """Find what a person said of a path or of the nearest path above it."""
        if not self._verdicts:
            return None
        if path not in self._resolved:
            at = path
            while at and at not in self._verdicts:
                at = at.rpartition(SEPARATOR)[0]
            self._resolved[path] = self._verdicts.get(at)
        return self._resolved[path]

    def is_dropped(self, path: str) -> bool:
        verdict = self.verdict(path)
        return verdict is not None and (
            verdict.choice is VerdictChoice.DROP
            or (verdict.choice is VerdictChoice.ROLE and verdict.role in FRAME_ROLES)
        )

    def is_kept(self, path: str) -> bool:
        verdict = self.verdict(path)
        return verdict is not None and (
            verdict.choice is VerdictChoice.KEEP
            or (verdict.choice is VerdictChoice.ROLE and verdict.role == Role.BODY)
        )

    def role(self, path: str) -> Role | None:
        """Say what a path holds: a person's word before the learnt one; None if not known."""
        verdict = self.verdict(path)
        if verdict is not None and verdict.choice is VerdictChoice.ROLE and verdict.role:
            return Role(verdict.role)
        entry = self.paths.get(path)
        return entry.role if entry else None

    def is_frame_path(self, path: str) -> bool:
        entry = self.paths.get(path)
        return entry is not None and (
            entry.role in FRAME_ROLES or entry.repeated >= 0.5 or entry.links >= 0.5
        )

    def is_frame_text(self, piece: Piece) -> bool:
        """Tell whether the piece's text, figures aside, repeats over the portal."""
        return bool(self.texts) and text_hash(piece.text) in self.texts

    def repeats_there(self, piece: Piece) -> bool:
        """Tell whether many of the pages that have the piece's path have its text there."""
        often = self.often.get(piece.path)
        return bool(often) and text_hash(piece.text) in (often or ())

    def is_echo(self, piece: Piece) -> bool:
        """Tell whether another page links somewhere with this text."""
        return bool(self.echoes) and text_hash(piece.text) in self.echoes


def _pages_within(path: str, containers: dict[str, int]) -> int:
    """Count the pages whose article stands in the element or inside it: lists have it too."""
    return sum(
        pages
        for inner, pages in containers.items()
        if inner == path or inner.startswith(path + SEPARATOR)
    )


def _often(count: PathCount) -> frozenset[str]:
    least = max(2, FRAME_SHARE * count.pages)
    return frozenset(code for code, entry in count.texts.items() if entry[0] >= least)


def _is_once(count: PathCount, repeated: frozenset[str]) -> bool:
    if count.pages < _LEAST_PAGES:
        return False
    if count.single >= _ONCE_SHARE * count.pages:
        return True
    frame = sum(entry[0] for code, entry in count.texts.items() if code in repeated)
    own = count.pieces - frame
    return frame > 0 and _LEAST_OWN * count.pages <= own <= _MOST_OWN * count.pages


def _is_one_of_few(count: PathCount) -> bool:
    shown = sum(entry[0] for entry in count.texts.values())
    shared = sum(entry[0] for entry in count.texts.values() if entry[0] >= _LEAST_PAGES)
    return count.pages >= _LEAST_PAGES and shared >= _ONCE_SHARE * shown


_MAX_AT_HAND = 64
# By the template's own identity: to hash a template of a thousand entries takes as long as a page.
_at_hand: dict[tuple[int, tuple[Verdict, ...]], tuple[SiteTemplate | None, Frame]] = {}


def frame_of(template: SiteTemplate | None, verdicts: tuple[Verdict, ...]) -> Frame:
    """Make a template ready, once for all pages of its portal."""
    key = (id(template), verdicts)
    known = _at_hand.get(key)
    if known is None:
        if len(_at_hand) >= _MAX_AT_HAND:
            _at_hand.clear()
        # Kept beside its frame, the template keeps its identity too.
        known = _at_hand[key] = (template, _frame(template, verdicts))
    return known[1]


@lru_cache(maxsize=64)
def _frame(template: SiteTemplate | None, verdicts: tuple[Verdict, ...]) -> Frame:
    return Frame(template, verdicts)
