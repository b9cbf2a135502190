"""The fetch guard: no connection to an address that is not public, whatever names it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from scrapers.archive import Reason
from scrapers.crawl.body import FetchError
from scrapers.crawl.connect import GuardedEndpoint, resolve_host
from scrapers.crawl.guard import Guard, GuardError, is_public
from scrapers.plan import Mode, Pending, Plan
from tests.scrapers.crawling import crawl, profile_of, records
from tests.scrapers.portal_server import Portal, Reply, article, links, page, serving

SPELLINGS = Path(__file__).parents[2].parent / "shared" / "data" / "security" / "ssrf"


class FakeReactor(MemoryReactorClock):
    """Connects nowhere and remembers where it was asked to; threads run at once."""

    def getThreadPool(self) -> FakeReactor:  # noqa: N802
        return self

    def callInThreadWithCallback(  # noqa: N802
        self, done: Callable[[bool, object], None], call: Callable[..., object], *args: object
    ) -> None:
        try:
            done(True, call(*args))
        except OSError:
            done(False, Failure())

    def callFromThread(  # noqa: N802
        self, call: Callable[..., object], *args: object, **named: object
    ) -> None:
        call(*args, **named)

    @property
    def places(self) -> list[str]:
        return [client[0] for client in self.tcpClients]


def connect(
    url: str, guard: Guard, *, resolve: Callable[[str], list[str]] = resolve_host
) -> tuple[FakeReactor, BaseException | None]:
    """Go through the guard as the download handler does."""
    reactor = FakeReactor()
    failures: list[BaseException] = []
    try:
        guard.check_url(url)
        rest = url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
        host, _, port = (
            rest.rpartition(":") if rest.rpartition(":")[2].isdigit() else (rest, "", "80")
        )
        endpoint = GuardedEndpoint(
            reactor, guard, host.strip("[]"), int(port), connect_s=5, resolve=resolve
        )
        endpoint.connect(object()).addErrback(lambda failure: failures.append(failure.value))
    except GuardError as error:
        return reactor, error
    return reactor, failures[0] if failures else None


def offline(host: str) -> list[str]:
    """Resolve what needs no network: numbers in all their spellings, and this machine's names."""
    try:
        return [
            str(info[4][0]) for info in socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
        ]
    except OSError:
        if host in ("localhost", "ip6-localhost", "ip6-loopback"):
            return ["127.0.0.1", "::1"]
        raise


@pytest.mark.skipif(not SPELLINGS.is_dir(), reason="the list of hostile addresses is not here")
def test_no_spelling_reaches_an_address_that_is_not_public() -> None:
    spellings = [
        line.strip()
        for file in sorted(SPELLINGS.iterdir())
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert len(spellings) > 50
    for url in spellings:
        reactor, error = connect(url, Guard(own=("http://portal.example/",)), resolve=offline)
        assert all(is_public(place) for place in reactor.places), url
        assert reactor.places or error is not None, url


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.8"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fe80::1%eth0", "not an address"),
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


def test_only_the_public_ones_of_a_name_s_addresses_are_used() -> None:
    reactor, _ = connect(
        "http://mixed.example/", Guard(), resolve=lambda _: ["127.0.0.1", "93.184.216.34", "::1"]
    )
    assert reactor.places == ["93.184.216.34"]


def test_an_answer_that_changes_is_looked_at_each_time() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    guard = Guard()

    def resolve(_: str) -> list[str]:
        return next(answers)

    first, error = connect("http://rebind.example/", guard, resolve=resolve)
    assert (first.places, error) == (["93.184.216.34"], None)
    second, error = connect("http://rebind.example/", guard, resolve=resolve)
    assert second.places == []
    assert isinstance(error, GuardError)


def test_a_peer_that_is_not_the_one_asked_for_gets_no_byte() -> None:
    reactor, failures = FakeReactor(), []
    endpoint = GuardedEndpoint(
        reactor, Guard(), "a.example", 80, connect_s=5, resolve=lambda _: ["93.184.216.34"]
    )
    endpoint.connect(object()).addErrback(lambda failure: failures.append(failure.value))
    (client,) = reactor.tcpClients
    assert client[2].buildProtocol(_At("127.0.0.1")) is None
    assert isinstance(failures[0], GuardError)


class _At:
    def __init__(self, host: str) -> None:
        self.host = host


