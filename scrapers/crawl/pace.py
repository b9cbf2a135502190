"""How fast a host may be asked. No clock in here: every call is told the time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.platforms import Pace

# A robots.txt that asks for more would make a portal of 20,000 pages take a month.
MAX_CRAWL_DELAY_S = 30.0
# A request is counted when it arrives, not when it is sent.
_MARGIN_S = 1.0
# More than any platform's window counts; kept from the start, before the platform is known.
_MAX_SENT = 1000


@dataclass(frozen=True, slots=True)
class NightWindow:
    """The hours of the day in which a portal may be asked."""

    start: time
    end: time
    zone: ZoneInfo

    def is_open(self, now: datetime) -> bool:
        """Tell if an aware moment lies in it; a window may span midnight."""
        local = now.astimezone(self.zone).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def next_start(self, now: datetime) -> datetime:
        """Give the next moment at which it opens."""
        local = now.astimezone(self.zone)
        start = local.replace(
            hour=self.start.hour, minute=self.start.minute, second=0, microsecond=0
        )
        return start if start > local else start + timedelta(days=1)


def parse_night_window(text: str, *, zone: str) -> NightWindow | None:
    """Read ``22:00-05:00``; "" is any time. Raises ValueError for another form or zone."""
    if not text:
        return None
    start, _, end = text.partition("-")
    try:
        first, last = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
        return NightWindow(first, last, ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"night_window {text!r}: expected 22:00-05:00 ({error})") from error


@dataclass(slots=True)
class HostPace:
    """One host's pace: pause between requests, requests per window, waits asked for."""

    delay_s: float = 0.0
    concurrency: int = 4
    windows: tuple[Pace, ...] = ()
    in_flight: int = 0
    waits: int = 0
    """How often the host made us wait."""
    _not_before: float = 0.0
    _sent: deque[float] = field(default_factory=deque)

    def wait_s(self, now: float) -> float:
        """Seconds until the next request may be sent; 0: now. Slots are asked separately."""
        ready = self._not_before
        if self.delay_s and self._sent:
            ready = max(ready, self._sent[-1] + self.delay_s)
        for window in self.windows:
            if len(self._sent) >= window.requests:
                ready = max(ready, self._sent[-window.requests] + window.seconds + _MARGIN_S)
        return max(0.0, ready - now)

    def has_slot(self) -> bool:
        return self.in_flight < self.concurrency

    def send(self, now: float) -> None:
        """Note a request."""
        self.in_flight += 1
        self._sent.append(now)
        while len(self._sent) > _MAX_SENT:
            self._sent.popleft()

    def receive(self) -> None:
        self.in_flight -= 1

    def pause(self, seconds: float, now: float) -> None:
        """Obey a wait that the host stated."""
        if now + seconds > self._not_before:
            self._not_before = now + seconds
            self.waits += 1

    def at_most(self, windows: Iterable[Pace]) -> None:
        """Take on a platform's windows."""
        self.windows = tuple(windows)

    def slow_down(self, delay_s: float) -> None:
        """Never faster than one request in ``delay_s``, capped at `MAX_CRAWL_DELAY_S`."""
        self.delay_s = max(self.delay_s, min(delay_s, MAX_CRAWL_DELAY_S))
