"""One crawl of one portal, apart from the network: what to ask next, what an answer means.

Free of Scrapy and of clocks. Every target that is taken out of the frontier ends in exactly one of:
a record in the archive, the frontier again (a wait, a retry), or nothing because the crawl was
stopped, so that a resumed crawl asks for it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from ingest.platforms import GENERIC, Platform, load_platform
from scrapers.archive import (
    ArchiveWriter,
    FetchNote,
    Link,
    LinkSource,
    Outcome,
    PageKind,
    Reason,
)
from scrapers.archive.write import Earlier, Payload, Sent
from scrapers.crawl.again import Again
from scrapers.crawl.counts import Counts
from scrapers.crawl.frontier import Frontier, Target
from scrapers.crawl.guard import Guard
from scrapers.crawl.judge import NotFound
from scrapers.crawl.pace import HostPace, NightWindow, parse_night_window
from scrapers.crawl.robots import EVERYTHING, Robots
from scrapers.crawl.scope import Scope, left_alone
from scrapers.crawl.traps import Noise, Traps, pattern_of
from scrapers.plan import Mode, Pending, Plan

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
MAX_WAITS = 12
"""How often one address may be answered by a request to wait."""
_RETRY_AFTER_S = (2.0, 10.0)
_BREAK_AFTER = 20
"""Failures of the network in a row after which a host counts as unreachable."""
NETWORK = frozenset(
    {Reason.DNS, Reason.REFUSED, Reason.TIMEOUT, Reason.CONNECTION_LOST, Reason.TLS}
)
UNASKED = frozenset({Reason.PRIVATE_ADDRESS, Reason.PORT, Reason.SCHEME, Reason.BAD_ADDRESS})
# A certificate does not get better by asking again.
_TRANSIENT = (NETWORK - {Reason.TLS}) | {Reason.TRUNCATED, Reason.TOO_SLOW, Reason.BAD_RESPONSE}


@dataclass(slots=True)
class Visit:
    """The state of a crawl."""

    plan: Plan
    guard: Guard
    writer: ArchiveWriter
    now: Callable[[], datetime]
    frontier: Frontier = field(default_factory=Frontier)
    paces: dict[str, HostPace] = field(default_factory=dict)
    robots: dict[str, Robots] = field(default_factory=dict)
    robots_kept: set[str] = field(default_factory=set)
    """Hosts whose robots.txt this run has in the archive: asked again on resuming, stored once."""
    counts: Counts = field(default_factory=Counts)
    traps: Traps = field(default_factory=Traps)
    noise: Noise = field(default_factory=Noise)
    not_found: NotFound = field(default_factory=NotFound)
    again: Again = field(init=False)
    scope: Scope = field(init=False)
    finished: str = ""
    """Why the crawl ends before the frontier is empty."""
    detail: str = ""
    """What a person should read beside `finished`."""
    in_flight: int = 0
    _night: NightWindow | None = field(init=False)
    _parked: dict[str, list[Target]] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _waits: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.again = Again(self.frontier)
        profile = self.plan.profile
        self._night = parse_night_window(profile.crawl.night_window, zone=profile.extract.timezone)
        platform = load_platform(profile.platform or GENERIC)
        self.scope = Scope(profile=self.plan.profile, guard=self.guard, platform=platform)

    # --- what to ask next ---------------------------------------------------------------------

    def next(self, now: float) -> Target | float | None:
        """Give the next target, or seconds to wait (or for an answer), or ``None``: the end."""
        if self._night and not self._night.is_open(self.now()):
            self.finished = self.finished or "night_window"
        if self.finished:
            return None
        wait = 3600.0
        for host in self.frontier.hosts(now):
            pace = self._pace(host)
            if not pace.has_slot():
                continue
            host_wait = pace.wait_s(now)
            if host_wait > 0:
                wait = min(wait, host_wait)
                continue
            target = self._pop(host)
            if target is not None:
                pace.send(now)
                self.in_flight += 1
                return target
            wait = 0.0
        delayed = self.frontier.next_delayed()
        if delayed is not None:
            wait = min(wait, max(0.0, delayed - now))
        if not self.in_flight and not len(self.frontier):
            return 0.0 if self.again.release() else None
        return wait

    def _pop(self, host: str) -> Target | None:
        """Take a host's next target, unless it has to wait for robots.txt or is left alone."""
        target = self.frontier.pop(host)
        if target.kind is PageKind.ROBOTS:
            return target
        if host not in self.robots:
            self._parked.setdefault(host, []).append(target)
            if len(self._parked[host]) == 1:
                self._ask_robots(target)
            return None
        reason, detail = self._forbidden(target)
        if reason:
            self.write(target, Outcome.EXCLUDED, reason, detail=detail)
            return None
        return target

    def _forbidden(self, target: Target) -> tuple[Reason, str]:
        robots = self.robots[target.host]
        if not self.plan.profile.crawl.robots_override_reason and not robots.allows(target.url):
            if robots.unreadable:
                return Reason.ROBOTS_UNREADABLE, "robots.txt cannot be read, so nothing may be"
            return Reason.ROBOTS_EXCLUDED, "robots.txt asks to leave it alone"
        if self.plan.mode is Mode.PAGES and self.traps.is_closed(target.url):
            return Reason.TRAP, f"nothing new came of {pattern_of(target.url)}"
        return Reason.NONE, ""

    def _ask_robots(self, target: Target) -> None:
        url = f"{urlsplit(target.url).scheme}://{target.host}/robots.txt"
        ask = Target(url=url, key=f"robots:{target.host}", kind=PageKind.ROBOTS)
        self.frontier.put(replace(ask, source=LinkSource.GUESS))

    def _pace(self, host: str) -> HostPace:
        if host not in self.paces:
            crawl = self.plan.profile.crawl
            self.paces[host] = HostPace(
                delay_s=crawl.delay_s,
                concurrency=max(1, crawl.concurrency),
                windows=self.scope.platform.crawl.pace if self._is_own(host) else (),
            )
        return self.paces[host]

    def _is_own(self, host: str) -> bool:
        return (urlsplit(f"//{host}").hostname or "") in self.scope.hosts

    # --- what came of it ----------------------------------------------------------------------

    def receive(self, target: Target) -> None:
        """Note that a target's fetch is over, however it went."""
        self.in_flight -= 1
        self._pace(target.host).receive()

    def learn_robots(self, host: str, robots: Robots) -> None:
        """Take in a host's robots.txt and let go what waited for it."""
        self.robots[host] = robots
        self._pace(host).slow_down(robots.crawl_delay_s)
        for target in self._parked.pop(host, ()):
            self.frontier.put(target)

    def use_platform(self, platform: Platform) -> None:
        """Go on with what is known of the portal's software: address forms, pace."""
        self.scope.use(platform)
        self._read_again()
        for host, pace in self.paces.items():
            if self._is_own(host):
                pace.at_most(platform.crawl.pace)

    def ignore_parameter(self, name: str) -> None:
        """Go on without a parameter that was seen to choose nothing."""
        logger.info("the parameter %s chooses nothing and is left out", name)
        self.scope.ignore(name)
        self._read_again()
        for target in self.frontier.drain():
            reading = self.scope.read(target.url)
            if reading.asked == target.url:
                self.frontier.put(target)
            else:
                self.write(target, Outcome.EXCLUDED, Reason.VARIANT, detail=f"without {name}")
                self.frontier.add(
                    replace(target, url=reading.asked, key=reading.key, form=reading.form, raw="")
                )

    def _read_again(self) -> None:
        """Bring what was taken in to the keys that hold now."""
        for forms in (self.frontier.seen, self.frontier.known):
            taken = {self.key(form) if form else key: form for key, form in forms.items()}
            forms.clear()
            forms.update(taken)

    def wait_and_ask_again(self, target: Target, seconds: float, now: float) -> bool:
        """Obey a stated wait; False if this address was put off too often."""
        self._waits[target.key] = self._waits.get(target.key, 0) + 1
        self._pace(target.host).pause(seconds, now)
        if self._waits[target.key] > MAX_WAITS:
            return False
        logger.info("waiting %.0f s as asked by %s", seconds, target.host)
        self.frontier.put(target)
        return True

    def retry(self, target: Target, now: float) -> bool:
        """Ask again a little later; False if it was tried often enough."""
        if target.attempts >= MAX_ATTEMPTS:
            return False
        pause = _RETRY_AFTER_S[target.attempts - 1]
        self.frontier.put(replace(target, attempts=target.attempts + 1), at=now + pause)
        return True

    def fail(self, target: Target, reason: Reason, detail: str, now: float) -> bool:
        """Take in that a fetch came to nothing; False if it is tried again."""
        if reason in NETWORK:
            self._failures[target.host] = self._failures.get(target.host, 0) + 1
            if self._failures[target.host] >= _BREAK_AFTER:
                self._leave(target.host, reason)
        if reason in _TRANSIENT and self.retry(target, now):
            return False
        self.write(target, Outcome.FAILED, reason, detail=detail)
        if target.kind is PageKind.ROBOTS:
            self._without_robots(target, reason, detail)
        return True

    def _leave(self, host: str, reason: Reason) -> None:
        """Give up a host: the crawl with it, or the files that it should have had."""
        if self.plan.mode is Mode.ASSETS:
            for target in self.frontier.take(host):
                self.write(target, Outcome.FAILED, reason, detail=f"{host} no longer answers")
        elif self._is_own(host):
            self.finished = "unreachable"

    def is_home(self, target: Target) -> bool:
        return target.depth == 0 and target.kind is PageKind.LISTING

    def unreachable(self, target: Target, reason: Reason, detail: str) -> None:
        """End a crawl whose home page cannot be asked for, unless there is more to try."""
        if reason in NETWORK | UNASKED and not self.plan.pending:
            self.finished = "unreachable"
            self.detail = f"{target.url}: {reason.value}: {detail}"

    def _without_robots(self, target: Target, reason: Reason, detail: str) -> None:
        for waiting in self._parked.get(target.host, ()):
            if self.is_home(waiting):
                # The same would be said of every address: once is enough.
                self.write(waiting, Outcome.FAILED, reason, detail=detail)
                self._parked[target.host].remove(waiting)
                self.unreachable(waiting, reason, detail)
                break
        self.learn_robots(target.host, EVERYTHING)

    def answered(self, target: Target) -> None:
        """Note that a host is alive."""
        self._failures[target.host] = 0

    # --- links --------------------------------------------------------------------------------

    def key(self, url: str) -> str:
        """Key of an address, whatever it is."""
        try:
            return self.scope.read(url).key
        except ValueError:
            return url

    def take_links(
        self, links: tuple[Link, ...], parent: Target, *, on_item: bool = False
    ) -> tuple[tuple[Link, ...], int]:
        """Queue what is to be fetched; return the links with what is left alone noted.

        The number counts the addresses that were new and have another pattern than their page.
        """
        noted: list[Link] = []
        news, pattern = 0, pattern_of(parent.url)
        for link in links:
            found = self.scope.judge(link, depth=parent.depth + 1, on_item=on_item)
            if isinstance(found, Reason):
                noted.append(left_alone(link, found) if found else link)
                continue
            alike = pattern_of(found.url) == pattern
            if alike and found.key not in self.frontier.seen:
                found = replace(found, trail=parent.trail + 1)
            if self.frontier.add(found) and not alike:
                news += 1
            # Another spelling of what is fetched under its own: it gets no fetch of its own.
            own = self.scope.read(link.url.partition("#")[0]).own
            same = own == self.frontier.form(found.key)
            noted.append(link if same else left_alone(link, Reason.VARIANT))
        return tuple(noted), news

    def redirected(self, target: Target, location: str) -> Target | Reason:
        """Make a redirect's end a target, or say why it is not followed."""
        url = urljoin(target.url, location.strip())
        if url in (target.url, *target.redirects) or len(target.redirects) >= 10:
            return Reason.REDIRECT_LOOP
        chain = (*target.redirects, target.url)
        if self.plan.mode is Mode.ASSETS:
            return replace(target, url=safe_url_string(url), redirects=chain, raw="")
        found = self.scope.judge(
            Link(url=url, source=target.source, kind=target.kind), depth=target.depth
        )
        if found is Reason.OFF_HOST:
            return Reason.REDIRECT_OFF_HOST
        if isinstance(found, Reason):
            return found or Reason.NOT_ALLOWED
        return replace(
            found,
            kind=target.kind,
            source=LinkSource.REDIRECT if target.source is LinkSource.LINK else target.source,
            redirects=chain,
            probe=target.probe,
        )

    def follow(self, target: Target, found: Target) -> bool:
        """Queue a redirect's end; False if it was asked for before."""
        if found.url in target.redirects:
            return False
        if self.plan.mode is Mode.ASSETS or found.key == target.key:
            # To https, or with a slash more: the same thing under its better address.
            if self.plan.mode is Mode.PAGES and self.frontier.seen.get(found.key) == found.form:
                return False
            self.frontier.seen[found.key] = found.form
            self.frontier.put(found)
            return True
        return self.frontier.add(found)

    # --- the archive --------------------------------------------------------------------------

    def write(
        self,
        target: Target,
        outcome: Outcome,
        reason: Reason = Reason.NONE,
        *,
        detail: str = "",
        kind: PageKind | None = None,
        payload: Payload | None = None,
        sent: Sent | None = None,
        links: tuple[Link, ...] = (),
        location: str = "",
        unchanged: bool = False,
    ) -> None:
        """Write a target's end to the archive and count it."""
        if target.kind is PageKind.ROBOTS and target.host in self.robots_kept:
            return
        earlier = target.earlier if unchanged else None
        note = FetchNote(
            crawl=self.plan.run,
            url=target.url,
            requested_url=target.redirects[0] if target.redirects else target.raw,
            redirects=target.redirects,
            target=location,
            kind=kind or target.kind,
            outcome=outcome,
            reason=reason,
            detail=detail,
            source=target.source,
            depth=target.depth,
            attempts=target.attempts,
            payload_segment=earlier.segment if earlier else "",
            payload_offset=earlier.offset if earlier else 0,
            payload_digest=earlier.digest if earlier else "",
            links=links,
        )
        before = _before(earlier, target.url)
        self.writer.write(note, now=self.now(), payload=payload, sent=sent, earlier=before)
        self._count(note, target)

    def _count(self, note: FetchNote, target: Target) -> None:
        self.counts.add(note)
        if target.probe:
            self.again.answered()
        limit = self.plan.limit
        if limit and self.counts.articles >= limit:
            self.finished = "limit"
        pages = self.plan.profile.crawl.max_pages
        if pages and self.counts.fetched >= pages:
            self.finished = "max_pages"


def _before(earlier: Pending | None, url: str) -> Earlier | None:
    if earlier is None or earlier.fetched_at is None:
        return None
    return Earlier(digest=earlier.digest, fetched_at=earlier.fetched_at, url=url)
