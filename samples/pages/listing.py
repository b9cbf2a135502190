"""Pages that lead to others: home, sections with their pages, documents, the album list."""

from html import escape

from samples.frame.around import crumbs
from samples.frame.sheet import Sheet, Visit
from samples.model import Article
from samples.pages.frame_page import in_frame
from samples.portal import Portal

PAGE_SIZE = 8


def page_count(portal: Portal, section: str) -> int:
    return max(1, -(-len(in_section(portal, section)) // PAGE_SIZE))


def in_section(portal: Portal, section: str) -> list[Article]:
    known = portal.found_by("lists")
    return [a for a in known if section in (a.section, a.cross_section)]


def section_page(portal: Portal, section: str, page: int, visit: Visit) -> str:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    articles = in_section(portal, section)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = [_teaser(portal, article, visit, section=section) for article in articles]
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
    return in_frame(portal, era, sheet, main, head_title=f"{name} - {portal.site}")


def home_page(portal: Portal, visit: Visit) -> str:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    blocks = []
    for section in portal.menu:
        rows = [_teaser(portal, a, visit, section="") for a in in_section(portal, section)[:3]]
        address = era.addresses.listing(section)
        blocks.append(
            f'<h2><a href="{escape(address)}">{portal.sections[section]}</a></h2>{"".join(rows)}'
        )
    return in_frame(portal, era, sheet, "\n".join(blocks), head_title=portal.site)


def _teaser(portal: Portal, article: Article, visit: Visit, *, section: str) -> str:
    """A headline with the first words of the lead; each third one with an absolute address."""
    own = section if section == article.cross_section else ""
    url = portal.url(article, section=own)
    if article.serial % 3 == 0:
        url = visit.base + url
    if article.serial % 7 == 0:
        url += f"{'&' if '?' in url else '?'}PHPSESSID={article.serial * 7654321:x}"
    day = f" <small>({article.written_at:%d/%m/%Y})</small>" if article.date_on != "nowhere" else ""
    lead = escape(article.lead[:110].rsplit(" ", 1)[0] + "...") if article.lead else ""
    title = escape(article.title, quote=False)
    return f'<div class="tin"><h3><a href="{escape(url)}">{title}</a>{day}</h3><p>{lead}</p></div>'


def album_list(portal: Portal, visit: Visit) -> str:
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    album = portal.album
    main = (
        era.skin.title(sheet.word("album"))
        + f'<a href="{portal.url(album)}"><img src="/album/xuan/1.jpg" alt="Upload" width="200">'
        f"<br>{escape(album.title)}</a>"
    )
    return in_frame(portal, era, sheet, main, head_title=portal.site)


def missing_page(portal: Portal, visit: Visit) -> tuple[str, Sheet]:
    """Say in words that there is nothing; the status is the caller's."""
    era = portal.newest_era
    sheet = portal.sheet(era, visit)
    main = f"<h2>{sheet.word('missing_title')}</h2><p>{sheet.word('missing')}</p>"
    return in_frame(portal, era, sheet, main, head_title=portal.site), sheet
