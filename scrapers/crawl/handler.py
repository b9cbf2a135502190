"""The one download handler: GET, and POST for pagers, through the guard, bodies to a sink.

Scrapy's own handler keeps every body in memory and connects wherever DNS points, so this one is
built on the same Twisted agent instead: guarded endpoints, a body sink, and limits on time, speed
and size. What it gives is `Answer` in the request's meta; the Scrapy response's own body is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _load_context_factory_from_settings
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import defer, error
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError
from twisted.web.client import (
    Agent,
    FileBodyProducer,
    HTTPConnectionPool,
    ResponseDone,
    ResponseFailed,
)
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers
from twisted.web.iweb import UNKNOWN_LENGTH

from scrapers.archive import Reason
from scrapers.archive.write import Payload
from scrapers.crawl.body import BodySink, FetchError, Limits
from scrapers.crawl.connect import GuardedEndpoints, OldEncryption
from scrapers.crawl.guard import GuardError

_DISCONNECT_S = 1.0
_MAX_HEAD_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response as it came."""

    payload: Payload
    sent: tuple[tuple[str, str], ...]
    """The request's headers."""


class GuardedHandler(BaseDownloadHandler):
    """Fetch for the spider; failures are `FetchError` and `GuardError`, each with its reason."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        settings = crawler.settings
        self._reactor: Any = reactor
        self._guard = crawler.spider.guard
        self._header_s = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._pool = HTTPConnectionPool(reactor, persistent=True)
        self._pool.maxPersistentPerHost = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._pool.retryAutomatically = False  # attempts are counted, by us
        self._pool._factory = _Factory
        tls = _load_context_factory_from_settings(crawler)
        if settings["DOWNLOAD_TLS_MIN_VERSION"]:
            tls = OldEncryption(tls)
        endpoints = GuardedEndpoints(
            reactor,
            self._guard,
            tls,
            connect_s=settings.getfloat("CONNECT_TIMEOUT"),
            resolve=crawler.spider.resolve,
        )
        self._agent = Agent.usingEndpointFactory(reactor, endpoints, self._pool)
        self._active: set[Deferred[Any]] = set()
        crawler.spider.handlers.append(self)

    async def download_request(self, request: Request) -> Response:
        """Fetch; the answer stands in ``request.meta["answer"]``."""
        self._guard.check_url(request.url)
        started_at = monotonic()
        with _named_failures():
            response = await self._bounded(
                self._agent.request(
                    request.method.encode("ascii"),
                    request.url.partition("#")[0].encode("ascii"),
                    Headers(request.headers),
                    FileBodyProducer(BytesIO(request.body)) if request.body else None,
                ),
                self._header_s,
            )
            request.meta["download_latency"] = monotonic() - started_at
            limits: Limits = request.meta["limits"]
            payload = await self._read(response, limits)
        headers = request.headers.to_tuple_list()
        request.meta["answer"] = Answer(payload=payload, sent=tuple(headers))
        return Response(request.url, status=payload.status)

    async def close(self) -> None:
        for waiting in tuple(self._active):
            waiting.cancel()
        closed = self._pool.closeCachedConnections()
        closed.addTimeout(_DISCONNECT_S, self._reactor)
        closed.addErrback(lambda failure: failure.trap(defer.TimeoutError))
        await maybe_deferred_to_future(closed)

    def abort(self) -> None:
        """Give up what is on its way: the crawl was told to stop."""
        for waiting in tuple(self._active):
            waiting.cancel()

    async def _bounded(self, waiting: Deferred[Any], seconds: float) -> Any:  # noqa: ANN401
        # Not `addTimeout`: the agent wraps the cancellation, and the reason would be lost.
        self._active.add(waiting)
        limit = self._reactor.callLater(seconds, waiting.cancel)
        try:
            return await maybe_deferred_to_future(waiting)
        except BaseException as error:
            if not limit.active() and not isinstance(error, FetchError | GuardError):
                raise FetchError(Reason.TIMEOUT, f"no end after {seconds:.0f} s") from error
            raise
        finally:
            self._active.discard(waiting)
            if limit.active():
                limit.cancel()

    async def _read(self, response: Any, limits: Limits) -> Payload:  # noqa: ANN401 - IResponse
        headers = tuple(
            (name.decode("latin-1"), value.decode("utf-8", "replace"))
            for name, values in response.headers.getAllRawHeaders()
            for value in values
        )
        status, phrase = int(response.code), response.phrase.decode("latin-1")
        coding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        length = response.length
        sink = BodySink(
            coding="" if length == 0 or status == 304 else coding, limits=limits, clock=monotonic
        )
        try:
            if length is not UNKNOWN_LENGTH:
                headers = (*headers, ("Content-Length", str(length)))
                sink.check_expected(length)
            if length != 0:
                done: Deferred[None] = Deferred(lambda _: _abort(response))
                response.deliverBody(_Reader(sink, done, response))
                await self._bounded(done, limits.total_s)
            return sink.finish(status=status, reason=phrase, headers=headers)
        except BaseException:
            _abort(response)
            sink.drop()
            raise


class _BoundedHead(_LenientHTTP11ClientProtocol):
    """Read over header lines without a colon, as real portals send them; but not for ever."""

    _head_bytes = 0

    def request(self, request: Any) -> Any:  # noqa: ANN401
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head_bytes += len(data)
            # The last piece may hold much of the body already.
            if self._head_bytes - len(data) > _MAX_HEAD_BYTES:
                error = FetchError(Reason.BAD_RESPONSE, f"a head of over {_MAX_HEAD_BYTES} bytes")
                self._giveUp(Failure(error))
                self.transport.abortConnection()
                return
        super().dataReceived(data)


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, _: object) -> _BoundedHead:  # noqa: N802
        return _BoundedHead(self._quiescentCallback)


class _Reader(Protocol):
    def __init__(self, sink: BodySink, done: Deferred[None], response: Any) -> None:  # noqa: ANN401
        self._sink, self._done, self._response = sink, done, response

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._done.called:
            return
        try:
            self._sink.feed(data)
        except FetchError:
            self._done.errback(Failure())
            _abort(self._response)

    def connectionLost(self, reason: Failure = error.ConnectionDone()) -> None:  # noqa: N802, B008
        if self._done.called:
            return
        if reason.check(ResponseDone, PotentialDataLoss):
            # A body without a stated length ends with the connection: that is its end.
            self._done.callback(None)
        else:
            self._done.errback(FetchError(Reason.TRUNCATED, "the body ends before its end"))


def _abort(response: Any) -> None:  # noqa: ANN401
    transport = getattr(response, "_transport", None)
    producer = getattr(transport, "_producer", None)
    if producer is not None:
        producer.abortConnection()


class _named_failures:  # noqa: N801 - reads as a statement
    """Turn the failures of Twisted and TLS into `FetchError` with a reason of the archive."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, raised: BaseException | None, trace: object) -> None:
        if raised is None or isinstance(raised, FetchError | GuardError):
            return
        inner = raised
        if isinstance(raised, ResponseFailed) and raised.reasons:
            inner = raised.reasons[0].value
        if isinstance(inner, FetchError | GuardError):
            raise inner
        detail = " ".join(str(inner).split())[:200] or type(inner).__name__
        for types, reason in _REASONS:
            if isinstance(inner, types):
                raise FetchError(reason, detail) from raised
        if type(inner).__module__.startswith(("OpenSSL", "service_identity")):
            raise FetchError(Reason.TLS, detail) from raised


_REASONS: tuple[tuple[tuple[type[BaseException], ...], Reason], ...] = (
    ((error.ConnectionRefusedError, error.NoRouteError), Reason.REFUSED),
    ((error.TimeoutError, error.TCPTimedOutError, defer.TimeoutError), Reason.TIMEOUT),
    ((error.DNSLookupError,), Reason.DNS),
    ((defer.CancelledError, error.ConnectionLost, error.ConnectionDone), Reason.CONNECTION_LOST),
    ((error.ConnectError, OSError), Reason.REFUSED),
    ((ResponseFailed, ParseError, ValueError), Reason.BAD_RESPONSE),
)
