"""Put something in the middle of the portal's frame."""

import re

from samples.frame.around import clock, extra_lines, imprint, menu, ticker
from samples.frame.sheet import Sheet
from samples.frame.sidebar import side_boxes
from samples.model import Article
from samples.portal import Era, Portal
from samples.skins.parts import PageParts

CALENDAR = "/lich-cong-tac?nam="
CALENDAR_NAME = "Lịch công tác"


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
    if portal.trap:
        rest.append((CALENDAR_NAME, f"{CALENDAR}2019&thang=12"))
    return [*home, *pages[:2], *sections, *rest, *pages[2:], *login]


def _featured(portal: Portal, articles: list[Article]) -> list[tuple[str, str, str]]:
    """Headline, address and first words of the lead."""
    return [(a.title, portal.url(a), opening(a.lead)) for a in articles]


def opening(lead: str, length: int = 110) -> str:
    return lead[:length].rsplit(" ", 1)[0] + "..." if lead else ""


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
            featured=_featured(portal, most_read[count : count + 2]),
        ),
        main=main,
        imprint=[*imprint(sheet), *extra_lines(sheet)],
    )
    html = era.skin.page(parts)
    if era.style.skin != "bootstrap" and era.style.may("base-href", 0.3):
        return _against_base(html, sheet.visit.base)
    return html


def _against_base(html: str, base: str) -> str:
    """Give all addresses relative to a `<base>`, as some CMSs of the time wrote them."""
    html = re.sub(r'((?:href|src|background)=")/(?!/)', r"\1", html)
    return re.sub(r"(<head>)", rf'\1\n<base href="{base}/">', html, count=1, flags=re.IGNORECASE)
