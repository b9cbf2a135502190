"""Addresses of articles and lists, in the forms of three generations of portals."""

import re
from dataclasses import dataclass

from samples.model import Article
from samples.slug import slug
from samples.style import Style

FORMS = {
    "table": ("index-mod", "index-com", "aspx-id"),
    "div": ("vi-news", "pages-date", "section-id"),
    "bootstrap": ("unix", "bai-viet", "cat-id"),
}
ARTICLE = {
    "index-mod": "/index.php?mod=news&op=detail&cat={cat}&id={serial}",
    "index-com": "/index.php?com=tintuc_ct&id_cat={cat}&id_news={serial}",
    "aspx-id": "/News/NewsDetail.aspx?CatID={cat}&ItemID={serial}",
    "vi-news": "/vi/news/{section}/{slug}-{serial}.html",
    "pages-date": "/portal/pages/{day}/{slug}-{serial}.aspx?cat={cat}",
    "section-id": "/{section}/{serial}/{slug}.htm",
    "unix": "/{section}/{slug}-{unix}.html",
    "bai-viet": "/{section}/bai-viet/{slug}-{serial}",
    "cat-id": "/tin-bai/cat/{section}-{cat}/id/{slug}-{serial}",
}
LISTS = {
    "index-mod": ("/index.php?mod=news&op=list&cat={cat}", "&page={page}"),
    "index-com": ("/index.php?com=tintuc&id_cat={cat}", "&p={page}"),
    "aspx-id": ("/News/NewsList.aspx?CatID={cat}", "&Page={page}"),
    "vi-news": ("/vi/news/{section}/", "page-{page}/"),
    "pages-date": ("/portal/pages/{section}.aspx", "?page={page}"),
    "section-id": ("/{section}/", "trang-{page}.htm"),
    "unix": ("/{section}", "?page={page}"),
    "bai-viet": ("/chuyen-muc/{section}", "?trang={page}"),
    "cat-id": ("/tin-bai/cat/{section}-{cat}", "/{page}"),
}
# Addresses that look like an article's: unknown ones answer 200 and "not found" in words.
SOFT = {
    "index-mod": r"/index\.php\?.*op=detail",
    "index-com": r"/index\.php\?.*com=tintuc_ct",
    "aspx-id": r"/News/NewsDetail\.aspx",
    "vi-news": r"/vi/news/[^/]+/[^/]+-\d+\.html",
    "pages-date": r"/portal/pages/\d{4}-[^/]+/.+\.aspx",
    "section-id": r"/[a-z-]+/\d+/[^/]+\.htm",
    "unix": r"/[a-z-]+/[^/]+-\d{10}\.html",
    "bai-viet": r"/[a-z-]+/bai-viet/",
    "cat-id": r"/tin-bai/cat/[^/]+/id/",
}
PRINT = {
    "table": "/print.php?id={serial}",
    "div": "/in-bai/{serial}",
    "bootstrap": "/print/{serial}",
}
TRACKING = re.compile(r"^(PHPSESSID|utm_\w+|fbclid|sid|jsessionid)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address forms of one style; `categories` are the section keys in menu order."""

    style: Style
    categories: tuple[str, ...]

    @property
    def form(self) -> str:
        return self.style.pick("address", *FORMS[self.style.skin])

    @property
    def day_in_address(self) -> bool:
        return self.form == "pages-date"

    @property
    def minute_in_address(self) -> bool:
        return self.form == "unix"

    def article(self, article: Article, *, section: str = "") -> str:
        section = section or article.section
        careless = self.style.chance("careless-slug", 0.25)
        length = self.style.number("slug-length", 30, 90)
        return ARTICLE[self.form].format(
            cat=self.categories.index(section) + 2,
            section=section,
            serial=article.serial,
            slug=slug(article.title, careless=careless, length=length),
            day=article.written_at.strftime("%Y-%m-%d"),
            unix=int(article.written_at.timestamp()),
        )

    def listing(self, section: str, page: int = 1) -> str:
        head, tail = LISTS[self.form]
        pattern = head if page == 1 else head + tail
        cat = self.categories.index(section) + 2
        return pattern.format(section=section, cat=cat, page=page)

    def print_view(self, article: Article) -> str:
        return PRINT[self.style.skin].format(serial=article.serial)

    def looks_like_article(self, target: str) -> bool:
        return re.match(SOFT[self.form], target) is not None


def without_tracking(target: str) -> str:
    """Drop session and tracking parameters, and `;jsessionid=` from the path."""
    path, _, query = target.partition("?")
    path = path.split(";", 1)[0]
    kept = [part for part in query.split("&") if part and not TRACKING.match(part)]
    return path + ("?" + "&".join(kept) if kept else "")
