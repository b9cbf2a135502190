"""Random histories of a site, and a follower that knows it by the change log alone."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.articles.models import ITEM_MODELS
from cms.articles.models.items import ItemPage
from cms.catalog import services
from cms.harvest import runs
from cms.harvest.content import content_of_draft, digest
from cms.harvest.loading import load_items
from cms.harvest.models import Item, Run, RunState, SourceUrl, SourceVersion
from cms.harvest.rollback import roll_back
from cms.harvest.takedown import TakedownError, take_down
from ingest import codec
from ingest.types import Draft
from tests.bench.drafts import make_drafts, put_into_ledger
from tests.cms.pages import Site

PATHS = {"article": "articles", "document": "documents", "static": "static", "media": "media"}
GONE = {"unpublished", "deleted", "suppressed"}


class RolledBackError(Exception):
    """Raised on purpose in the middle of a transaction."""


class Follower:
    """Keeps a copy: reads changes from where it stopped, and fetches what they name."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cursor = "0"
        self.copy: dict[tuple[str, int], object] = {}

    def follow(self, *, limit: int = 7) -> None:
        """Read to the end of the log as it is now."""
        address: str | None = f"/api/v1/changes/?cursor={self.cursor}&limit={limit}"
        while address:
            answer = self.client.get(address)
            assert answer.status_code == 200, answer.content
            for row in answer.json()["items"]:
                self._apply(row["kind"], row["id"])
            self.cursor, address = answer.json()["cursor"], answer.json()["next"]

    def _apply(self, kind: str, key: int) -> None:
        if kind not in PATHS:
            return
        answer = self.client.get(f"/api/v1/{PATHS[kind]}/{key}/")
        if answer.status_code == 404:
            self.copy.pop((kind, key), None)
        else:
            assert answer.status_code == 200, answer.content
            self.copy[kind, key] = answer.json()


def state_of_the_server(client: Client) -> dict[tuple[str, int], object]:
    """Read everything through lists."""
    found = {}
    for kind, path in PATHS.items():
        address = f"/api/v1/{path}/?expand=body&limit=100"
        while address:
            answer = client.get(address)
            assert answer.status_code == 200, answer.content
            found.update({(kind, item["id"]): item for item in answer.json()["items"]})
            address = answer.json()["next"]
    return found


class History:
    """Does one random thing after another to one site."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site = site
        self.chance = chance
        self.sections = [site.news, site.section("Văn hóa")]

    def step(self) -> None:
        """Do something, in a transaction that sometimes fails at its end."""
        try:
            with transaction.atomic():
                for _ in range(self.chance.choice((1, 1, 1, 2))):
                    self.chance.choice(self.deeds())()
                if self.chance.random() < 0.15:
                    raise RolledBackError
        except RolledBackError:
            pass

    def deeds(self) -> list[Callable[[], object]]:
        """Return what can happen; the likelier more than once."""
        return [
            *(self.create, self.create, self.edit, self.edit, self.unpublish, self.publish),
            *(self.delete, self.move, self.rename, self.restrict, self.open, self.refresh),
            *(self.move_section, self.link, self.load, self.load, self.load_changed),
            *(self.roll_back, self.roll_back, self.take_down),
        ]

    def create(self) -> None:
        model = self.chance.choice(ITEM_MODELS)
        section = self.chance.choice(self.sections)
        self.site.item(f"Tin {self.chance.random()}", model=model, section=section)

    def edit(self) -> None:
        if page := self._any():
            page.title = f"Sửa {self.chance.random()}"
            page.save_revision().publish()

    def link(self) -> None:
        page, target = self._any(), self._any()
        if page and target:
            page.body = [("paragraph", f'<p><a linktype="page" id="{target.pk}">x</a></p>')]
            page.save_revision().publish()

    def rename(self) -> None:
        if page := self._any():
            page.slug = f"ten-{self.chance.randrange(10**9)}"
            page.save_revision().publish()

    def unpublish(self) -> None:
        if page := self._any():
            page.unpublish()

    def publish(self) -> None:
        if (page := self._any()) and page.latest_revision:
            page.latest_revision.publish()

    def delete(self) -> None:
        if page := self._any():
            page.delete()

    def move(self) -> None:
        if page := self._any():
            target = self.site.year(self.chance.choice(self.sections), 2017)
            if target.pk != page.get_parent().pk:
                page.move(target, pos="last-child")

    def move_section(self) -> None:
        first, second = self.sections
        first.refresh_from_db()
        second.refresh_from_db()
        under = first if second.depth == first.depth else self.site.top
        under.refresh_from_db()
        second.move(Page.objects.get(pk=under.pk), pos="last-child")

    def restrict(self) -> None:
        page = self._any() or self.sections[0]
        PageViewRestriction.objects.create(
            page=Page.objects.get(pk=page.pk), restriction_type="login"
        )

    def open(self) -> None:
        if restriction := PageViewRestriction.objects.order_by("pk").last():
            restriction.delete()

    def load(self) -> None:
        """Let the line bring in what a crawl found."""
        found = SourceUrl.objects.filter(portal=self.site.portal).count()
        put_into_ledger(self.site.portal, make_drafts(2, start=found))
        self._run()

    def load_changed(self) -> None:
        """Let the line bring in what the source changed."""
        item = self._loaded()
        if item is None:
            return
        latest = item.latest
        draft = {**latest.draft, "title": f"Nguồn sửa {self.chance.random()}"}
        item.latest = SourceVersion.objects.create(
            item=item,
            number=latest.number + 1,
            source_url=latest.source_url,
            captured_at=latest.captured_at,
            draft=draft,
            digest=digest(content_of_draft(codec.decode(Draft, draft))),
        )
        item.save()
        self._run()

    def roll_back(self) -> None:
        """Undo what the line brought in, or the undoing."""
        done = Run.objects.filter(portal=self.site.portal, state=RunState.DONE)
        keys = list(done.order_by("pk").values_list("pk", flat=True))
        if keys:
            roll_back(Run.objects.get(pk=self.chance.choice(keys)))

    def take_down(self) -> None:
        """Take down an item, or a paragraph wherever it stands."""
        item = self._loaded()
        if item is None:
            return
        draft = codec.decode(Draft, item.latest.draft)
        span = self.chance.choice(("", draft.blocks[0].text))
        with contextlib.suppress(TakedownError):
            take_down(draft.url, reason="yêu cầu", span=span)

    def _run(self) -> None:
        run = runs.start(self.site.portal, "load")
        load_items(self.site.portal, run=run)
        runs.finish(run)

    def _loaded(self) -> Item | None:
        items = Item.objects.filter(portal=self.site.portal, latest__isnull=False)
        keys = list(items.order_by("pk").values_list("pk", flat=True))
        return Item.objects.get(pk=self.chance.choice(keys)) if keys else None

    def refresh(self) -> None:
        services.refresh([page for page in (self._any(), self._any()) if page])

    def _any(self) -> ItemPage | None:
        items = Page.objects.type(*ITEM_MODELS).descendant_of(self.site.top)
        keys = list(items.order_by("pk").values_list("pk", flat=True))
        return Page.objects.get(pk=self.chance.choice(keys)).specific if keys else None
