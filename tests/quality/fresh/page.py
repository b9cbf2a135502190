"""What an engine is given to write one page with, and what it must offer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta

from samples.dice import Dice
from samples.lexicon import District
from samples.vietnamese_date import write_moment
from tests.quality.fresh.body import write_body
from tests.quality.fresh.notes import Notes
from tests.quality.fresh.story import Story
from tests.quality.fresh.widgets import Widget, make_widgets

SECTIONS = ("Thời sự", "Kinh tế", "Văn hóa", "Đời sống", "Pháp luật", "Thông báo")
FETCHED_AT = datetime(2022, 8, 15, 10, 42, 7)  # noqa: DTZ001 - only its figures are shown


@dataclass(frozen=True, slots=True)
class Site:
    engine: "Engine"
    dice: Dice
    district: District
    stories: tuple[Story, ...]

    @property
    def name(self) -> str:
        form = self.dice.child("name").pick(
            ("Cổng TTĐT huyện {}", "Trang tin huyện {}", "Huyện {}")
        )
        return form.format(self.district.name)

    @property
    def host(self) -> str:
        return f"http://{self.district.slug}-{self.engine.name}.example"

    def pick(self, switch: str, *options: str) -> str:
        return self.dice.child("switch", switch).pick(options)

    def chance(self, switch: str, share: float) -> bool:
        return self.dice.child("switch", switch).chance(share)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: the site, the notes of its frame, and pieces that all engines share."""

    site: Site
    notes: Notes

    def say(self, text: str) -> str:
        return self.notes.say(text)

    def body(self, story: Story, *, with_byline: bool = True) -> str:
        return write_body(story, self.site.dice, with_byline=with_byline)

    def widgets(self) -> list[Widget]:
        newest = sorted(self.site.stories, key=lambda story: story.published, reverse=True)
        titles = [(story.title, self.site.engine.address(story)) for story in newest[:8]]
        return make_widgets(self.notes, self.site.dice.child("widgets"), titles=titles)

    def clock(self) -> str:
        form = self.site.pick(
            "clock", "{weekday}, {d:02}/{m:02}/{y} {H:02}:{M:02}", "{english}, {d:02}/{m:02}/{y}",
            "Hôm nay, ngày {d} tháng {m} năm {y}",
        )  # fmt: skip
        now = FETCHED_AT + timedelta(seconds=self.notes.visit * 47)
        return self.say(write_moment(form, now))

    def others(self, story: Story) -> tuple[list[Story], list[Story]]:
        """Give some newer and some older stories of the site."""
        place = self.site.stories.index(story)
        return list(self.site.stories[place + 1 : place + 4]), list(
            self.site.stories[max(0, place - 4) : place]
        )

    def link(self, story: Story) -> str:
        return f'<a href="{self.site.engine.address(story)}">{self.say(story.title)}</a>'


class Engine(ABC):
    """Markup of one engine; `name` stands in the records."""

    name: str
    byline_in_body = True

    @abstractmethod
    def address(self, story: Story) -> str:
        """Give path and query."""

    def dates_by_address(self, story: Story) -> bool:
        """Whether the address tells the day, also where the page does not."""
        return False

    @abstractmethod
    def article(self, sheet: Sheet, story: Story) -> str:
        """Give the middle of an article's page."""

    @abstractmethod
    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        """Give the whole page around its middle."""

    def listing(self, sheet: Sheet, section: str) -> str:
        """Give the middle of a section's page."""
        rows = "".join(
            f'<div class="news-item">{sheet.link(story)}'
            f"<p>{sheet.say(story.lead[:90] + '...')}</p></div>"
            for story in sheet.site.stories
            if story.section == section
        )
        return f"<h2>{sheet.say(section)}</h2>{rows}"


def digits(text: str, *, length: int) -> str:
    """Give stable digits for the ids of portlets and forms."""
    return "".join(str(Dice(text).child(n).number(0, 9)) for n in range(length))
