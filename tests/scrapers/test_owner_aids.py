"""Where the portal's owner helps: ways in that are used on his hosts and stored nowhere."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingest.types import CrawlSettings
from scrapers.archive import Outcome
from scrapers.crawl.owner import NOT_STORED, read_access
from scrapers.plan import Plan, PlanError
from tests.scrapers.crawling import crawl, fetched, profile_of, records
from tests.scrapers.portal_server import Asked, Portal, Reply, article, links, page, serving

SECRETS = {"USER": "bien-tap", "PASSWORD": "mat-khau-9", "SID": "phien=a1b2c3", "KEY": "khoa-77"}
BASIC = "Basic Ymllbi10YXA6bWF0LWtoYXUtOQ=="
HOME = "https://portal.example/"


def closed(asked: Asked) -> Reply:
    """Answer only whoever brings all three."""
    said = asked.headers
    if (said.get("authorization"), said.get("cookie"), said.get("x-key")) != (
        BASIC,
        SECRETS["SID"],
        SECRETS["KEY"],
    ):
        return Reply(b"<h1>401</h1>", status=401)
    shown = page("Trang", links("/tin/1.html")) if asked.path == "/" else article(1)
    return Reply(
        shown.body, headers=(*shown.headers, ("Set-Cookie", "phien=d4e5f6"), ("X-Echo", "khoa-77"))
    )


@pytest.mark.slow
def test_passwords_are_sent_to_a_host_without_dns_and_stored_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"OWNER_{name}", value)
    with serving(Portal(routes={"/": closed, "/tin/1.html": closed})) as portal:
        place = f"portal.example:{portal.port}"
        profile = profile_of(
            f"http://{place}/",
            resolve=("portal.example=127.0.0.1",),
            basic_auth_env="OWNER_USER:OWNER_PASSWORD",
            cookie_env="OWNER_SID",
            header_env=("X-Key=OWNER_KEY",),
        )
        root = tmp_path / "archive"
        done = crawl(
            Plan(profile=profile, run="1", root=str(root), allow_private=(place,)), tmp_path
        )
    assert done.reason == "finished", done.log
    assert fetched(root) == ["/", "/tin/1.html"]
    kept = [gzip.decompress(path.read_bytes()) for path in root.rglob("*.warc.gz")]
    kept += [path.read_bytes() for path in tmp_path.glob("plan-*")]
    kept.append(f"{done.log}{done.events}".encode())
    for secret in (*SECRETS.values(), BASIC, "d4e5f6"):
        assert not [data for data in kept if secret.encode() in data], secret
    (first,) = (record for record in records(root) if record.note.url.endswith("/tin/1.html"))
    assert {("Set-Cookie", NOT_STORED), ("X-Echo", NOT_STORED)} <= set(first.headers)
    assert first.note.outcome is Outcome.FETCHED


def test_what_is_secret_is_said_over_https_alone_where_the_portal_has_it() -> None:
    access = read_access(
        CrawlSettings(header_env=("X-Key=KEY",), cookie_env="SID"), home=HOME, environ=SECRETS
    )
    assert access.headers_for(HOME) == {"X-Key": "khoa-77"}
    assert access.cookies_for(HOME) == {"phien": "a1b2c3"}
    plain = HOME.replace("https", "http")
    assert (access.headers_for(plain), access.cookies_for(plain)) == ({}, {})
    assert "khoa" not in repr(access)


def test_every_cookie_of_the_line_is_sent_whatever_stands_in_its_value() -> None:
    line = 'a=1; b={"x":"y z"}; khóa=đóng; SID=s=;'
    access = read_access(CrawlSettings(cookie_env="C"), home=HOME, environ={"C": line})
    assert access.cookies_for(HOME) == {"a": "1", "b": '{"x":"y z"}', "khóa": "đóng", "SID": "s="}


def test_short_values_hide_no_header_that_the_crawl_reads() -> None:
    read = (("Content-Type", "text/html; charset=utf-8"), ("Location", "/vi/"))
    session = ("Set-Cookie", "phien=d4e5f6")
    for line, echo in (("lang=vi; n=8", "vi"), ("lang=vi; n=8; sid=a1b2c3d4", NOT_STORED)):
        access = read_access(CrawlSettings(cookie_env="C"), home=HOME, environ={"C": line})
        said = ("X-Echo", line.rpartition("=")[2] if echo is NOT_STORED else echo)
        shown = access.received((*read, session, said))
        assert shown == (*read, ("Set-Cookie", NOT_STORED), ("X-Echo", echo))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (CrawlSettings(header_env=("X-Key=NONE",)), "'NONE' is not set"),
        (CrawlSettings(header_env=("X-Key",)), "expected Header-Name="),
        (CrawlSettings(basic_auth_env="USER"), "expected USER_VARIABLE:"),
        (CrawlSettings(basic_auth_env="USER:NONE"), "'NONE' is not set"),
        (CrawlSettings(cookie_env="KEY"), "holds no line of cookies"),
        (CrawlSettings(cookie_env="HALF"), "holds no line of cookies"),
        (CrawlSettings(cookie_env="TWO_LINES"), "not set to a line"),
    ],
)
def test_a_variable_that_is_missing_is_named_without_a_value(
    settings: CrawlSettings, said: str
) -> None:
    environ = SECRETS | {"HALF": "phien=a1b2c3; khoa-77", "TWO_LINES": "a=b\r\nX: y"}
    with pytest.raises(PlanError, match=said) as raised:
        read_access(settings, home=HOME, environ=environ)
    assert not [value for value in environ.values() if value in str(raised.value)]
