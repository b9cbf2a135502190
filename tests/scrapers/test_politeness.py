"""What a portal asks for is obeyed: pace, waits, robots; its firewall's pages are no content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.platforms import Pace, load_platform
from scrapers.archive import ArchiveWriter, Outcome, Reason
from scrapers.archive.write import Payload, Sent, payload_of
from scrapers.crawl.answers import Answers
from scrapers.crawl.frontier import Target
from scrapers.crawl.guard import Guard
from scrapers.crawl.pace import HostPace, parse_night_window
from scrapers.crawl.robots import parse_robots
from scrapers.crawl.seeds import begin
from scrapers.crawl.visit import Visit
from scrapers.plan import Pending, Plan
from tests.scrapers.crawling import profile_of, records
from tests.scrapers.portal_server import Reply, article, links, page

HOME = "http://portal.example/"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MISSING = Reply(b"<h1>404</h1>", status=404)


class Source:
    """A portal without a network: answers on a clock that jumps over the waits."""

    def __init__(self, routes: dict[str, Reply]) -> None:
        self.routes = routes
        self.clock = 0.0
        self.asked: list[tuple[float, str]] = []

    def answer(self, target: Target) -> Payload:
        path = "/" + target.url.split("/", 3)[3]
        self.asked.append((self.clock, path))
        reply = self.reply(path)
        return payload_of(reply.body, status=reply.status, headers=reply.headers)

    def reply(self, path: str) -> Reply:
        return self.routes.get(path, MISSING)


def run(source: Source, root: Path, *, pending: tuple[Pending, ...] = (), **crawl: object) -> Visit:
    """Crawl to the end, a request at a time."""
    plan = Plan(profile=profile_of(HOME, **crawl), run="1", root=str(root), pending=pending)
    with ArchiveWriter(root, "can-loc", "1") as writer:
        visit = Visit(plan=plan, guard=Guard(), writer=writer, now=lambda: NOW)
        answers = Answers(visit)
        begin(visit)
        while (step := visit.next(source.clock)) is not None:
            if not isinstance(step, Target):
                source.clock += max(step, 0.001)
                continue
            payload = source.answer(step)
            visit.receive(step)
            answers.take(step, payload, Sent(), source.clock)
    return visit


def portal(count: int) -> dict[str, Reply]:
    paths = [f"/tin/bai-{number}.html" for number in range(count)]
    routes = {"/": page("Trang chủ", links(*paths))}
    return routes | {path: article(number) for number, path in enumerate(paths)}


class Flooded(Source):
    """Answers the 41st request within 60 s with status 200 and a request to wait."""

    blocked = 0

    def reply(self, path: str) -> Reply:
        recent = [at for at, _ in self.asked if at > self.clock - 60]
        if len(recent) > 40:
            self.blocked += 1
            return page("Thông báo", "<p>Hãy đợi 59 giây rồi tải lại trang này.</p>")
        return super().reply(path)


def test_a_flood_block_is_waited_for_and_never_stored(tmp_path: Path) -> None:
    source = Flooded(portal(120))
    visit = run(source, tmp_path)
    assert source.blocked
    stored = [record.page.body for record in records(tmp_path) if record.page]
    assert not [body for body in stored if "Hãy đợi".encode() in body]
    fetched = {record.note.url for record in records(tmp_path) if record.note.outcome == "fetched"}
    assert {f"{HOME}tin/bai-{number}.html" for number in range(120)} <= fetched
    assert visit.paces["portal.example"].waits
    assert source.clock > 59


def test_a_platform_s_pace_avoids_the_flood_block(tmp_path: Path) -> None:
    source = Flooded(portal(120))
    name = "nukeviet"
    source.routes["/"] = page(
        "Trang chủ",
        '<meta name="generator" content="NukeViet v4.5">',
        links(*[path for path in source.routes if path != "/"]),
    )
    run(source, tmp_path)
    assert load_platform(name).crawl.pace
    assert not source.blocked


def test_no_window_is_ever_overfull() -> None:
    pace = HostPace(windows=(Pace(requests=40, seconds=60), Pace(requests=150, seconds=300)))
    now, sent = 0.0, []
    while len(sent) < 400:
        wait = pace.wait_s(now)
        if wait:
            now += wait
            continue
        pace.send(now)
        pace.receive()
        sent.append(now)
    for at in sent:
        assert sum(at - 60 < other <= at for other in sent) <= 40
        assert sum(at - 300 < other <= at for other in sent) <= 150


def test_retry_after_is_obeyed(tmp_path: Path) -> None:
    class Busy(Source):
        def reply(self, path: str) -> Reply:
            if path.endswith("-1.html") and self.clock < 120:
                return Reply(b"busy", status=503, headers=(("Retry-After", "120"),))
            return super().reply(path)

    source = Busy(portal(3))
    run(source, tmp_path)
    asked = [at for at, path in source.asked if path.endswith("-1.html")]
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 120
    outcomes = {record.note.url: record.note.outcome for record in records(tmp_path)}
    assert outcomes[f"{HOME}tin/bai-1.html"] is Outcome.FETCHED


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    source = Source(portal(4) | {"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 7\n")})
    run(source, tmp_path)
    times = [at for at, path in source.asked if path != "/robots.txt"]
    assert min(later - at for at, later in pairwise(times)) >= 7


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"User-agent: Portalift\nDisallow: /\n", False),
        (200, b"User-agent: *\nDisallow: /x\n", True),
        (200, b"<html>home page instead</html>", True),
        (404, b"", True),
        (403, b"", True),
        (500, b"", False),
    ],
)
def test_robots_follow_the_rfc(status: int, body: bytes, allowed: bool) -> None:
    assert parse_robots(body, status=status).allows(f"{HOME}tin/") is allowed


def test_robots_that_forbid_everything_leave_the_portal_alone(tmp_path: Path) -> None:
    source = Source(portal(3) | {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n")})
    run(source, tmp_path)
    assert [path for _, path in source.asked] == ["/robots.txt"]
    reasons = {record.note.reason for record in records(tmp_path) if record.note.reason}
    assert reasons == {Reason.ROBOTS_EXCLUDED}


def test_an_override_with_a_reason_goes_on(tmp_path: Path) -> None:
    source = Source(portal(3) | {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n")})
    run(source, tmp_path, robots_override_reason="chủ cổng đồng ý")
    assert "/tin/bai-2.html" in [path for _, path in source.asked]


COOKIE = (
    b'<html><body><script>document.cookie="D1N=a3c6"+"; path=/";window.location.reload(true);'
    b"</script></body></html>"
)
WAF = b"<html><body><h1>Attention Required!</h1>Request blocked by the firewall</body></html>"


@pytest.mark.parametrize(
    "reply", [Reply(COOKIE), Reply(WAF, status=403)], ids=["cookie-script", "waf"]
)
def test_a_firewall_s_page_is_blocked_not_content(tmp_path: Path, reply: Reply) -> None:
    run(Source(portal(2) | {"/tin/bai-1.html": reply}), tmp_path)
    (record,) = (record for record in records(tmp_path) if record.note.url.endswith("-1.html"))
    assert (record.note.outcome, record.note.reason) == (Outcome.FAILED, Reason.BLOCKED)
    assert record.page is None


@pytest.mark.parametrize(
    ("text", "hour", "is_open"),
    [
        *(("22:00-05:00", 23, True), ("22:00-05:00", 4, True), ("22:00-05:00", 12, False)),
        *(("01:00-05:00", 4, True), ("01:00-05:00", 5, False)),
    ],
)
def test_the_night_is_the_portal_s_own(text: str, hour: int, is_open: bool) -> None:
    window = parse_night_window(text, zone="Asia/Ho_Chi_Minh")
    assert window
    assert window.is_open(datetime(2026, 11, 23, hour, tzinfo=UTC) - timedelta(hours=7)) is is_open


def test_outside_of_its_night_a_portal_is_left_alone(tmp_path: Path) -> None:
    source = Source(portal(3))
    visit = run(source, tmp_path, night_window="22:00-05:00")  # it is seven in the morning there
    assert visit.finished == "night_window"
    assert source.asked == []
    with pytest.raises(ValueError, match="expected 22:00-05:00"):
        run(source, tmp_path, night_window="nachts")
