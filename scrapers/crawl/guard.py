"""The fetch guard: which addresses a crawl may connect to, whatever a page, redirect or DNS says.

The rule is on the *resolved* address, asked when a connection is made, and once more of the peer
that answered. Only http and https, only the ports of the web and those that the portal's own
addresses name. What an operator named as ``host:port`` may be private; nothing else may.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from scrapers.archive import Reason

WEB_PORTS = frozenset({80, 443, 8000, 8080, 8081, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not covered, or not in every Python version, by `is_global`.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "fec0::/10",
    )
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class GuardError(Exception):
    """An address that must not be fetched, with the reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def is_public(address: str) -> bool:
    """Tell if an IP address belongs to the public internet; every doubt means no."""
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = _unwrapped(ip)
    if any(ip.version == network.version and ip in network for network in _NEVER):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_loopback)


def _unwrapped(ip: Address) -> Address:
    """Take out the IPv4 address that an IPv6 form carries: mapped, 6to4, NAT64, compatible."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip in _NAT64 or int(ip) >> 32 == 0:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


class Guard:
    """What one crawl may reach."""

    def __init__(
        self,
        *,
        own: Iterable[str] = (),
        allow_private: Iterable[str] = (),
        resolve: Iterable[str] = (),
    ) -> None:
        """``own`` are the portal's addresses, ``resolve`` pairs ``host=IP`` for lost DNS.

        Raises ValueError for a pair that is none.
        """
        self._private = frozenset(item.lower() for item in allow_private)
        own_ports = {_port(urlsplit(url)) for url in own}
        named = {int(item.rpartition(":")[2]) for item in self._private}
        self._ports = WEB_PORTS | own_ports | named
        self._resolve = dict(_pair(item) for item in resolve)

    def check_url(self, url: str) -> None:
        """Refuse what can be refused by its spelling alone. Raises GuardError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, _port(parts)
        except ValueError as error:
            raise GuardError(Reason.BAD_ADDRESS, f"unreadable address: {error}") from error
        if parts.scheme not in _DEFAULT_PORTS:
            raise GuardError(Reason.SCHEME, f"scheme {parts.scheme!r} is not fetched")
        if not host or "\\" in parts.netloc or parts.username is not None:
            raise GuardError(Reason.BAD_ADDRESS, "no host, or a host in disguise")
        if port not in self._ports:
            raise GuardError(Reason.PORT, f"port {port} is not one of the web's")
        if _is_ip(host):
            self.usable(host, port, (host,))

    def forced(self, host: str) -> str | None:
        """Find the IP that the profile gives for a host whose DNS is gone."""
        return self._resolve.get(host.lower())

    def usable(self, host: str, port: int, addresses: Iterable[str]) -> tuple[str, ...]:
        """Keep the resolved addresses that may be connected to. Raises GuardError if none may."""
        every = tuple(dict.fromkeys(addresses))
        if f"{host.lower()}:{port}" in self._private:
            return every
        public = tuple(address for address in every if is_public(address))
        if not public:
            found = ", ".join(every) or "nothing"
            raise GuardError(
                Reason.PRIVATE_ADDRESS,
                f"{host}:{port} is at {found}: not public, and not named by the operator",
            )
        return public


def _port(parts: object) -> int:
    port = getattr(parts, "port", None)
    return int(port or _DEFAULT_PORTS.get(getattr(parts, "scheme", ""), 0))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _pair(item: str) -> tuple[str, str]:
    host, sign, address = item.partition("=")
    if not sign or not _is_ip(address.strip()):
        raise ValueError(f"{item!r}: expected host=IP")
    return host.strip().lower(), address.strip()
