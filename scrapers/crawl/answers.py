"""What an answer means for the crawl: wait, follow, keep, or give up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest.address import canonical_url
from ingest.platforms import recognition
from scrapers.archive import Link, LinkSource, Outcome, PageKind, Reason
from scrapers.archive.write import Payload, Sent
from scrapers.crawl import judge
from scrapers.crawl.frontier import Target
from scrapers.crawl.loadmore import MAX_JSON_BYTES, links_in_json
from scrapers.crawl.postback import find_postbacks, origin
from scrapers.crawl.robots import parse_robots
from scrapers.crawl.seeds import add_next_rest_page, add_seeds, add_sitemaps
from scrapers.crawl.sitemap import XmlError, is_xml_index, parse_index, parse_rest
from scrapers.crawl.visit import Visit
from scrapers.page import Page, guess_kind, is_html, read_page, says_article
from scrapers.plan import Mode

_DEFAULT_WAIT_S = 30.0
_MAX_WAIT_S = 3600.0
_RETRIED = frozenset({500, 502, 503, 504, 520, 522, 524, 408, 429})


class Answers:
    """Take in answers for one visit."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shown: dict[str, set[str]] = {}
        """By list: what its pages have named, where the pager has to be posted."""

    def take(self, target: Target, payload: Payload, sent: Sent, now: float) -> None:
        """Decide over one answer; everything that is kept is in the archive afterwards."""
        visit = self._visit
        visit.answered(target)
        if payload.status in (429, 503) and self._put_off(target, payload, now):
            return
        if target.kind is PageKind.ROBOTS:
            self._take_robots(target, payload, sent, now)
        elif payload.status == 304:
            visit.write(target, Outcome.UNCHANGED, payload=payload, sent=sent, unchanged=True)
        elif 300 <= payload.status < 400 and (location := _header(payload, "location")):
            self._redirect(target, payload, sent, location)
        elif payload.status >= 400:
            self._take_error(target, payload, sent, now)
        elif visit.plan.mode is Mode.ASSETS:
            self._keep(target, payload, sent, kind=PageKind.ASSET)
        else:
            self._take_content(target, payload, sent, now)

    def fail(self, target: Target, reason: Reason, detail: str, now: float) -> None:
        """Take in that no answer came."""
        if self._visit.fail(target, reason, detail, now) and self._visit.is_home(target):
            self._visit.unreachable(target, reason, detail)
            self._after_home(target)

    def _put_off(self, target: Target, payload: Payload, now: float) -> bool:
        stated = _header(payload, "retry-after")
        if not stated and payload.status != 429:
            return False
        seconds = _retry_after_s(stated, self._visit.now())
        return self._visit.wait_and_ask_again(target, seconds, now)

    def _take_robots(self, target: Target, payload: Payload, sent: Sent, now: float) -> None:
        visit = self._visit
        if payload.status >= 500 and visit.retry(target, now):
            return
        location = _header(payload, "location")
        if 300 <= payload.status < 400 and location and len(target.redirects) < 5:
            found = visit.redirected(target, location)
            if not isinstance(found, Reason) and found.host == target.host:
                visit.frontier.put(replace(found, key=target.key))
                visit.write(
                    target, Outcome.REDIRECTED, payload=payload, sent=sent, location=found.url
                )
                return
        body = payload.body.read() if payload.status == 200 else b""
        robots = parse_robots(body, status=404 if 300 <= payload.status < 400 else payload.status)
        visit.learn_robots(target.host, robots)
        outcome = Outcome.FETCHED if payload.status == 200 else Outcome.GONE
        links = tuple(
            Link(url=url, source=LinkSource.ROBOTS, kind=PageKind.SITEMAP)
            for url in robots.sitemaps
        )
        visit.write(target, outcome, payload=payload, sent=sent, links=links)
        if visit.plan.mode is Mode.PAGES:
            add_sitemaps(visit, links)

    def _redirect(self, target: Target, payload: Payload, sent: Sent, location: str) -> None:
        visit = self._visit
        found = visit.redirected(target, location)
        if isinstance(found, Reason):
            visit.write(
                target,
                Outcome.FAILED,
                found,
                detail=location,
                payload=payload,
                sent=sent,
                location=location,
            )
            self._after_home(target)
            return
        if target.probe:
            visit.not_found.redirects_to.add(found.key)
            visit.write(
                target,
                Outcome.GONE,
                Reason.SOFT_404,
                payload=payload,
                sent=sent,
                location=found.url,
            )
            return
        gone = found.key in visit.not_found.redirects_to and target.depth > 0
        visit.write(
            target,
            Outcome.GONE if gone else Outcome.REDIRECTED,
            Reason.SOFT_404 if gone else Reason.NONE,
            payload=payload,
            sent=sent,
            location=found.url,
        )
        if not visit.follow(target, found):
            self._after_home(target)

    def _take_error(self, target: Target, payload: Payload, sent: Sent, now: float) -> None:
        visit = self._visit
        if payload.status in _RETRIED and visit.retry(target, now):
            return
        # What nobody named and is answered by an error is simply not there.
        if payload.status in (404, 410) or target.source is LinkSource.GUESS:
            if target.raw:  # the spelling that was found may be right after all
                visit.frontier.put(replace(target, url=target.raw, raw=""))
                target = replace(target, source=LinkSource.GUESS, raw="")
            if target.probe and (page := _page_of(target, payload)):
                # The same notice may come with status 200 elsewhere on the portal.
                visit.not_found.learn(page, url=target.url)
            reason = Reason.NONE if target.probe else Reason.NOT_FOUND
            visit.write(target, Outcome.GONE, reason, payload=payload, sent=sent)
        else:
            page = _page_of(target, payload)
            sign = judge.block_sign(page, status=payload.status) if page else ""
            reason = Reason.BLOCKED if sign else Reason.HTTP_ERROR
            visit.write(
                target,
                Outcome.FAILED,
                reason,
                detail=sign or f"status {payload.status}",
                payload=None if sign else payload,
                sent=sent,
            )
        self._after_home(target)

    def _take_content(self, target: Target, payload: Payload, sent: Sent, now: float) -> None:
        visit = self._visit
        head = payload.body.read(65536)
        payload.body.seek(0)
        is_index = target.kind in (PageKind.SITEMAP, PageKind.FEED) or is_xml_index(head)
        if is_index and self._take_index(target, payload, sent):
            return
        page = _page_of(target, payload)
        if page is None and (links := _links_in_json(target, payload)):
            noted, _ = visit.take_links(links, target)
            self._keep(target, payload, sent, kind=PageKind.LISTING, links=noted)
            return
        if page is None:
            kind = PageKind.ASSET if target.kind is PageKind.PAGE else target.kind
            self._keep(target, payload, sent, kind=kind)
            self._after_home(target)
            return
        wait = judge.flood_wait_s(page, visit.scope.platform.crawl.flood)
        if wait is not None:
            if not visit.wait_and_ask_again(target, wait, now):
                visit.write(target, Outcome.FAILED, Reason.FLOOD, detail=page.text[:200])
            return
        sign = judge.block_sign(page, status=payload.status)
        if sign:
            visit.write(target, Outcome.FAILED, Reason.BLOCKED, detail=sign)
            self._after_home(target)
            return
        self._take_page(target, payload, sent, page)

    def _take_page(self, target: Target, payload: Payload, sent: Sent, page: Page) -> None:
        visit = self._visit
        if target.probe:
            visit.not_found.learn(page, url=target.url)
            visit.write(target, Outcome.GONE, Reason.SOFT_404, payload=payload, sent=sent)
            return
        is_home = visit.is_home(target)
        if is_home:
            self._recognise(target, payload, page)
        if not is_home and visit.not_found.matches(page, url=target.url):
            visit.write(target, Outcome.GONE, Reason.SOFT_404, payload=payload, sent=sent)
            return
        kind = guess_kind(page, address=_address(target.url), platform=visit.scope.platform)
        source = LinkSource.LISTING if kind is PageKind.LISTING else LinkSource.LINK
        links = tuple(
            replace(link, source=source) if link.source is LinkSource.LINK else link
            for link in page.links
        )
        if is_home:
            add_seeds(visit)
        noted, news = visit.take_links(links, target, on_item=kind is PageKind.PAGE)
        mark = judge.content_mark(page)
        if steps := self._take_postbacks(target, page):
            kind, noted = PageKind.LISTING, (*noted, *steps)
        is_item = kind is PageKind.PAGE
        fresh = (visit.traps.is_new(mark) and is_item) or bool(steps)
        dry = target.trail > 0 and not fresh and not news
        visit.traps.count(target.url, dry=dry, is_list=not is_item)
        if is_item and (name := visit.noise.learn(target.url, mark)):
            visit.ignore_parameter(name)
        reason = Reason.NEEDS_JAVASCRIPT if judge.needs_javascript(page) else Reason.NONE
        self._keep(target, payload, sent, kind=kind, links=noted, reason=reason)

    def _take_postbacks(self, target: Target, page: Page) -> tuple[Link, ...]:
        """Queue the steps of a list's pager that has to be posted."""
        if says_article(page) or not (steps := tuple(find_postbacks(page.html, url=target.url))):
            return ()
        shown = self._shown.setdefault(origin(target.url)[0], set())
        before = len(shown)
        shown |= {self._visit.key(link.url) for link in page.links if link.kind is PageKind.PAGE}
        if len(shown) == before:
            return ()  # past its end a list shows its last page again
        links = []
        for found in steps:
            step = Target(
                url=found.url,
                key=found.url,
                form=canonical_url(found.url),
                kind=PageKind.LISTING,
                source=LinkSource.LISTING,
                depth=target.depth + 1,
                trail=target.trail + 1,
                post=found,
            )
            self._visit.frontier.add(step)
            links.append(
                Link(url=found.url, text=found.text, source=LinkSource.LISTING, rel="postback")
            )
        return tuple(links)

    def _take_index(self, target: Target, payload: Payload, sent: Sent) -> bool:
        """Take a sitemap, feed or JSON listing; False if it is an ordinary page after all."""
        visit = self._visit
        body = payload.body.read()
        payload.body.seek(0)
        try:
            if body.lstrip()[:1] == b"[":
                found, kind, detail = parse_rest(body), PageKind.LISTING, ""
            else:
                index = parse_index(body, url=target.url)
                found, kind = index.links, index.kind
                detail = "cut short" if index.truncated else ""
        except XmlError as error:
            if target.source is LinkSource.GUESS or not is_xml_index(body):
                return False
            visit.write(
                target,
                Outcome.FAILED,
                Reason.BAD_XML,
                detail=str(error),
                payload=payload,
                sent=sent,
            )
            return True
        noted, _ = visit.take_links(found, target)
        self._keep(target, payload, sent, kind=kind, links=noted, detail=detail)
        if kind is PageKind.LISTING and found:
            add_next_rest_page(visit, target, last=_header(payload, "x-wp-totalpages"))
        return True

    def _keep(
        self,
        target: Target,
        payload: Payload,
        sent: Sent,
        *,
        kind: PageKind,
        links: tuple[Link, ...] = (),
        reason: Reason = Reason.NONE,
        detail: str = "",
    ) -> None:
        same = bool(target.earlier and target.earlier.digest == payload.digest)
        self._visit.write(
            target,
            Outcome.UNCHANGED if same else Outcome.FETCHED,
            reason,
            detail=detail,
            kind=kind,
            payload=payload,
            sent=sent,
            links=links,
            unchanged=same,
        )

    def _after_home(self, target: Target) -> None:
        """Go on without a home page: its sitemap or lists may still answer."""
        if self._visit.is_home(target) and self._visit.plan.mode is Mode.PAGES:
            add_seeds(self._visit)

    def _recognise(self, target: Target, payload: Payload, page: Page) -> None:
        if self._visit.plan.profile.platform:
            return
        platform, _ = recognition.recognise(page.html, url=target.url, headers=payload.headers)
        self._visit.use_platform(platform)


