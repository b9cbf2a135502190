"""What is still to fetch: every address once, host by host, the telling ones first."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapers.archive import LinkSource, PageKind
from scrapers.crawl.postback import Postback
from scrapers.plan import Pending

# Robots first, since all else depends on it; then what names many addresses at once. Lists and
# articles come as they are met, so that a crawl with a limit sees some of both.
_RANK = {
    PageKind.ROBOTS: 0,
    PageKind.SITEMAP: 1,
    PageKind.FEED: 2,
    PageKind.LISTING: 3,
    PageKind.PAGE: 3,
    PageKind.ASSET: 4,
}

INDEXES = frozenset({PageKind.ROBOTS, PageKind.SITEMAP, PageKind.FEED, PageKind.LISTING})
"""What names other addresses, and is looked at by every crawl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address to fetch."""

    url: str
    key: str
    """What makes it the same as another: see `Scope.key`."""
    form: str = ""
    """Its canonical address, the one that the ledger knows."""
    raw: str = ""
    """The spelling found, where ``url`` was derived from it; ``""``: the same."""
    kind: PageKind = PageKind.PAGE
    source: LinkSource = LinkSource.LINK
    depth: int = 0
    redirects: tuple[str, ...] = ()
    attempts: int = 1
    earlier: Pending | None = None
    probe: bool = False
    """A random address, asked to learn what "not found" looks like here."""
    post: Postback | None = None
    """What is posted in its place: ``url`` is then an address of ours."""
    trail: int = 0
    """How many addresses of the same pattern led to it, one from the other."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()


@dataclass(slots=True)
class Frontier:
    """Waiting targets by host (``netloc``)."""

    seen: dict[str, str] = field(default_factory=dict)
    """Keys that were taken in at any time in this run, with the canonical form that was asked."""
    known: dict[str, str] = field(default_factory=dict)
    """The same of earlier runs: to be left alone, unless it is a list of addresses."""
    _queues: dict[str, list[tuple[int, int, int, Target]]] = field(default_factory=dict)
    _delayed: list[tuple[float, int, Target]] = field(default_factory=list)
    _counter: int = 0
    _size: int = 0

    def __len__(self) -> int:
        return self._size + len(self._delayed)

    def add(self, target: Target) -> bool:
        """Take a target in, unless its key was seen before."""
        asked_each_time = target.kind in INDEXES or target.probe
        if target.key in self.seen or (target.key in self.known and not asked_each_time):
            return False
        self.seen[target.key] = target.form
        self.put(target)
        return True

    def form(self, key: str) -> str:
        """Find the canonical form under which a key was taken in; ``""`` if it was not."""
        return self.seen.get(key) or self.known.get(key, "")

    def put(self, target: Target, *, at: float | None = None) -> None:
        """Queue a target whether seen or not; with ``at``, not before that moment."""
        self._counter += 1
        if at is not None:
            heapq.heappush(self._delayed, (at, self._counter, target))
            return
        rank = _RANK[target.kind]
        queue = self._queues.setdefault(target.host, [])
        heapq.heappush(queue, (rank, target.depth, self._counter, target))
        self._size += 1

    def hosts(self, now: float) -> tuple[str, ...]:
        """List the hosts that have something to fetch."""
        while self._delayed and self._delayed[0][0] <= now:
            self.put(heapq.heappop(self._delayed)[2])
        return tuple(host for host, queue in self._queues.items() if queue)

    def pop(self, host: str) -> Target:
        self._size -= 1
        return heapq.heappop(self._queues[host])[3]

    def take(self, host: str) -> tuple[Target, ...]:
        """Take out all that waits for a host."""
        return tuple(self.pop(host) for _ in range(len(self._queues.get(host, ()))))

    def next_delayed(self) -> float | None:
        """When the next delayed target becomes ready."""
        return self._delayed[0][0] if self._delayed else None

    def drain(self) -> tuple[Target, ...]:
        """Take out everything that is left."""
        left = [entry for queue in self._queues.values() for entry in sorted(queue)]
        every = (*(entry[3] for entry in left), *(entry[2] for entry in sorted(self._delayed)))
        self._queues.clear()
        self._delayed.clear()
        self._size = 0
        return every