def test_a_named_place_may_be_private_and_its_neighbours_may_not() -> None:
    guard = Guard(allow_private=("127.0.0.1:8123",))
    reactor, error = connect("http://127.0.0.1:8123/", guard)
    assert (reactor.places, error) == (["127.0.0.1"], None)
    for url in ("http://127.0.0.1:80/", "http://127.0.0.2:8123/", "http://localhost:8123/"):
        reactor, error = connect(url, guard)
        assert (reactor.places, type(error)) == ([], GuardError), url


def test_a_lost_name_is_found_where_the_profile_says() -> None:
    guard = Guard(resolve=("portal.example=93.184.216.34", "inner.example=10.0.0.1"))
    assert connect("http://portal.example/", guard)[0].places == ["93.184.216.34"]
    assert isinstance(connect("http://inner.example/", guard)[1], GuardError)


def test_a_name_without_an_address_is_told() -> None:
    def lost(_: str) -> list[str]:
        raise socket.gaierror("no such name")

    _, error = connect("http://lost.example/", Guard(), resolve=lost)
    assert isinstance(error, FetchError)
    assert error.reason is Reason.DNS


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", Reason.SCHEME),
        ("ftp://portal.example/", Reason.SCHEME),
        ("http://portal.example:25/", Reason.PORT),
        ("http://user:secret@portal.example/", Reason.BAD_ADDRESS),
        ("http://127.1.1.1:80\\@portal.example/", Reason.BAD_ADDRESS),
        ("http://portal.example:x/", Reason.BAD_ADDRESS),
        ("http:///x", Reason.BAD_ADDRESS),
    ],
)
def test_what_is_refused_by_its_spelling(url: str, reason: Reason) -> None:
    with pytest.raises(GuardError) as caught:
        Guard().check_url(url)
    assert caught.value.reason is reason


def _everywhere(place: str) -> Iterable[str]:
    yield from (f"http://{place}/bay", f"http://localhost:{place.rpartition(':')[2]}/bay")
    yield from (f"http://127.1:{place.rpartition(':')[2]}/bay", "http://169.254.169.254/latest/")


def set_traps(portal: Portal, bad: tuple[str, ...]) -> tuple[str, ...]:
    """Name bad addresses in every way there is; return the paths that redirect to them."""
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in bad)
    items = "".join(f"<item><link>{url}</link></item>" for url in bad)
    maps = "\n".join(f"Sitemap: {url}" for url in bad)
    hops = {
        f"/di-{rank}": Reply(status=302, headers=(("Location", url),))
        for rank, url in enumerate(bad)
    }
    portal.routes = {
        "/": page("Trang", links(*bad, *hops), f'<img src="{bad[0]}">'),
        "/robots.txt": Reply(maps.encode()),
        "/sitemap.xml": Reply(f"<urlset>{entries}</urlset>".encode()),
        "/rss": Reply(f"<rss><channel>{items}</channel></rss>".encode()),
        **hops,
    }
    return tuple(hops)


@pytest.mark.slow
def test_nothing_leads_a_crawl_to_another_private_address(tmp_path: Path) -> None:
    trap, portal = Portal(fallback=article(99)), Portal()
    with serving(trap), serving(portal):
        bad = tuple(_everywhere(trap.place))
        hops = set_traps(portal, bad)
        profile = profile_of(
            portal.home,
            hosts=("localhost", "127.1", "169.254.169.254"),
            start_urls=(f"http://{trap.place}/bat-dau",),  # so that its port is no reason
        )
        pages = Plan(profile=profile, run="1", root=str(tmp_path), allow_private=(portal.place,))
        assert crawl(pages, tmp_path).reason == "finished"
        wanted = tuple(
            Pending(url=url, kind="asset")
            for url in (*bad, *(portal.home[:-1] + hop for hop in hops))
        )
        assets = Plan(
            profile=profile,
            run="2",
            mode=Mode.ASSETS,
            root=str(tmp_path),
            allow_private=(portal.place,),
            pending=wanted,
        )
        assert crawl(assets, tmp_path).reason == "finished"
        assert len(portal.asked) > 10
        assert trap.asked == []
    refused = [r for r in records(tmp_path) if r.note.reason is Reason.PRIVATE_ADDRESS]
    assert {record.note.url for record in refused} >= set(bad[:3])
