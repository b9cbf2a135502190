"""Random histories of one page on the pure parts: what is decided, and what is merged.

A failure names its seed; it alone is run again with ``-k "[seed]"``. How many: ``HISTORIES``.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field

import pytest

from cms.harvest.content import PageContent, content_of_draft, digest
from cms.harvest.merge_form import resolve_contents
from cms.harvest.merging import Side
from cms.harvest.planning import Plan, Sides, Standing, decide
from cms.harvest.states import Outcome
from cms.portals.models import MergePolicy

from .conftest import make_draft, paragraphs
from .random_texts import (
    Text,
    Words,
    content_with,
    doubled,
    names_of,
    new_text,
    text_of,
    written_by,
)

STEPS = 20
MANY = int(os.environ.get("HISTORIES", "10000"))
BATCH = 500


def content_of(text: Text) -> PageContent:
    draft = make_draft(title=text.title, lead=text.lead, blocks=paragraphs(*text.paragraphs))
    return content_of_draft(draft)


@dataclass
class Model:
    """A page, its item and its source, without a database."""

    words: Words
    source: Text
    live: PageContent = field(init=False)
    draft: PageContent | None = None
    base: PageContent = field(init=False)
    waiting: tuple[PageContent, PageContent, PageContent] | None = None
    loaded_digest: str = ""
    merge_draft: bool = False
    locked: bool = False
    published: set[str] = field(default_factory=set)
    """The editor's words that the editor has published."""
    kept: set[str] = field(default_factory=set)
    """The editor's words that must be in the newest text."""
    removed: set[str] = field(default_factory=set)
    """Paragraphs that the editor took out."""

    def __post_init__(self) -> None:
        self.live = self.base = content_of(self.source)
        self.loaded_digest = digest(self.base)

    @property
    def ours(self) -> PageContent:
        return self.draft or self.live

    def edit(self) -> None:
        before = text_of(self.ours)
        after = before.copy()
        after.change(self.words, "b")
        self.draft, self.merge_draft = content_with(after, self.ours), False
        self.kept = written_by("b", after)
        self.removed |= names_of(before.paragraphs) - names_of(after.paragraphs)

    def publish(self) -> None:
        self.live, self.draft, self.merge_draft = self.ours, None, False
        self.published = written_by("b", text_of(self.live))

    def lock(self) -> None:
        self.locked = not self.locked

    def change_source(self) -> None:
        self.source = self.source.copy()
        self.source.change(self.words, "n")

    def load(self) -> None:
        theirs = content_of(self.source)
        standing = Standing(
            ours=self.ours, loaded_digest=self.loaded_digest, merge_draft=self.merge_draft
        )
        sides = Sides(base=self.base, ours=self.ours, theirs=theirs)
        planned = decide(
            standing,
            theirs,
            sides=lambda: sides,
            why_hands_off=self.why_hands_off,
            policy=self.words.chance.choice([*MergePolicy]),
        )
        if planned.outcome is Outcome.HELD:
            self.waiting = (sides.base, sides.ours, sides.theirs)
            return
        self.check_source(planned, sides)
        if planned.outcome is Outcome.UPDATED:
            if planned.publish:
                self.live, self.draft = planned.content, None
            else:
                self.draft = planned.content
            self.merge_draft = not planned.publish
        self.base, self.loaded_digest, self.waiting = theirs, digest(theirs), None

    def why_hands_off(self) -> str:
        if self.locked:
            return "locked"
        return "draft" if self.draft is not None and not self.merge_draft else ""

    def check_source(self, planned: Plan, sides: Sides) -> None:
        """What the source added is in what is written, whoever else was there."""
        new = written_by("n", text_of(sides.theirs)) - written_by("n", text_of(sides.base))
        seen = written_by("n", text_of(planned.content))
        gone = {word for word in new - seen if word not in written_by("n", text_of(sides.ours))}
        assert not gone, f"the source's {sorted(gone)} came and is nowhere"

    def decide_held(self) -> None:
        if self.waiting is None or self.waiting[1] != self.ours:
            return
        base, ours, theirs = self.waiting
        first = Sides(base=base, ours=ours, theirs=theirs).merge()
        choices = {one.name: self.words.chance.choice([*Side]) for one in first.conflicts}
        resolved = resolve_contents(base, ours, theirs, choices)
        if resolved.conflicts:
            return
        self.base, self.loaded_digest, self.waiting = theirs, digest(theirs), None
        if resolved.changed:
            self.draft, self.merge_draft = resolved.content, False
        if set(choices.values()) - {Side.OURS}:
            # A person chose: what went with that is nobody's loss.
            self.kept &= written_by("b", text_of(self.ours))
            self.removed -= names_of(text_of(self.ours).paragraphs)

    def check(self) -> None:
        newest, live = text_of(self.ours), text_of(self.live)
        lost = self.kept - written_by("b", newest)
        assert not lost, f"lost edits: {sorted(lost)}"
        back = self.removed & names_of(newest.paragraphs)
        assert not back, f"taken out and back again: {sorted(back)}"
        early = written_by("b", live) - self.published
        assert not early, f"published drafts: {sorted(early)}"
        assert not doubled(newest.paragraphs)


def run_history(seed: int) -> None:
    words = Words(random.Random(seed))
    model = Model(words, new_text(words))
    acts = [
        *(model.edit, model.edit, model.publish, model.publish, model.lock, model.decide_held),
        *(model.change_source, model.change_source, model.change_source, model.load, model.load),
    ]
    for step in range(STEPS):
        act = words.chance.choice(acts)
        act()
        try:
            model.check()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {step}, {act.__name__}: {error}") from error


@pytest.mark.parametrize("seed", range(150))
def test_nothing_is_lost_in_a_random_history(seed: int) -> None:
    run_history(seed)


@pytest.mark.acceptance
@pytest.mark.parametrize("first", range(0, MANY, BATCH))
def test_nothing_is_lost_in_many_random_histories(first: int) -> None:
    for seed in range(first, min(first + BATCH, MANY)):
        run_history(seed)
