"""The national frame vocabulary: what recognises a block that is not the article.

Rules are data (``vi.toml``). A rule matches a whole block, never a part of it; conditions on
position and neighbours keep apart what is frame in one place and content in another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.codec import Json, decode
from ingest.rules.lines import (
    Position,
    find_core,
    is_paragraph,
    list_end,
    positions_of,
    split_at,
)

__all__ = ["Example", "Position", "Rule", "RuleSet", "load_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A block that a rule must remove, or must keep."""

    text: str
    position: str = ""
    """A `Position`; empty: any that the rule allows."""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What recognises one kind of frame block."""

    id: str
    group: str
    """The class of frame, e.g. ``poll``: neighbours are asked for it."""
    texts: tuple[str, ...] = ()
    """Whole blocks; case, digits and punctuation at the ends do not count."""
    pattern: str = ""
    """Regular expression on the whole block, case ignored."""
    first: tuple[str, ...] = ()
    """First words of what ``pattern`` matches, ``#`` for one that begins with a figure; ``*`` for
    any: such a rule is tried on every short block, so there should be few."""
    contains: str = ""
    """A sign that ``pattern`` cannot do without: what has it not is not tried."""
    max_length: int = 160
    """Longer blocks are not tried on ``pattern``."""
    position: tuple[Position, ...] = ()
    """Where the block must stand; empty: anywhere."""
    near: tuple[str, ...] = ()
    """Groups of which the block before or after must be (``*``: of any)."""
    opens_list: bool = False
    """True for the heading of a list of links: the short lines below it go too."""
    image_place: bool = False
    """True for what stands where a picture was."""
    removes: tuple[Example, ...] = ()
    keeps: tuple[Example, ...] = ()


# Texts of frame stand on every page of a portal: what was found out about so many is remembered.
_REMEMBERED = 4096
_EDGE = " \t\u00a0.,:;…!?•●▪■◦*·-–—|»«›‹<>+\"'“”()[]{}/\\_=~#^✓►▶▼▲→←↑↓"
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_MAX_LENGTH = 1200
# Lines of several blocks one after another: how long they get, and how long one block of them.
_COMPOSITE_CHARS = 120
_COMPOSITE_WORDS = 6
_SEPARATORS = re.compile(r"[\[\]|•·»]")
_GLUED_GROUPS = frozenset({"comments", "weblinks", "captcha", "counter", "share"})
_INSIDE_GROUPS = frozenset({"image", "label", "date", "views", "share", "tools", "navigation"})
# Below a block of these nothing of the article follows.
_CLOSING_GROUPS = frozenset(
    {"related", "comments", "captcha", "weblinks", "imprint", "counter", "poll"}
)


def _key(text: str) -> str:
    """Bring a block to the form in which whole texts are compared."""
    whole = " ".join(text.casefold().split())
    folded = whole.strip(_EDGE) or whole
    return _FIGURES.sub("0", folded) if any(map(str.isdecimal, folded)) else folded


def _first_word(text: str) -> str:
    words = text.lstrip(_EDGE).split(maxsplit=1)
    word = words[0] if words else ""
    return "#" if word[:1].isdecimal() else word.rstrip(_EDGE).casefold()


class RuleSet:
    """The rules, compiled. Judging a block changes nothing that shows."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._texts: dict[str, tuple[Rule, ...]] = {}
        self._patterns: dict[str, tuple[tuple[re.Pattern[str], Rule], ...]] = {}
        for rule in rules:
            for text in rule.texts:
                self._texts[_key(text)] = (*self._texts.get(_key(text), ()), rule)
            if rule.pattern:
                compiled = re.compile(rule.pattern, re.IGNORECASE)
                for word in rule.first:
                    self._patterns[word] = (*self._patterns.get(word, ()), (compiled, rule))
        self._any = self._patterns.pop("*", ())
        self._glued = _glued_frame(rules)
        self._closing = frozenset(rule.id for rule in rules if rule.group in _CLOSING_GROUPS)
        self.candidates = lru_cache(_REMEMBERED)(self._candidates)
        self.split = lru_cache(_REMEMBERED)(self._split)

    def _candidates(self, text: str) -> tuple[Rule, ...]:
        """List the rules whose text or pattern is this whole block, whatever their conditions."""
        if len(text) > _MAX_LENGTH:
            return ()
        found = self._texts.get(_key(text), ()) if len(text) <= 120 else ()
        tried = self._patterns.get(_first_word(text), ()) + self._any
        if tried:
            text = " ".join(text.split())
            matched = (
                rule
                for pattern, rule in tried
                if len(text) <= rule.max_length
                and rule.contains in text
                and pattern.fullmatch(text)
            )
            found += tuple(matched)
        return found or (self._composite(text) if len(text) <= _COMPOSITE_CHARS else ())

    def _composite(self, text: str) -> tuple[Rule, ...]:
        """Read a line that is nothing but known blocks one after another: "Bản in Gửi email"."""
        pieces = [piece for piece in _SEPARATORS.split(text) if piece.strip(_EDGE)]
        if len(pieces) > 1:
            each = [self.candidates(piece) for piece in pieces]
            return each[0] if all(each) else ()
        words = _key(text).split()
        first: tuple[Rule, ...] = ()
        start = 0
        while start < len(words):
            end = next(
                (
                    end
                    for end in range(min(len(words), start + _COMPOSITE_WORDS), start, -1)
                    if " ".join(words[start:end]) in self._texts
                ),
                0,
            )
            if not end:
                return ()
            first = first or self._texts[" ".join(words[start:end])]
            start = end
        return first

    def match(
        self, text: str, *, position: Position, before: str = "", after: str = ""
    ) -> Rule | None:
        """Find the rule that makes a block frame where it stands, between its neighbours."""
        for rule in self.candidates(text):
            if rule.position and position not in rule.position:
                continue
            if rule.near and not self._is_near(rule.near, before, after):
                continue
            return rule
        return None

    def match_lines(self, lines: Sequence[str]) -> tuple[str | None, ...]:
        """Judge the lines of a page that has lost its markup: a rule's id for each line of frame.

        A line of several frame blocks glued together counts as the first of them. The list under a
        heading of related news goes with its heading; short lines below a block that closes the
        article (comments, links, imprint) go as ``below-frame``.
        """
        places = positions_of(len(lines), self.core(lines))
        parts = [self.split(line) for line in lines]
        found: list[Rule | None] = []
        for index, allowed in enumerate(places):
            before = parts[index - 1][-1] if index else ""
            after = parts[index + 1][0] if index + 1 < len(lines) else ""
            tries = (
                self.match(lines[index], position=place, before=before, after=after)
                or self._match_parts(parts[index], place, before, after)
                for place in allowed
            )
            found.append(next((rule for rule in tries if rule), None))
        verdicts = [rule.id if rule else None for rule in found]
        closed = False
        for index, rule in enumerate(found):
            if places[index] != (Position.TAIL,):
                continue
            if closed and verdicts[index] is None and not is_paragraph(lines[index]):
                verdicts[index] = "below-frame"
            opening = next((r for r in self.candidates(parts[index][-1]) if r.opens_list), None)
            if rule and opening:
                for below in range(index + 1, list_end(lines, index)):
                    verdicts[below] = verdicts[below] or opening.id
            closed = closed or (rule is not None and self.closes(rule.id))
        return tuple(verdicts)

    def closes(self, rule_id: str) -> bool:
        """Tell whether nothing of an article follows a block of this rule."""
        return rule_id in self._closing

    def core(self, lines: Sequence[str]) -> range:
        """Find the lines from the first to the last paragraph of the article; see `find_core`."""
        return find_core(lines, is_break=self._is_certain)

    def _is_certain(self, line: str) -> bool:
        """Tell a block that is frame wherever it stands, but for what stands inside articles."""
        rules = self.candidates(self.split(line)[0])
        return any(not rule.near and rule.group not in _INSIDE_GROUPS for rule in rules)

    def _split(self, line: str) -> tuple[str, ...]:
        """Cut apart blocks that lost the break between them: "…, trung bình:Tin liên quan".

        Frame that touches what stands before it is cut off; frame behind a space only where at
        least two pieces of frame end the line ("12:36 Lượt xem: 517 Bản in Gửi email").
        """
        parts = split_at(line, self._glued)
        if len(parts) == 1 or not all(map(self.candidates, parts[1:])):
            return (line,)
        touching = not parts[0][-1:].isspace()
        return parts if touching or len(parts) > 2 or self.candidates(parts[0]) else (line,)

    def _match_parts(
        self, parts: tuple[str, ...], position: Position, before: str, after: str
    ) -> Rule | None:
        first = None
        for index, part in enumerate(parts):
            left = parts[index - 1] if index else before
            right = parts[index + 1] if index + 1 < len(parts) else after
            rule = self.match(part, position=position, before=left, after=right)
            if rule is None:
                return None
            first = first or rule
        return first

    def groups(self, text: str) -> set[str]:
        """Name the groups of frame that a block may belong to."""
        return {rule.group for rule in self.candidates(text)} if text else set()

    def _is_near(self, wanted: tuple[str, ...], before: str, after: str) -> bool:
        for neighbour in (before, after):
            groups = self.groups(neighbour)
            if groups and ("*" in wanted or not groups.isdisjoint(wanted)):
                return True
        return False


