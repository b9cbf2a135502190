"""The sample portal as a value: its items, their addresses and skins, and what changes later."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from samples.address import Addresses
from samples.changes import Changes, apply_changes, plan_changes
from samples.dice import Dice
from samples.extras import make_album, make_documents, make_static_pages
from samples.frame.sheet import Sheet, Visit
from samples.lexicon import CAN_LOC, INVENTED, District
from samples.model import Article, Source
from samples.plan import MANY, plan_articles
from samples.skins.bootstrap import BootstrapSkin
from samples.skins.div import DivSkin
from samples.skins.skin import Skin
from samples.skins.table import TableSkin
from samples.style import SKINS, SkinName, Style, make_style
from samples.wording import Wording

DEFAULT_COUNT = 96
STAGES = (1, 2)
SKIN_CLASSES: dict[SkinName, type[Skin]] = {
    "table": TableSkin,
    "div": DivSkin,
    "bootstrap": BootstrapSkin,
}


@dataclass(frozen=True, slots=True)
class Era:
    """One CMS that the portal has had: its style, look and addresses."""

    style: Style
    skin: Skin
    addresses: Addresses


class Portal:
    """Everything that a seed decides.

    `skin` forces one look; None is a portal that has changed its CMS twice, where old articles
    still stand in the old looks. `hide` takes away one or more of the ways in which articles are
    found. With `trap` the menu leads to a calendar without end. `stage` is 1, and 2 after the
    control address was asked for the next stage.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        skin: SkinName | None = None,
        count: int = DEFAULT_COUNT,
        hide: Iterable[Source] = (),
        trap: bool = False,
    ) -> None:
        self.seed = seed
        self.forced_skin = skin
        self.hide = frozenset(hide)
        self.trap = trap
        self.stage = 1
        dice = Dice(seed, "portal")
        self.district: District = CAN_LOC if seed == 0 else dice.pick((CAN_LOC, *INVENTED))
        words = Wording(seed, "portal")
        self.sections = words.sections()
        self.site = words.text("site").format(name=self.district.name)
        first_change = 2012 if seed == 0 else dice.number(2011, 2013)
        second_change = 2018 if seed == 0 else dice.number(2015, 2018)
        self._years = (first_change, second_change)
        menu = tuple(self.sections if seed == 0 else dice.mixed(list(self.sections)))
        self.menu = menu
        self.eras = {name: self._era(name, menu) for name in SKINS}
        first = plan_articles(seed, count=max(count, MANY), district=self.district)
        self.changes: Changes = plan_changes(seed, first, district=self.district)
        self._articles = {1: first, 2: apply_changes(first, self.changes)}
        self._found_by: dict[tuple[int, Source], list[Article]] = {}
        self.documents = make_documents(seed, district=self.district)
        keys = {
            "gioi-thieu": "introduction",
            "co-cau-to-chuc": "organisation",
            "lien-he": "contact",
        }
        names = {key: words.text(word) for key, word in keys.items()}
        self.static_pages = make_static_pages(seed, district=self.district, names=names)
        self.album = make_album(seed, district=self.district)

    def _era(self, name: SkinName, menu: tuple[str, ...]) -> Era:
        style = make_style(self.seed, name)
        return Era(style, SKIN_CLASSES[name](style), Addresses(style, menu))

    def at_stage(self, stage: int) -> "Portal":
        """Give the same portal as it is in a stage, to leave this one as it is."""
        other = copy(self)
        other.stage = stage
        return other

    # -- looks ---------------------------------------------------------------------------------

    @property
    def newest_era(self) -> Era:
        return self.eras[self.forced_skin or "bootstrap"]

    def era_of(self, article: Article) -> Era:
        if self.forced_skin:
            return self.eras[self.forced_skin]
        place = sum(article.written_at.year >= year for year in self._years)
        return self.eras[SKINS[place]]

    def sheet(self, era: Era, visit: Visit) -> Sheet:
        name, province = self.district.name, self.district.province
        district = {
            "name": name,
            "province": province,
            "NAME": name.upper(),
            "PROVINCE": province.upper(),
        }
        return Sheet(era.style, visit, self.site, district)

    # -- articles ------------------------------------------------------------------------------

    def articles(self, stage: int = 0) -> list[Article]:
        """Give the articles of a stage (the present one for 0), oldest first."""
        return self._articles[stage or self.stage]

    def items(self, stage: int = 0) -> list[Article]:
        """Give all that a harvest should bring home."""
        return [*self.articles(stage), *self.documents, *self.static_pages, self.album]

    def article(self, article_id: str) -> Article | None:
        return next((item for item in self.items() if item.id == article_id), None)

    def found_by(self, source: Source) -> list[Article]:
        """Give the articles that a source knows, newest first."""
        if source in self.hide:
            return []
        key = self.stage, source
        if key not in self._found_by:
            known = [a for a in reversed(self.articles()) if source in a.found_by]
            self._found_by[key] = known
        return self._found_by[key]

    # -- addresses -----------------------------------------------------------------------------

    def url(self, item: Article, *, section: str = "") -> str:
        """Give path and query of an item; `section` for the address of a cross-posted one."""
        if item.kind == "static":
            form = self.newest_era.style.pick("static", "/{}", "/{}.html", "/trang/{}")
            return form.format(item.id)
        if item.kind == "document":
            form = self.newest_era.style.pick("document", "/van-ban/{}", "/van-ban/chi-tiet?id={}")
            return form.format(item.serial)
        if item.kind == "media":
            return f"/thu-vien-anh/{item.serial}"
        return self.era_of(item).addresses.article(item, section=section)

    @property
    def ghost_url(self) -> str:
        """An address like an article's, in a list, behind which nothing is: a soft 404."""
        ghost = replace(self.articles()[-1], id="ghost", serial=99990, title="Thông báo")
        return self.newest_era.addresses.article(ghost)

    @property
    def dead_path(self) -> str:
        """An address in the sitemap that answers 404."""
        return "/tin-cu/bai-viet-da-go-bo.html"

    def other_urls(self, item: Article) -> list[str]:
        urls = []
        if item.cross_section:
            urls.append(self.url(item, section=item.cross_section))
        if item.old_path:
            urls.append(item.old_path)
        return urls

    def print_url(self, item: Article) -> str:
        return self.era_of(item).addresses.print_view(item)

    def url_in_text(self, article_id: str) -> str:
        """Give the address that another article's text uses: the old one, if there is one."""
        item = self.article(article_id)
        if item is None or "links" in self.hide:
            return ""
        return item.old_path or self.url(item)

    # -- dates ---------------------------------------------------------------------------------

    def published(self, item: Article) -> tuple[datetime | None, str]:
        """Give when it was published as far as page or address say, and how exactly."""
        addresses = self.era_of(item).addresses
        if item.kind == "article" and addresses.minute_in_address and item.date_on != "minute":
            if item.date_on == "nowhere":
                return item.written_at, "minute"
            return item.written_at, "day"
        if item.date_on == "nowhere":
            dated = item.kind == "article" and addresses.day_in_address
            return (item.written_at, "day") if dated else (None, "")
        return item.written_at, item.date_on
