"""Which articles the portal has, when each was written, and what is special about each."""

from dataclasses import replace
from datetime import datetime, timedelta

from samples.compose import EVERYWHERE, Traits, compose_article
from samples.dice import Dice
from samples.grammar.scene import Scene
from samples.grammar.topics import load_topics
from samples.lexicon import District
from samples.model import VIET_NAM, Article, Manner, Paragraph
from samples.seed_article import ID as SEED_ID
from samples.seed_article import seed_article

FIRST_DAY = datetime(2008, 2, 18, 7, 30, tzinfo=VIET_NAM)
YEARS = 12
MANNERS: tuple[Manner, ...] = ("plain", "plain", "plain", "plain", "breaks", "word", "fonts")
MANY = 48

# One article each at least, whatever the seed; years are where such things are found.
SPECIAL: tuple[tuple[int, Traits], ...] = (
    (2008, Traits(manner="tcvn3", pictures=0)),
    (2009, Traits(manner="tcvn3", recurring=True)),
    (2010, Traits(manner="vni", pictures=0)),
    (2009, Traits(manner="nested", pictures=2)),
    (2011, Traits(manner="fonts", table="plain")),
    (2010, Traits(manner="breaks", items="numbers")),
    (2012, Traits(manner="bare", paragraphs=5)),
    (2012, Traits(manner="word", table="merged")),
    (2013, Traits(manner="nfd")),
    (2014, Traits(manner="entities", quote=True)),
    (2014, Traits(manner="word", headings=True, pictures=3)),
    (2015, Traits(date_on="nowhere")),
    (2011, Traits(date_on="nowhere", byline=False)),
    (2016, Traits(paragraphs=1, lead=False, pictures=0, byline=False)),
    (2018, Traits(paragraphs=0, pictures=0, byline=False)),
    (2012, Traits(paragraphs=0, lead=False, pictures=0, byline=False, files=("pdf",))),
    (2017, Traits(paragraphs=2, pictures=0, byline=False, files=("doc", "pdf"), recurring=True)),
    (2019, Traits(paragraphs=2, pictures=0, files=("docx", "xls"), capitals=True)),
    (2013, Traits(files=("doc",), files_inline=True)),
    (2018, Traits(files=("pdf", "docx"), files_inline=True, pictures=0)),
    (2016, Traits(missing_picture=True)),
    (2016, Traits(cross_section="chinh-tri")),
    (2018, Traits(cross_section="xa-hoi", table="plain")),
    (2010, Traits(cross_section="kinh-te")),
    (2013, Traits(moved=True)),
    (2011, Traits(moved=True, pictures=2)),
    (2017, Traits(video=True)),
    (2019, Traits(video=True, items="bullets", headings=True)),
    (2015, Traits(large=True, pictures=2)),
    (2014, Traits(found_by=frozenset({"sitemap"}))),
    (2018, Traits(found_by=frozenset({"sitemap"}), pictures=2)),
    (2016, Traits(found_by=frozenset({"lists"}))),
    (2012, Traits(found_by=frozenset({"lists"}))),
    (2013, Traits(found_by=frozenset({"links"}))),
    (2019, Traits(found_by=frozenset({"links"}))),
    (2015, Traits(table="merged", items="bullets", pictures=0)),
    (2016, Traits(headings=True, items="numbers", table="plain", quote=True, paragraphs=7)),
    (2018, Traits(recurring=True, date_on="day")),
)


def plan_articles(seed: int, *, count: int, district: District) -> list[Article]:
    """Give `count` articles, oldest first; `count` below the number of special ones is raised."""
    dice = Dice(seed, "plan")
    traits = [(_day_in(year, dice), special) for year, special in SPECIAL]
    while len(traits) + 1 < count:
        traits.append((_any_day(dice), _usual(dice)))
    articles = [seed_article()]
    # Every section gets its share: topics are dealt, not drawn.
    topics = dice.mixed(load_topics())
    for place, (written_at, wanted) in enumerate(sorted(traits, key=lambda pair: pair[0])):
        topic = topics[place % len(topics)]
        serial = 101 + place * 11 + dice.number(0, 9)
        if wanted.cross_section == topic.section:
            topic = next(t for t in topics if t.section == "an-ninh")
        scene = Scene(dice=Dice(seed, "article", place), district=district, written_at=written_at)
        articles.append(
            compose_article(
                serial=serial, topic=topic, written_at=written_at, traits=wanted, scene=scene
            )
        )
    return link_up(sorted(articles, key=lambda article: article.written_at), dice=dice)


def link_up(articles: list[Article], *, dice: Dice) -> list[Article]:
    """Let other articles point, in their text, to those that no list or sitemap knows, and to
    those that have moved."""
    made = {article.id: article for article in articles}
    hosts = [
        article
        for article in articles
        if article.found_by == EVERYWHERE
        and not article.old_path
        and article.manner in {"plain", "breaks"}
        and article.id != SEED_ID
        and len(_opening(article)) > 80
    ]
    targets = [a for a in articles if a.found_by == {"links"} or a.old_path]
    for target, host in zip(targets, dice.some(hosts, len(targets)), strict=True):
        opening = Paragraph(_opening(host), link=target.id)
        made[host.id] = replace(host, blocks=(opening, *host.blocks[1:]))
    return list(made.values())


def _opening(article: Article) -> str:
    """Give the text of the first block, "" if it is no paragraph."""
    first = article.blocks[0] if article.blocks else None
    return first.text if isinstance(first, Paragraph) else ""


def _day_in(year: int, dice: Dice) -> datetime:
    start = datetime(year, 1, 4, 7, 30, tzinfo=VIET_NAM)
    return start + timedelta(days=dice.number(50, 355), minutes=dice.number(1, 600))


def _any_day(dice: Dice) -> datetime:
    days = dice.number(0, YEARS * 365 - 60)
    return FIRST_DAY + timedelta(days=days, minutes=dice.number(1, 540))


def _usual(dice: Dice) -> Traits:
    return Traits(
        manner=dice.pick(MANNERS),
        paragraphs=dice.number(3, 7),
        lead=dice.chance(0.85),
        headings=dice.chance(0.1),
        items=dice.pick(("", "", "", "", "bullets", "numbers")),
        table=dice.pick(("", "", "", "", "", "", "plain")),
        quote=dice.chance(0.1),
        pictures=dice.pick((0, 1, 1, 1, 2, 2, 3)),
        files=("pdf",) if dice.chance(0.06) else (),
        byline=dice.chance(0.85),
        date_on=dice.pick(("minute", "minute", "minute", "day")),
        found_by=EVERYWHERE,
        recurring=dice.chance(0.1),
    )
