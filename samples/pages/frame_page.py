"""Put something in the middle of the portal's frame."""

from samples.frame.around import clock, imprint, menu, ticker
from samples.frame.sheet import Sheet
from samples.frame.sidebar import side_boxes
from samples.model import Article
from samples.portal import Era, Portal
from samples.skins.parts import PageParts


def titled(portal: Portal, articles: list[Article]) -> list[tuple[str, str]]:
    return [(article.title, portal.url(article)) for article in articles]


def menu_entries(portal: Portal, era: Era) -> list[tuple[str, str]]:
    listing = portal.newest_era.addresses.listing
    words = portal.newest_era.style.words
    sections = [(portal.sections[key], listing(key)) for key in portal.menu]
    pages = [(page.title, portal.url(page)) for page in portal.static_pages]
    rest = [(words.text("documents"), "/van-ban"), (words.text("album"), "/thu-vien-anh")]
    login = [(words.text("login"), "/admin/login?next=%2F")]
    home = [(era.style.words.text("home"), "/")]
    return [*home, *pages[:2], *sections, *rest, *pages[2:], *login]


def in_frame(
    portal: Portal, era: Era, sheet: Sheet, main: str, *, head_title: str, head: str = ""
) -> str:
    """Give the whole page; `main` is HTML whose frame texts were said on the same sheet."""
    known = portal.found_by("lists")
    most_read = sorted(known, key=lambda article: article.serial * 7919 % 1009)
    count = era.style.number("newest", 4, 7)
    parts = PageParts(
        head_title=head_title,
        head=head,
        banner=sheet.word("banner"),
        slogan=sheet.word("slogan"),
        clock=clock(sheet),
        ticker=ticker(sheet),
        menu=menu(sheet, menu_entries(portal, era)),
        sides=side_boxes(
            sheet,
            newest=titled(portal, known[:count]),
            most_read=titled(portal, most_read[:count]),
        ),
        main=main,
        imprint=imprint(sheet),
    )
    return era.skin.page(parts)
