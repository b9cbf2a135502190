"""A portal that means harm: the crawl ends by itself, small, with a reason for each address."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import brotli
import pytest
from backports import zstd

from scrapers.archive import Outcome, Reason
from scrapers.crawl.body import BodySink, FetchError, Limits
from scrapers.plan import Plan
from tests.scrapers import hostile_server as hostile
from tests.scrapers.crawling import crawl, profile_of, records


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


Open = Callable[[str, int], BodySink]


@pytest.fixture
def open_sink(clock: Clock) -> Iterator[Open]:
    """Open sinks that are closed after the test."""
    with ExitStack() as stack:

        def opened(coding: str, max_bytes: int) -> BodySink:
            sink = BodySink(coding=coding, limits=Limits(max_bytes=max_bytes), clock=clock)
            stack.callback(sink.drop)
            return sink

        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_body_that_drips_is_given_up(open_sink: Open, clock: Clock) -> None:
    sink = open_sink("", 1000)
    for _ in range(30):
        clock.now += 1
        sink.feed(b"x")
    clock.now += 1
    with pytest.raises(FetchError) as caught:
        sink.feed(b"x")
    assert caught.value.reason is Reason.TOO_SLOW


def test_a_body_over_the_limit_is_cut(open_sink: Open) -> None:
    sink = open_sink("", 10)
    with pytest.raises(FetchError) as caught:
        sink.feed(b"x" * 11)
    assert caught.value.reason is Reason.TOO_LARGE
    with pytest.raises(FetchError):
        sink.check_expected(11)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_every_coding_is_undone(open_sink: Open, coding: str) -> None:
    body = "Một bài viết. ".encode() * 5000
    sink = open_sink(coding, 10**6)
    packed = _packed(body, coding)
    for start in range(0, len(packed), 7):
        sink.feed(packed[start : start + 7])
    payload = sink.finish(status=200, reason="OK", headers=())
    assert payload.body.read() == body
    assert payload.size_bytes == len(body)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_coding_without_its_end_is_truncated(open_sink: Open, coding: str) -> None:
    sink = open_sink(coding, 10**6)
    sink.feed(_packed(b"Some words of text. " * 500, coding)[:-6])
    with pytest.raises(FetchError) as caught:
        sink.finish(status=200, reason="OK", headers=())
    assert caught.value.reason is Reason.TRUNCATED


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_long_before_it_is_large(open_sink: Open, coding: str) -> None:
    sink = open_sink(coding, 10**10)
    packed = _packed(bytes(64 * 1024 * 1024), coding)
    with pytest.raises(FetchError) as caught:
        sink.feed(packed)
    assert caught.value.reason is Reason.BOMB
    assert sink.size_bytes < 20 * 1024 * 1024


def test_an_unknown_coding_is_told(open_sink: Open) -> None:
    with pytest.raises(FetchError, match="unknown content coding 'rot13'"):
        open_sink("rot13", 1)


def _packed(body: bytes, coding: str) -> bytes:

    if coding == "gzip":
        return gzip.compress(body)
    if coding == "deflate":
        return zlib.compress(body)
    return bytes(brotli.compress(body, quality=3) if coding == "br" else zstd.compress(body))


ROUTES: dict[str, tuple[hostile.Serve, set[Reason]]] = {
    "/im-lang": (hostile.silent, {Reason.TIMEOUT}),
    "/nho-giot": (hostile.drip, {Reason.TIMEOUT, Reason.TOO_SLOW}),
    "/dau-vo-tan": (hostile.endless_head, {Reason.BAD_RESPONSE, Reason.TIMEOUT}),
    "/than-vo-tan": (hostile.endless, {Reason.TOO_LARGE}),
    "/hai-gib": (hostile.stated_2_gib, {Reason.TOO_LARGE}),
    "/cat-ngan": (hostile.truncated, {Reason.TRUNCATED}),
    "/vo-nghia": (hostile.nonsense, {Reason.BAD_RESPONSE}),
    "/bom-gzip": (hostile.bomb("gzip"), {Reason.BOMB}),
    "/bom-deflate": (hostile.bomb("deflate"), {Reason.BOMB}),
    "/bom-br": (hostile.bomb("br"), {Reason.BOMB}),
    "/bom-chong": (hostile.layered(), {Reason.BOMB, Reason.BAD_RESPONSE}),
    "/gzip-hong": (hostile.broken_gzip(), {Reason.TRUNCATED, Reason.BAD_RESPONSE}),
}
MAX_MIB = 300


@pytest.mark.acceptance
def test_a_hostile_portal_ends_with_a_reason_for_each_address(tmp_path: Path) -> None:
    anchors = "".join(f'<a href="{path}">x</a>' for path in ROUTES)
    wrong = '<html><meta charset="x-không-có"><p>Chữ sai mã</p></html>'.encode("cp1258", "replace")
    routes = {path: serve for path, (serve, _) in ROUTES.items()}
    routes["/"] = hostile.html(f"<html><p>Trang chủ</p>{anchors}<a href=/ma-sai>y</a></html>")
    routes["/ma-sai"] = hostile.plain(wrong, "Content-Type: text/html; charset=nothing")
    with hostile.serving_sockets(routes) as port:
        home = f"http://127.0.0.1:{port}/"
        plan = Plan(
            profile=profile_of(home),
            run="1",
            root=str(tmp_path),
            allow_private=(f"127.0.0.1:{port}",),
        )
        done = crawl(plan, tmp_path, timeout_s=900)
    assert done.reason == "finished", done.log
    found = {record.note.url.removeprefix(home): record.note for record in records(tmp_path)}
    for path, (_, reasons) in ROUTES.items():
        note = found[path.removeprefix("/")]
        assert (note.outcome, note.reason in reasons) == (Outcome.FAILED, True), note
    assert found["ma-sai"].outcome is Outcome.FETCHED
    assert 0 < done.peak_mib < MAX_MIB