def _page_of(target: Target, payload: Payload) -> Page | None:
    body = payload.body.read()
    payload.body.seek(0)
    if not is_html(body[:65536], content_type=_header(payload, "content-type")):
        return None
    return read_page(body, url=target.url, content_type=_header(payload, "content-type"))


def _links_in_json(target: Target, payload: Payload) -> tuple[Link, ...]:
    """Find what a "load more" names: pieces of HTML, or addresses, in a JSON object."""
    stated = _header(payload, "content-type")
    if "json" not in stated or target.source is LinkSource.GUESS:
        return ()
    body = payload.body.read(MAX_JSON_BYTES + 1)
    payload.body.seek(0)
    return links_in_json(body, url=target.url) if len(body) <= MAX_JSON_BYTES else ()


def _header(payload: Payload, name: str) -> str:
    return next((value for key, value in payload.headers if key.lower() == name), "")


def _address(url: str) -> str:
    rest = url.partition("://")[2]
    return "/" + rest.partition("/")[2]


def _retry_after_s(stated: str, now: datetime) -> float:
    """Read Retry-After, seconds or a date (RFC 9110, 10.2.3)."""
    if stated.isdigit():
        return min(float(stated), _MAX_WAIT_S)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return _DEFAULT_WAIT_S
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 1.0), _MAX_WAIT_S)
