"""Random histories of a portal: editors and the line at the same pages, and what must hold."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from cms.articles.models import ArticlePage
from cms.articles.models.items import ItemPage
from cms.catalog.models import Entry, SearchText
from cms.harvest import proposals, runs
from cms.harvest.content import apply, content_of_page
from cms.harvest.drafting import redraft
from cms.harvest.hands_off import newest
from cms.harvest.loading import load_items
from cms.harvest.merging import Side
from cms.harvest.models import (
    Item,
    Proposal,
    ProposalState,
    Run,
    RunState,
    Segment,
    SourceVersion,
)
from cms.harvest.reconcile import report
from cms.harvest.recording import record_segment
from cms.harvest.rollback import roll_back
from cms.harvest.takedown import take_down
from cms.portals.models import MergePolicy
from ingest.types import Draft

from .conftest import OldPortal, make_draft, paragraphs
from .editing import LATER, written_rows
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

SECTIONS = (("Tin tức",), ("Văn hóa",), ("Văn bản",))
LONG_AGO = datetime(2019, 5, 1, tzinfo=UTC)
STEPS = 14


@dataclass
class Article:
    """One article of the source, and what its editor did to it here."""

    name: str
    text: Text
    section: tuple[str, ...]
    native: bool = False
    """Whether the adapter knows its native id by now."""
    published: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    slug: str = ""
    parent: int = 0
    deleted: bool = False
    suppressed: bool = False
    unpublished: bool = False

    def draft(self, address: str = "") -> Draft:
        """Say what a page of the source gives."""
        address = address or self.name
        names = [f"url:http://portal.test/{address}"]
        if self.native:
            names.insert(0, f"nukeviet:news:{self.name[4:]}")
        return make_draft(
            address,
            identities=tuple(names),
            title=self.text.title,
            lead=self.text.lead,
            blocks=paragraphs(*self.text.paragraphs),
            section=self.section,
        )


class History:
    """Steps taken at random, each followed by a look at everything."""

    def __init__(self, source: OldPortal, seed: int) -> None:
        self.source = source
        self.chance = random.Random(seed)
        self.words = Words(self.chance)
        self.articles = [
            Article(f"tin-{number}", new_text(self.words), self.chance.choice(SECTIONS))
            for number in range(1, 4)
        ]
        source.portal.merge_policy = self.chance.choice(MergePolicy.values)
        source.portal.save()
        self.crawl(self.articles)
        self.load()

    def run(self) -> None:
        """Take the steps. Raises AssertionError, naming the step."""
        for number in range(STEPS):
            step = self.chance.choice(self.steps())
            try:
                step()
                self.check()
                if number % 4 == 3 or number == STEPS - 1:
                    self.check_books()
            except AssertionError as error:
                raise AssertionError(f"step {number}, {step.__name__}: {error}") from error

    def steps(self) -> list[Callable[[], None]]:
        """List what can happen, the frequent more than once."""
        editors = [self.edit, self.edit, self.publish, self.publish, self.autosave]
        rare = [self.lock, self.unpublish, self.move, self.rename, self.delete]
        line = [self.recrawl] * 4 + [self.reload, self.redeliver, self.reextract]
        return [
            *(*editors, *rare, *line, self.adopt_a_mirror, self.know_better_names),
            *(self.roll_back, self.roll_back, self.decide, self.decide, self.take_down),
        ]

    # --- editors --------------------------------------------------------------------------------

    def some_page(self) -> tuple[Article, ItemPage] | None:
        article = self.chance.choice(self.articles)
        if article.deleted or article.suppressed:
            return None
        return article, self.source.page(article.name)

    def edit(self, *, in_place: bool = False) -> None:
        """Save a draft."""
        found = self.some_page()
        if found is None:
            return
        article, page = found
        draft = newest(page)
        content = content_of_page(draft)
        before = text_of(content)
        after = before.copy()
        after.change(self.words, "b")
        apply(content_with(after, content), draft)
        # Autosave goes on with the revision that it began: never with the one that is live.
        in_place = in_place and draft.latest_revision_id != page.live_revision_id
        draft.save_revision(overwrite_revision=draft.latest_revision if in_place else None)
        article.kept = written_by("b", after)
        article.removed |= names_of(before.paragraphs) - names_of(after.paragraphs)

    def autosave(self) -> None:
        """Save a draft into the revision that is there, as Wagtail's autosave does."""
        self.edit(in_place=True)

    def publish(self) -> None:
        """Publish what an editor has before them."""
        found = self.some_page()
        if found is None:
            return
        article, page = found
        newest(page).save_revision().publish()
        live = content_of_page(self.source.page(article.name))
        article.published = written_by("b", text_of(live))
        article.unpublished = False

    def lock(self) -> None:
        """Lock, or unlock."""
        found = self.some_page()
        if found:
            page = found[1]
            page.locked = not page.locked
            page.save(update_fields=["locked"])

    def unpublish(self) -> None:
        """Take a page off."""
        found = self.some_page()
        if found and found[1].live:
            found[1].unpublish()
            found[0].unpublished = True

    def move(self) -> None:
        """Give a page another section."""
        found, other = self.some_page(), self.some_page()
        if found and other and found[0] is not other[0]:
            target = other[1].get_parent()
            if target.pk != found[1].get_parent().pk:
                found[1].move(target, pos="last-child")
            found[0].parent = target.pk

    def rename(self) -> None:
        """Give a page another slug, and publish it if it has no draft."""
        found = self.some_page()
        if found and found[1].live and not found[1].has_unpublished_changes:
            article, page = found
            article.slug = page.slug = f"ten-{self.words.next('s')}"
            page.save_revision().publish()

    def delete(self) -> None:
        """Delete a page, sometimes."""
        found = self.some_page()
        if found and self.chance.random() < 0.4:
            found[1].delete()
            found[0].deleted = True

    def decide(self) -> None:
        """Decide about something that waits."""
        waiting = Proposal.objects.filter(state=ProposalState.OPEN).order_by("pk")
        proposal = self.chance.choice([*waiting, None])
        if proposal is None:
            return
        article = next(
            one for one in self.articles if self.source.item(one.name).pk == proposal.item_id
        )
        try:
            self.take_side(proposal)
        except proposals.ProposalError:
            return
        text = text_of(content_of_page(newest(self.source.page(article.name))))
        # A person chose: what went with that is nobody's loss.
        article.kept &= written_by("b", text)
        article.removed -= names_of(text.paragraphs)

    def take_side(self, proposal: Proposal) -> None:
        found = proposals.compare(proposal)
        names = [conflict.name for conflict in found.merge.conflicts]
        match self.chance.randrange(4):
            case 0:
                proposals.keep_ours(proposal)
            case 1:
                proposals.take_theirs(proposal, seen=found.seen)
            case _:
                choices = {name: self.chance.choice([*Side]) for name in names}
                proposals.accept(proposal, choices, seen=found.seen)

    # --- the line -------------------------------------------------------------------------------

    def crawl(self, articles: list[Article]) -> None:
        self.source.crawl({article.name: article.draft() for article in articles})
        self.source.draft()

    def load(self) -> None:
        """Load, at once or when nobody is at the pages any more; the same again writes nothing."""
        now = timezone.now() + (LATER if self.chance.random() < 0.8 else timedelta())
        run = runs.start(self.source.portal, "load")
        load_items(self.source.portal, run=run, now=now)
        runs.finish(run)
        again = runs.start(self.source.portal, "load")
        with written_rows() as written:
            load_items(self.source.portal, run=again, now=now)
        again.delete()
        assert not written, f"a second load wrote: {written}"

    def recrawl(self) -> None:
        """Change some articles at the source and crawl them all."""
        for article in self.articles:
            if self.chance.random() < 0.6:
                article.text = article.text.copy()
                article.text.change(self.words, "n")
            if self.chance.random() < 0.1:
                article.section = self.chance.choice(SECTIONS)
        self.crawl(self.articles)
        self.load()

    def reload(self) -> None:
        """Load what was held."""
        self.load()

    def redeliver(self) -> None:
        """Let old tasks come once more."""
        segments = list(Segment.objects.order_by("pk"))
        for segment in self.chance.sample(segments, min(2, len(segments))):
            record_segment(self.source.portal, segment.name)
        self.source.draft()
        self.load()

    def reextract(self) -> None:
        """Draft everything again from the archive."""
        redraft(self.source.portal)
        self.source.draft()
        self.load()

    def adopt_a_mirror(self) -> None:
        """Take in old copies of the articles, sometimes under other addresses."""
        old = {}
        for article in self.articles:
            shorter = f"t{article.name[4:]}"
            address = shorter if article.native else article.name
            text, article.text = article.text, new_text(self.words)
            old[address] = article.draft(address)
            article.text = text
        self.source.crawl(old, at=LONG_AGO)
        self.source.draft()
        self.load()

    def know_better_names(self) -> None:
        """From now on the adapter knows the native ids, but of what it may not read any more."""
        for article in self.articles:
            article.native = article.native or not article.suppressed
        self.recrawl()

    def roll_back(self) -> None:
        """Undo a run, which may itself have undone one."""
        done = Run.objects.filter(state=RunState.DONE).exclude(counts={}).order_by("pk")
        if done:
            roll_back(self.chance.choice(list(done)), now=timezone.now() + LATER)

    def take_down(self) -> None:
        """Take an article down for good, sometimes."""
        article = self.chance.choice(self.articles)
        if not article.suppressed and self.chance.random() < 0.4:
            take_down(f"http://portal.test/{article.name}", reason="theo đơn")
            article.suppressed = True

    # --- what must hold -------------------------------------------------------------------------

    def check_books(self) -> None:
        """Let all records be compared with each other. Raises AssertionError."""
        sheet = report(self.source.portal)
        assert sheet.holds, sheet.problems

    def check(self) -> None:
        """Look at all articles. Raises AssertionError."""
        assert Item.objects.count() == len(self.articles), "doubled items"
        there = [one for one in self.articles if not (one.deleted or one.suppressed)]
        assert ArticlePage.objects.count() == len(there), "doubled or lost pages"
        served = set(Entry.objects.values_list("pk", flat=True))
        assert served == set(ArticlePage.objects.live().values_list("pk", flat=True))
        for article in there:
            self.check_article(article)
        for article in self.articles:
            if article.suppressed:
                self.check_suppressed(article)

    def check_suppressed(self, article: Article) -> None:
        item = self.source.item(article.name)
        assert item.page_id is None, f"{article.name}: taken down and back again"
        assert not SourceVersion.objects.filter(item=item).exists(), f"{article.name}: kept"
        word = article.text.title.split(" ")[0]
        assert not SearchText.objects.filter(title__contains=word).exists(), f"{word} is found"

    def check_article(self, article: Article) -> None:
        page = self.source.page(article.name)
        text, live = text_of(content_of_page(newest(page))), text_of(content_of_page(page))
        lost = article.kept - written_by("b", text)
        assert not lost, f"{article.name} lost edits {sorted(lost)}"
        back = article.removed & names_of(text.paragraphs)
        assert not back, f"{article.name}: taken out and back again {sorted(back)}"
        early = written_by("b", live) - article.published if page.live else set()
        assert not early, f"{article.name}: published drafts {sorted(early)}"
        assert not doubled(text.paragraphs), f"{article.name}: doubled paragraphs"
        assert not (article.unpublished and page.live), f"{article.name}: published again"
        assert article.slug in ("", page.slug), f"{article.name}: lost its slug"
        assert article.parent in (0, page.get_parent().pk), f"{article.name}: moved back"
