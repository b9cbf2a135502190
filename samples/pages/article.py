"""The page of an article, a static page or an album; and its print view."""

import json
from html import escape

from samples.coding import body_coder, title_coder
from samples.dice import Dice
from samples.frame.around import comments, crumbs, rating, related_boxes, tools, views
from samples.frame.sheet import Sheet, Visit
from samples.model import Article, Attachment, Files
from samples.pages.frame_page import in_frame
from samples.portal import Era, Portal
from samples.skins.body import byline_at_top
from samples.skins.manners import render_body
from samples.skins.parts import ArticleParts
from samples.style import Style
from samples.vietnamese_date import write_moment


def article_page(
    portal: Portal, item: Article, visit: Visit, *, section: str = ""
) -> tuple[str, Sheet]:
    """Give the page as HTML, and the sheet that knows its frame texts."""
    era = portal.era_of(item) if item.kind == "article" else portal.newest_era
    sheet = portal.sheet(era, visit)
    parts = _parts(portal, era, sheet, item, section=section or item.section)
    main = era.skin.article(parts)
    head = _head(portal, era, item, visit)
    return in_frame(
        portal, era, sheet, main, head_title=_head_title(portal, era, item), head=head
    ), sheet


def _parts(portal: Portal, era: Era, sheet: Sheet, item: Article, *, section: str) -> ArticleParts:
    news = item.kind == "article"
    style = era.style
    path = (
        [(portal.sections[section], portal.newest_era.addresses.listing(section))]
        if section
        else []
    )
    repeats = style.chance("title-in-crumbs", 0.4)
    return ArticleParts(
        crumbs=crumbs(sheet, path, last=item.title if repeats else ""),
        kicker=sheet.say(portal.sections[section])
        if section and style.chance("kicker", 0.3)
        else "",
        tools=tools(sheet, portal.print_url(item) if news else "#"),
        title=title_coder(item.manner)(item.title),
        date=date_line(sheet, item) if news else "",
        views=views(sheet, item) if news and style.chance("views", 0.6) else "",
        lead=_lead(item),
        body=render_body(item, style=style, url_of=portal.url_in_text),
        files_label=sheet.word("files_label") if files_of(item, boxed=True) else "",
        files=files_of(item, boxed=True),
        rating=rating(sheet, item) if news else None,
        comments=comments(sheet, item) if news else None,
        related=tuple(related_boxes(sheet, _neighbors(portal, era, item))) if news else (),
        byline=escape(item.byline.line) if news and byline_at_top(item, style) else "",
        tags_label=sheet.word("tags_label") if shown_tags(item, style) else "",
        tags=shown_tags(item, style),
    )


def shown_tags(item: Article, style: Style) -> tuple[str, ...]:
    return item.tags if style.skin != "table" and style.may("tags", 0.5) else ()


def _lead(item: Article) -> str:
    html = body_coder(item.manner)(item.lead) if item.lead else ""
    face = {"tcvn3": ".VnTime", "vni": "VNI-Times"}.get(item.manner)
    return f'<font face="{face}">{html}</font>' if face and html else html


def files_of(item: Article, *, boxed: bool = False) -> tuple[Attachment, ...]:
    """Give the attachments; with `boxed` only those in a box under the article."""
    blocks = [block for block in item.blocks if isinstance(block, Files)]
    return tuple(f for block in blocks if not (boxed and block.inline) for f in block.files)


def date_line(sheet: Sheet, item: Article) -> str:
    if item.date_on == "nowhere":
        return ""
    form = "date_line" if item.date_on == "minute" else "day_line"
    return sheet.say(write_moment(sheet.style.words.text(form), item.written_at))


def _neighbors(portal: Portal, era: Era, item: Article) -> list[tuple[str, str, str]]:
    """Some articles of the same section, with the day as the list writes it."""
    others = [
        other
        for other in portal.found_by("links")
        if other.section == item.section and other.id != item.id and other.found_by != {"links"}
    ]
    chosen = Dice(portal.seed, "related", item.id).some(others, era.style.number("related", 3, 6))
    rows = []
    for other in chosen:
        day = f"{other.written_at:%d/%m/%Y}" if other.date_on != "nowhere" else ""
        rows.append((other.title, _linked(portal, item, other), day))
    return rows


def _linked(portal: Portal, item: Article, other: Article) -> str:
    """Give the address, now and then with a session or tracking parameter, as links were copied."""
    url = portal.url(other)
    dice = Dice(portal.seed, "tracking", item.id, other.id)
    if not dice.chance(0.15):
        return url
    extra = dice.pick(
        (f"PHPSESSID={dice.number(10**8, 10**9):x}", "utm_source=zalo", "fbclid=IwAR0x")
    )
    return f"{url}{'&' if '?' in url else '?'}{extra}"


def _head_title(portal: Portal, era: Era, item: Article) -> str:
    form = era.style.pick("head-title", "{title}", "{title} - {site}", "{site}", "{site} | {title}")
    return escape(form.format(title=item.title, site=portal.site))


def _head(portal: Portal, era: Era, item: Article, visit: Visit) -> str:
    """Give meta tags: none in the oldest skin, some in the second, all in the newest."""
    style = era.style
    if style.skin == "table":
        return '<meta name="keywords" content="UBND, huyen, tin tuc">'
    tags = [f'<meta name="description" content="{escape(item.lead or portal.site)}" />']
    if style.skin == "div":
        return "\n".join(tags) if style.chance("description", 0.5) else ""
    address = visit.base + portal.url(item)
    if style.chance("og", 0.7):
        tags.append(f'<meta property="og:title" content="{escape(item.title)}" />')
        tags.append(f'<meta property="og:url" content="{escape(address)}" />')
    if style.chance("canonical", 0.5):
        tags.append(f'<link rel="canonical" href="{escape(address)}" />')
    if style.chance("json-ld", 0.4) and item.kind == "article":
        tags.append(_json_ld(portal, item, address))
    return "\n".join(tags)


def _json_ld(portal: Portal, item: Article, address: str) -> str:
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "mainEntityOfPage": address,
        "publisher": {"@type": "Organization", "name": portal.site},
    }
    if item.date_on == "minute":
        facts["datePublished"] = item.written_at.isoformat()
    text = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def print_page(portal: Portal, item: Article, visit: Visit) -> tuple[str, Sheet]:
    """Title, date, lead and body with next to nothing around them."""
    era = portal.era_of(item)
    sheet = portal.sheet(era, visit)
    title = title_coder(item.manner)(item.title)
    body = render_body(item, style=era.style, url_of=portal.url_in_text)
    lead = _lead(item)
    html = (
        f"<html><head><meta charset='utf-8'><title>{sheet.say(portal.site)}</title></head>"
        f"<body onload='window.print()'><h2>{title}</h2><p>{date_line(sheet, item)}</p>"
        f"<p><b>{lead}</b></p>{body}<hr><p>{sheet.word('copyright')}</p></body></html>"
    )
    return html, sheet
