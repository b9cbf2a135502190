"""Make a site's pages with their truth."""

from dataclasses import dataclass
from datetime import date

from samples.dice import Dice
from samples.lexicon import INVENTED
from tests.quality.fresh.engines.aspnet import AspNet
from tests.quality.fresh.engines.handmade import Handmade
from tests.quality.fresh.engines.joomla import Joomla
from tests.quality.fresh.engines.liferay import Liferay
from tests.quality.fresh.engines.nukeviet import NukeViet
from tests.quality.fresh.notes import Notes
from tests.quality.fresh.page import SECTIONS, Engine, Sheet, Site
from tests.quality.fresh.story import Story, make_story

ENGINES: tuple[type[Engine], ...] = (AspNet, Liferay, NukeViet, Joomla, Handmade)
STORIES = 28
LISTINGS = 2


@dataclass(frozen=True, slots=True)
class FreshPage:
    url: str
    html: str
    story: Story | None
    """None for a page that is no article."""
    published_on: date | None
    """The day of the story, None where neither page nor address tells it."""
    junk: tuple[str, ...]
    """What the frame says, a line each; none of it is a line of the story."""


def make_site(engine: type[Engine], seed: int) -> list[FreshPage]:
    """Give thirty pages: 28 articles of all shapes and two lists; equal seeds, equal pages."""
    dice = Dice("fresh", engine.name, seed)
    district = dice.child("district").pick(INVENTED)
    stories = tuple(
        make_story(number, dice=dice.child("story", number), district=district)
        for number in range(STORIES)
    )
    site = Site(engine(), dice, district, stories)
    pages = [_article(site, story, visit=visit) for visit, story in enumerate(stories)]
    return pages + [_listing(site, section) for section in SECTIONS[:LISTINGS]]


def _article(site: Site, story: Story, *, visit: int) -> FreshPage:
    notes = Notes(visit)
    sheet = Sheet(site, notes)
    html = site.engine.frame(sheet, site.engine.article(sheet, story), title=story.title)
    own = {story.title, story.byline_line, story.author, *story.texts(), *story.tags}
    told = story.dated or site.engine.dates_by_address(story)
    day = story.published.date() if told else None
    url = site.host + site.engine.address(story)
    return FreshPage(url, html, story, day, tuple(notes.lines(but=own)))


def _listing(site: Site, section: str) -> FreshPage:
    notes = Notes(STORIES)
    sheet = Sheet(site, notes)
    html = site.engine.frame(sheet, site.engine.listing(sheet, section), title=section)
    url = f"{site.host}/muc/{SECTIONS.index(section)}"
    return FreshPage(url, html, None, None, tuple(notes.lines(but=set())))
