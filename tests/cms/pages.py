"""A small site for tests of what is read: pages made through Wagtail's own API."""

from __future__ import annotations

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.articles.models import (
    ArticlePage,
    PortalDocument,
    PortalImage,
    PortalPage,
    SectionPage,
    YearPage,
)
from cms.articles.models.items import ItemPage
from cms.portals.models import Portal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Site:
    """One portal with sections; items are published unless told otherwise."""

    def __init__(self, slug: str = "can-loc") -> None:
        self.portal, _ = Portal.objects.get_or_create(
            slug=slug, defaults={"name": slug.title(), "home": f"http://{slug}.test/"}
        )
        self.top = PortalPage.objects.filter(portal=self.portal).first()
        if self.top is None:
            root = Page.get_first_root_node()
            new = PortalPage(title=slug, slug=slug, portal=self.portal)
            self.top = root.add_child(instance=new)
        self.numbers = itertools.count(1)
        self.news = self.section("Tin tức")

    def section(self, title: str, *, under: Page | None = None) -> SectionPage:
        """Add a section."""
        slug = f"muc-{next(self.numbers)}"
        section = SectionPage(title=title, slug=slug, portal=self.portal)
        return (under or self.top).add_child(instance=section)

    def item(
        self,
        title: str = "Tin",
        *,
        model: type[ItemPage] = ArticlePage,
        section: SectionPage | None = None,
        at: datetime | None = datetime(2017, 3, 27, 8, 15, tzinfo=VIETNAM),
        publish: bool = True,
        body: list | None = None,
        tags: tuple[str, ...] = (),
        **fields: object,
    ) -> ItemPage:
        """Add an item."""
        parent = self.year(section or self.news, at.year if at else None)
        number = next(self.numbers)
        page = model(
            title=title[:255],
            long_title=title if len(title) > 255 else "",
            slug=f"tin-{number}",
            portal=self.portal,
            published_at=at,
            published_precision="minute" if at else "",
            source_url=f"http://{self.portal.slug}.test/tin/{number}",
            live=False,
            **fields,
        )
        page.body = body if body is not None else [("paragraph", "<p>Nội dung</p>")]
        parent.add_child(instance=page)
        page.tags.add(*tags)
        revision = page.save_revision()
        if publish:
            revision.publish()
        return model.objects.get(pk=page.pk)

    def year(self, section: SectionPage, year: int | None) -> YearPage:
        """Find or add a year."""
        found = YearPage.objects.child_of(section).filter(year=year).first()
        name = str(year or "khac")
        return found or section.add_child(instance=YearPage(title=name, slug=name, year=year))

    def image(self, title: str = "Ảnh", **fields: object) -> PortalImage:
        """Add an image of 64 by 48 pixels."""
        file: ImageFile = get_test_image_file(f"{next(self.numbers)}.png", size=(64, 48))
        return PortalImage.objects.create(title=title, file=file, portal=self.portal, **fields)

    def file(
        self, title: str = "Tệp", content: bytes = b"%PDF-1.4", **fields: object
    ) -> PortalDocument:
        """Add a file."""
        name = f"{next(self.numbers)}.pdf"
        return PortalDocument.objects.create(
            title=title, file=ContentFile(content, name=name), portal=self.portal, **fields
        )
