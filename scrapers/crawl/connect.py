"""Connect through the guard: resolve, keep what is public, connect to that, look at the peer."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from scrapy.core.downloader.contextfactory import _get_creator_context
from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.threads import deferToThreadPool
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory, IPolicyForHTTPS
from zope.interface import implementer

from scrapers.archive import Reason
from scrapers.crawl.body import FetchError
from scrapers.crawl.guard import Guard, GuardError

Resolve = Callable[[str], list[str]]


def resolve_host(host: str) -> list[str]:
    """Ask the system's resolver, IPv4 and IPv6. Blocking; raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@implementer(IAgentEndpointFactory)
class GuardedEndpoints:
    """Make the endpoints of Twisted's HTTP agent."""

    def __init__(
        self,
        reactor: Any,  # noqa: ANN401 - Twisted's reactor has no type of its own
        guard: Guard,
        tls: IPolicyForHTTPS,
        *,
        connect_s: float,
        resolve: Resolve = resolve_host,
    ) -> None:
        self._reactor, self._guard, self._tls = reactor, guard, tls
        self._connect_s, self._resolve = connect_s, resolve

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:  # noqa: N802 - Twisted's name
        host = uri.host.decode("ascii").strip("[]")
        endpoint = GuardedEndpoint(
            self._reactor,
            self._guard,
            host,
            int(uri.port),
            connect_s=self._connect_s,
            resolve=self._resolve,
        )
        if uri.scheme == b"https":
            return wrapClientTLS(self._tls.creatorForNetloc(uri.host, uri.port), endpoint)
        return endpoint


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connect to one host and port, by addresses that the guard has seen."""

    def __init__(
        self,
        reactor: Any,  # noqa: ANN401
        guard: Guard,
        host: str,
        port: int,
        *,
        connect_s: float,
        resolve: Resolve,
    ) -> None:
        self._reactor, self._guard = reactor, guard
        self._host, self._port = host, port
        self._connect_s, self._resolve = connect_s, resolve

    @inlineCallbacks
    def connect(self, factory: IProtocolFactory) -> Any:  # noqa: ANN401 - a Deferred of a protocol
        """Connect to the first address that answers. Fails with GuardError or FetchError."""
        addresses = self._guard.usable(self._host, self._port, (yield self._addresses()))
        guarded = _PeerCheck(factory, self._guard, self._host, self._port)
        for rank, address in enumerate(addresses):
            kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
            endpoint = kind(self._reactor, address, self._port, timeout=self._connect_s)
            try:
                return (yield endpoint.connect(guarded))
            except OSError:
                if rank + 1 == len(addresses):
                    raise
            except Exception as error:
                # Twisted's ConnectError family is no OSError; the last address tells why.
                if isinstance(error, GuardError) or rank + 1 == len(addresses):
                    raise
        raise AssertionError("the guard gives at least one address")

    def _addresses(self) -> Deferred[list[str]]:
        forced = self._guard.forced(self._host)
        pool = self._reactor.getThreadPool()
        if forced:
            asked: Deferred[list[str]] = deferToThreadPool(self._reactor, pool, lambda: [forced])
        else:
            asked = deferToThreadPool(self._reactor, pool, self._resolve, self._host)
        asked.addTimeout(self._connect_s, self._reactor)
        asked.addErrback(self._no_name)
        return asked

    def _no_name(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure
        raise FetchError(Reason.DNS, f"{self._host} has no address ({failure.value})")


@implementer(IProtocolFactory)
class _PeerCheck:
    """Build the protocol only for a peer that the guard allows: not a byte is sent to another."""

    noisy = False

    def __init__(self, factory: IProtocolFactory, guard: Guard, host: str, port: int) -> None:
        self._factory, self._guard, self._host, self._port = factory, guard, host, port

    def doStart(self) -> None:  # noqa: N802
        self._factory.doStart()

    def doStop(self) -> None:  # noqa: N802
        self._factory.doStop()

    def buildProtocol(self, address: IAddress) -> IProtocol | None:  # noqa: N802
        self._guard.usable(self._host, self._port, (address.host,))
        return self._factory.buildProtocol(address)


@implementer(IPolicyForHTTPS)
class OldEncryption:
    """Speak TLS 1.0 and its ciphers, too: some portals were last renewed when it was new."""

    def __init__(self, policy: IPolicyForHTTPS) -> None:
        self._policy = policy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802, ANN401
        creator = self._policy.creatorForNetloc(hostname, port)
        # Twisted takes a list of ciphers apart and loses the level, without which OpenSSL speaks
        # none of them.
        _get_creator_context(creator).set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        return creator