def _glued_frame(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    """Find what may have been glued to the text before it: headings of two words or more, and how
    often a page was read. It begins with a capital behind a small letter, a sign or a space.
    """
    words = {
        text
        for rule in rules
        if rule.opens_list or rule.group in _GLUED_GROUPS
        for text in rule.texts
        if " " in text and text[:1].isupper()
    }
    spelled = [re.escape(text) for text in sorted(words, key=len, reverse=True)]
    counts = ("Lượt xem", "lượt xem", "Số Lượt xem", "Số lượt xem")
    spelled += [rf"{text} ?:? ?\d" for text in counts]
    by_first: dict[str, list[str]] = {}
    for text in spelled:
        by_first.setdefault(text[0], []).append(text[1:])
    # The first letter comes before all conditions: few places of a line have one, and the engine
    # skips the others fast.
    first = f"[{''.join(sorted(by_first))}]"
    rest = "|".join(f"(?<={letter})(?:{'|'.join(ends)})" for letter, ends in by_first.items())
    return re.compile(rf"{first}(?<=[a-zà-ỹđ0-9:,.;)\s]{first})(?:{rest})")


_FOLDER = Path(__file__).parent


@cache
def load_rules(name: str = "vi") -> RuleSet:
    """Read ``ingest/rules/<name>.toml``. Raises CodecError on a bad key or value."""
    data = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return RuleSet(
        tuple(
            decode(Rule, _with_examples(item), where=f"{name}.toml, rule {item.get('id')!r}")
            for item in data["rule"]
        )
    )


def _with_examples(item: Json) -> Json:
    """Let an example that is only a text be written as a string."""
    out = dict(item)
    for key in ("removes", "keeps"):
        out[key] = [
            {"text": example} if isinstance(example, str) else example
            for example in item.get(key, ())
        ]
    return out
