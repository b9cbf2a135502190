"""Pages that lead to others: home, sections with their pages, documents, the album list."""

import re
from html import escape

from samples.frame.around import crumbs
from samples.frame.sheet import Sheet, Visit
from samples.model import Article
from samples.pages.frame_page import CALENDAR, CALENDAR_NAME, in_frame, opening
from samples.portal import Portal

PAGE_SIZE = 8


def page_count(portal: Portal, section: str) -> int:
    return max(1, -(-len(in_section(portal, section)) // PAGE_SIZE))


def in_section(portal: Portal, section: str) -> list[Article]:
    known = portal.found_by("lists")
    return [a for a in known if section in (a.section, a.cross_section)]


def section_page(portal: Portal, section: str, page: int, visit: Visit) -> tuple[str, Sheet]:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    articles = in_section(portal, section)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = [_teaser(portal, article, visit, section=section) for article in articles]
    if section == portal.menu[0] and page == 1 and "lists" not in portal.hide:
        rows.append(_ghost(portal))
    pager = [
        f'<a href="{escape(era.addresses.listing(section, number))}">{number}</a>'
        for number in range(1, page_count(portal, section) + 1)
    ]
    name = portal.sections[section]
    main = (
        era.skin.crumbs(crumbs(sheet, [(name, era.addresses.listing(section))]))
        + era.skin.title(sheet.say(name))
        + "\n".join(rows)
        + f'<div class="pager">{" ".join(pager)}</div>'
    )
    return in_frame(portal, era, sheet, main, head_title=f"{name} - {portal.site}"), sheet


def home_page(portal: Portal, visit: Visit) -> tuple[str, Sheet]:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    blocks = []
    for section in portal.menu:
        rows = [_teaser(portal, a, visit, section="") for a in in_section(portal, section)[:3]]
        address = era.addresses.listing(section)
        blocks.append(
            f'<h2><a href="{escape(address)}">{portal.sections[section]}</a></h2>{"".join(rows)}'
        )
    return in_frame(portal, era, sheet, "\n".join(blocks), head_title=portal.site), sheet


def _teaser(portal: Portal, article: Article, visit: Visit, *, section: str) -> str:
    """A headline with the first words of the lead; each third one with an absolute address."""
    own = section if section == article.cross_section else ""
    url = portal.url(article, section=own)
    if article.serial % 3 == 0:
        url = visit.base + url
    if article.serial % 7 == 0:
        url += f"{'&' if '?' in url else '?'}PHPSESSID={article.serial * 7654321:x}"
    day = f" <small>({article.written_at:%d/%m/%Y})</small>" if article.date_on != "nowhere" else ""
    lead = escape(opening(article.lead))
    title = escape(article.title, quote=False)
    return f'<div class="tin"><h3><a href="{escape(url)}">{title}</a>{day}</h3><p>{lead}</p></div>'


def _ghost(portal: Portal) -> str:
    """A headline of an article that is gone: its address answers 200 and "not found"."""
    ghost = escape(portal.ghost_url)
    return f'<div class="tin"><h3><a href="{ghost}">Thông báo (bài đã gỡ)</a></h3></div>'


def album_list(portal: Portal, visit: Visit) -> tuple[str, Sheet]:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    album = portal.album
    main = (
        era.skin.title(sheet.word("album"))
        + f'<a href="{portal.url(album)}"><img src="/album/xuan/1.jpg" alt="Upload" width="200">'
        f"<br>{escape(album.title)}</a>"
    )
    return in_frame(portal, era, sheet, main, head_title=portal.site), sheet


def calendar_page(portal: Portal, target: str, visit: Visit) -> tuple[str, Sheet]:
    """A month that leads to the months around it, and so on for ever."""
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    figures = [int(figure) for figure in re.findall(r"\d+", target)[:2]]
    year, month = figures if len(figures) == 2 else (2019, 12)
    months = year * 12 + month - 1
    links = "".join(
        f'<a href="{CALENDAR}{other // 12}&amp;thang={other % 12 + 1}">{other % 12 + 1}</a> '
        for other in (months - 1, months + 1, months + 12)
    )
    main = f"<h2>{CALENDAR_NAME} {month}/{year}</h2><p>{links}</p>"
    return in_frame(portal, era, sheet, main, head_title=portal.site), sheet


def missing_page(portal: Portal, visit: Visit) -> tuple[str, Sheet]:
    """Say in words that there is nothing; the status is the caller's."""
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    main = f"<h2>{sheet.word('missing_title')}</h2><p>{sheet.word('missing')}</p>"
    return in_frame(portal, era, sheet, main, head_title=portal.site), sheet
