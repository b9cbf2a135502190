"""Which address answers what: the table that the server asks and that a crawl can be held to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from samples.address import without_tracking
from samples.answer import Answer, html_answer, page_answer, redirect
from samples.attachments import TYPES, attachment_bytes, ending_of
from samples.feeds import robots, rss, sitemap
from samples.frame.sheet import Sheet, Visit
from samples.model import Article, Attachment, Figure, Picture
from samples.pages import document, listing
from samples.pages.article import article_page, files_of, print_page
from samples.pages.frame_page import CALENDAR
from samples.pictures import picture_bytes
from samples.portal import Portal

DECORATIONS = (
    "top.png",
    "spacer.png",
    "bullet.png",
    "pdf.png",
    "loading.png",
    *(f"banner{n}.png" for n in range(1, 4)),
)


@dataclass(frozen=True, slots=True)
class Route:
    kind: str
    """article, cross, moved, print, document, static, media, list, picture, file, machine,
    decoration."""
    item: str
    """Id of the article or other item, "" where there is none."""
    answer: Callable[[Visit], Answer]


def build_routes(portal: Portal) -> dict[str, Route]:
    """Give the routes of the portal's present stage, by path and query."""
    routes: dict[str, Route] = {}
    for part in (_articles, _others, _lists, _assets, _machines):
        for target, route in part(portal):
            if target in routes:
                raise ValueError(f"two pages at one address: {target}")
            routes[target] = route
    return routes


def _page(make: Callable[[Visit], tuple[str, Sheet]]) -> Callable[[Visit], Answer]:
    def answer(visit: Visit) -> Answer:
        html, sheet = make(visit)
        return page_answer(html, sheet.style)

    return answer


def _articles(portal: Portal) -> Iterator[tuple[str, Route]]:
    for item in portal.articles():
        yield portal.url(item), _article_route(portal, item, "article", "")
        if item.cross_section:
            target = portal.url(item, section=item.cross_section)
            yield target, _article_route(portal, item, "cross", item.cross_section)
        if item.old_path:
            yield item.old_path, Route("moved", item.id, _moved(portal, item))
        yield portal.print_url(item), Route("print", item.id, _print(portal, item))


def _article_route(portal: Portal, item: Article, kind: str, section: str) -> Route:
    return Route(kind, item.id, _page(lambda v: article_page(portal, item, v, section=section)))


def _moved(portal: Portal, item: Article) -> Callable[[Visit], Answer]:
    """Half of the old addresses lead on with a whole address, half with a path."""
    whole = item.serial % 2 == 0
    return lambda visit: redirect((visit.base if whole else "") + portal.url(item))


def _print(portal: Portal, item: Article) -> Callable[[Visit], Answer]:
    return _page(lambda visit: print_page(portal, item, visit))


def _others(portal: Portal) -> Iterator[tuple[str, Route]]:
    for item in portal.documents:
        yield portal.url(item), _document_route(portal, item)
    for item in (*portal.static_pages, portal.album):
        yield portal.url(item), _article_route(portal, item, item.kind, "")


def _document_route(portal: Portal, item: Article) -> Route:
    return Route("document", item.id, _page(lambda v: document.document_page(portal, item, v)))


def _lists(portal: Portal) -> Iterator[tuple[str, Route]]:
    yield "/", Route("list", "", _page(lambda visit: listing.home_page(portal, visit)))
    albums = _page(lambda visit: listing.album_list(portal, visit))
    yield "/thu-vien-anh", Route("list", "", albums)
    for page in range(1, document.page_count(portal) + 1):
        route = Route("list", "", _documents(portal, page))
        if page == 1:
            yield "/van-ban", route
        yield f"/van-ban?page={page}", route
    for section in portal.menu:
        for page in range(1, listing.page_count(portal, section) + 1):
            target = portal.newest_era.addresses.listing(section, page)
            yield target, Route("list", "", _section(portal, section, page))


def _section(portal: Portal, section: str, page: int) -> Callable[[Visit], Answer]:
    return _page(lambda visit: listing.section_page(portal, section, page, visit))


def _documents(portal: Portal, page: int) -> Callable[[Visit], Answer]:
    return _page(lambda visit: document.documents_page(portal, page, visit))


def _assets(portal: Portal) -> Iterator[tuple[str, Route]]:
    for item in portal.items():
        for block in item.blocks:
            if isinstance(block, Figure) and not block.picture.missing:
                yield (
                    picture_target(block.picture),
                    Route("picture", item.id, _picture(block.picture)),
                )
        for file in files_of(item):
            yield file.path, Route("file", item.id, _file(file))
    for name in DECORATIONS:
        path = f"/Images/{name}"
        width, height = {"b": (180, 60), "t": (300, 110)}.get(name[0], (12, 12))
        width, height = (12, 12) if name == "bullet.png" else (width, height)
        small = Picture(key=name, path=path, width=width, height=height)
        yield path, Route("decoration", "", _picture(small))


def picture_target(picture: Picture) -> str:
    return picture.path


def _picture(picture: Picture) -> Callable[[Visit], Answer]:
    def answer(visit: Visit) -> Answer:
        body = picture_bytes(
            picture.key, path=picture.path, width=picture.width, height=picture.height
        )
        png = body.startswith(b"\x89PNG")
        return Answer(content_type="image/png" if png else "image/jpeg", body=body)

    return answer


def _file(file: Attachment) -> Callable[[Visit], Answer]:
    kind = TYPES[ending_of(file.path)]
    return lambda visit: Answer(content_type=kind, body=attachment_bytes(file))


def _machines(portal: Portal) -> Iterator[tuple[str, Route]]:
    yield "/sitemap.xml", Route("machine", "", lambda visit: sitemap(portal, visit))
    yield "/rss.xml", Route("machine", "", lambda visit: rss(portal, visit))
    yield "/robots.txt", Route("machine", "", robots)
    script = Answer(content_type="text/javascript", body=b"function AC_FL_RunContent() {}\n")
    yield "/Scripts/AC_RunActiveContent.js", Route("decoration", "", lambda visit: script)
    login = f"<html><body><form>{escape('Đăng nhập')}</form></body></html>"
    yield "/admin/login?next=%2F", Route("machine", "", lambda visit: html_answer(login))


class Desk:
    """Answers requests; builds the table anew when the portal's stage or sources change."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._tables: dict[object, dict[str, Route]] = {}
        self._gone = portal.url(
            next(a for a in portal.articles(1) if a.id == portal.changes.deleted)
        )

    def routes(self) -> dict[str, Route]:
        state = self.portal.stage, self.portal.hide
        if state not in self._tables:
            self._tables[state] = build_routes(self.portal)
        return self._tables[state]

    def answer(self, target: str, visit: Visit) -> Answer:
        """Answer path and query. Unknown articles get 200 and "not found" in words, the one that
        was deleted and all other unknown addresses 404."""
        routes = self.routes()
        if route := routes.get(target) or routes.get(without_tracking(target)):
            return route.answer(visit)
        if target in {"/index.php", "/default.aspx", "/index.html"}:
            return routes["/"].answer(visit)
        if self.portal.trap and target.startswith(CALENDAR):
            html, sheet = listing.calendar_page(self.portal, target, visit)
            return page_answer(html, sheet.style)
        html, sheet = listing.missing_page(self.portal, visit)
        soft = without_tracking(target) != self._gone and any(
            era.addresses.looks_like_article(target) for era in self.portal.eras.values()
        )
        return page_answer(html, sheet.style, status=200 if soft else 404)
