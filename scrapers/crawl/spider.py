"""The one spider: asks what the visit says, hands back what came. All sense is in the visit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from scrapers.archive import PageKind, Reason
from scrapers.archive.write import Sent
from scrapers.crawl.answers import Answers
from scrapers.crawl.body import FetchError, Limits
from scrapers.crawl.connect import Resolve, resolve_host
from scrapers.crawl.frontier import Target
from scrapers.crawl.guard import Guard, GuardError
from scrapers.crawl.handler import Answer, GuardedHandler
from scrapers.crawl.owner import Access
from scrapers.crawl.seeds import begin
from scrapers.crawl.visit import Visit
from scrapers.events import Emit
from scrapers.plan import Mode

logger = logging.getLogger(__name__)

_TICK_S = 1.0
_ASSET_TOTAL_S = 6 * 3600.0


class PortalSpider(scrapy.Spider):
    """Fetch one portal by its plan."""

    name = "portal"
    resolve: Resolve = staticmethod(resolve_host)

    def __init__(self, *, visit: Visit, emit: Emit, access: Access) -> None:
        super().__init__()
        self.visit = visit
        self.emit = emit
        self.access = access
        self.handlers: list[GuardedHandler] = []
        self._answers = Answers(visit)
        self._came: asyncio.Event | None = None
        self._ends_at = 0.0
        self._tick: LoopingCall | None = None

    @property
    def guard(self) -> Guard:
        return self.visit.guard

    async def start(self) -> AsyncIterator[Request]:
        self._came = asyncio.Event()
        if self.visit.plan.stop_after_s:
            self._ends_at = monotonic() + self.visit.plan.stop_after_s
        begin(self.visit)
        self._tick = LoopingCall(self._on_tick)  # not earlier: it takes the reactor that is there
        self._tick.start(_TICK_S, now=False)
        while True:
            self._came.clear()
            step = self.visit.next(monotonic())
            if step is None:
                return
            if isinstance(step, Target):
                yield self._request(step)
                continue
            try:
                await asyncio.wait_for(self._came.wait(), timeout=min(max(step, 0.001), 30.0))
            except TimeoutError:
                continue

    def stop(self, reason: str) -> None:
        """End soon: nothing new is asked, what is on its way is given up and asked again later."""
        if not self.visit.finished:
            self.visit.finished = reason
        for handler in self.handlers:
            handler.abort()
        self._wake()

    def closed(self, reason: str) -> None:
        if self._tick and self._tick.running:
            self._tick.stop()
        self._progress()

    def _request(self, target: Target) -> Request:
        crawl = self.visit.plan.profile.crawl
        own = self.visit.scope.is_own(target.url)
        headers = self.access.headers_for(target.url) if own else {}
        cookies = self.access.cookies_for(target.url) if own else {}
        if cookies and not self.settings.getbool("COOKIES_ENABLED"):
            # Nobody keeps a jar: what the portal sets on its way, a theme say, is not wanted.
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        asset = self.visit.plan.mode is Mode.ASSETS
        if asset:
            headers["Accept"] = "*/*"
        if target.earlier and target.earlier.etag:
            headers["If-None-Match"] = target.earlier.etag
        if target.earlier and target.earlier.last_modified:
            headers["If-Modified-Since"] = target.earlier.last_modified
        limits = Limits(max_bytes=crawl.max_page_bytes)
        if asset and target.kind is not PageKind.ROBOTS:
            limits = Limits(max_bytes=crawl.max_file_bytes, total_s=_ASSET_TOTAL_S)
        if target.post:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(
            target.post.action if target.post else target.url,
            method="POST" if target.post else "GET",
            body=target.post.body if target.post else b"",
            headers=headers,
            cookies=cookies or None,
            callback=self._on_answer,
            errback=self._on_failure,
            meta={"target": target, "limits": limits},
            dont_filter=True,
        )

    def _on_answer(self, response: Response) -> None:
        request: Request = response.request
        target: Target = request.meta["target"]
        answer: Answer = request.meta["answer"]
        self.visit.receive(target)
        try:
            if not self.visit.finished:
                sent = Sent(
                    method=request.method,
                    url=request.url,
                    headers=self.access.sent(
                        [(_text(name), _text(value)) for name, value in answer.sent]
                    ),
                    body=request.body,
                )
                headers = self.access.received(answer.payload.headers)
                payload = replace(answer.payload, headers=headers)
                self._answers.take(target, payload, sent, monotonic())
        except OSError as error:
            self._give_up(error)
        finally:
            answer.payload.body.close()
            self._wake()

    def _on_failure(self, failure: Failure) -> None:
        target: Target = failure.request.meta["target"]
        self.visit.receive(target)
        try:
            if self.visit.finished:
                return
            error = failure.value
            if isinstance(error, FetchError | GuardError):
                reason, detail = error.reason, str(error)
            else:
                logger.error("fetch failed: %s", target.url, exc_info=error)
                reason, detail = Reason.BAD_RESPONSE, f"{type(error).__name__}: {error}"[:200]
            self._answers.fail(target, reason, detail, monotonic())
        except OSError as error:
            self._give_up(error)
        finally:
            self._wake()

    def _give_up(self, error: OSError) -> None:
        self.visit.detail = f"the archive cannot be written: {error.strerror or error}"
        logger.error("%s", self.visit.detail)
        self.stop("archive_unwritable")

    def _on_tick(self) -> None:
        try:
            self.visit.writer.close_if_due(datetime.now(UTC))
        except OSError as error:
            self._give_up(error)
        self._progress()
        if self._ends_at and monotonic() >= self._ends_at:
            self.stop("time")
        budget = self.visit.plan.disk_budget_bytes
        if budget and self.visit.writer.bytes_written >= budget:
            self.stop("disk_budget")

    def _progress(self) -> None:
        counts = self.visit.counts
        self.emit(
            {
                "event": "progress",
                "fetched": counts.fetched,
                "pending": len(self.visit.frontier) + self.visit.in_flight,
                "failed": counts.failed,
                "excluded": counts.excluded,
                "articles": counts.articles,
                "host_waits": {
                    host: pace.waits for host, pace in self.visit.paces.items() if pace.waits
                },
            }
        )

    def _wake(self) -> None:
        if self._came:
            self._came.set()


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
