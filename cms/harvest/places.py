"""Where items stand in the tree: portal, sections as at the source, years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from cms.articles.bulk import NewItem, create_items
from cms.articles.models import PortalPage, SectionPage, YearPage
from cms.portals.models import Portal
from ingest.text import fold

from .keys import key_of

MAX_CHILDREN = 5000
"""More siblings than this make Wagtail's tree slow."""
NO_SECTION = "Chưa phân loại"
"""Title of the section of items whose source names none."""
NO_YEAR = "Không rõ năm"
MAX_DEPTH = 8
SEPARATOR = " / "


class Places:
    """Finds and makes sections and years of one portal; remembers them for the time of a load."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.zone = ZoneInfo(portal.settings.get("extract", {}).get("timezone", "Asia/Ho_Chi_Minh"))
        self._sections: dict[str, SectionPage] = {}
        self._years: dict[tuple[int, int | None], YearPage] = {}
        self._room: dict[int, int] = {}

    def year(self, names: Sequence[str], published_at: datetime | None) -> YearPage:
        """Give the year page under a section that has room for one more item."""
        section = self.section(names)
        number = published_at.astimezone(self.zone).year if published_at else None
        key = (section.pk, number)
        page = self._years.get(key)
        if page is None or self._room[page.pk] <= 0:
            page = self._years[key] = self._open_year(section, number)
            self._room[page.pk] = MAX_CHILDREN - page.numchild
        self._room[page.pk] -= 1
        return page

    def section(self, names: Sequence[str]) -> SectionPage:
        """Give the section with these names, top down, made with its parents where missing."""
        names = tuple(" ".join(name.split()) for name in names if name.strip()) or (NO_SECTION,)
        names = names[:MAX_DEPTH]
        path = source_path(names)
        if path not in self._sections:
            self._sections[path] = self._find_or_make(names)
        return self._sections[path]

    def forget(self) -> None:
        """Drop what is remembered: after a transaction that was undone."""
        self._sections.clear()
        self._years.clear()
        self._room.clear()

    @transaction.atomic
    def _find_or_make(self, names: tuple[str, ...]) -> SectionPage:
        path = source_path(names)
        found = SectionPage.objects.filter(portal=self.portal, source_path=path).first()
        if found:
            return found
        above = self.section(names[:-1]) if names[1:] else None
        parent = above or PortalPage.objects.get(portal=self.portal)
        # The parent's row is the lock; whoever comes second finds the section made.
        Page.objects.select_for_update().get(pk=parent.pk)
        found = SectionPage.objects.filter(portal=self.portal, source_path=path).first()
        if found:
            return found
        new = SectionPage(
            title=names[-1][:255],
            slug=free_slug(parent, names[-1], fallback="muc"),
            portal=self.portal,
            source_path=path,
        )
        return _add(parent, new)

    @transaction.atomic
    def _open_year(self, section: SectionPage, number: int | None) -> YearPage:
        Page.objects.select_for_update().get(pk=section.pk)
        years = YearPage.objects.child_of(section).filter(year=number)
        open_year = years.filter(numchild__lt=MAX_CHILDREN).order_by("part").first()
        if open_year:
            return open_year
        part = (years.aggregate(last=Max("part"))["last"] or 0) + 1
        name = str(number) if number else NO_YEAR
        title = f"{name} ({part})" if part > 1 else name
        slug = free_slug(section, title, fallback="nam")
        page = YearPage(title=title, slug=slug, year=number, part=part)
        create_items([NewItem(page=page, parent=section)], now=timezone.now())
        return page


def source_path(names: Iterable[str]) -> str:
    """Identity of a section: its names, folded, so that a change of case makes no new one."""
    return SEPARATOR.join(fold(" ".join(name.split())).replace("/", "-") for name in names)


def free_slug(parent: Page, title: str, *, fallback: str) -> str:
    """Make a slug that no child of the parent has."""
    base = slugify(fold(title))[:60].strip("-") or fallback
    taken = set(
        Page.objects.child_of(parent).filter(slug__startswith=base).values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def item_slug(title: str, item_id: int) -> str:
    """Make an item's slug: unique everywhere, because its item's id ends it."""
    words = slugify(fold(title))[:80].strip("-")
    return f"{words}-{item_id}" if words else f"{key_of(title)[:8]}-{item_id}"


def _add(parent: Page, page: Page) -> Page:
    fresh = Page.objects.get(pk=parent.pk).specific
    fresh.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
