"""The report compares the ways of discovery, and says what crawls cost."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from cms.harvest import captures
from cms.harvest.discovery import CrawlCost, SourceShare, costs_of, shares_of
from cms.harvest.frontier import frontier
from cms.harvest.given import add_given
from cms.harvest.models import Job, JobKind, JobState, SourceUrl
from cms.harvest.reconcile import report
from cms.harvest.states import Reason, UrlKind, UrlState
from cms.portals.profiles import profile_of, save_profile

from .conftest import OldPortal, make_draft

pytestmark = pytest.mark.django_db


def test_what_only_one_source_named_is_counted(source: OldPortal) -> None:
    source.take({name: make_draft(name) for name in ("tin-1", "tin-2", "tin-3")})
    named = {
        "tin-1": ["listing", "sitemap"],
        "tin-2": ["draft", "sitemap"],
        "tin-3": ["listing", "sitemap"],
    }
    for name, sources in named.items():
        row = source.row(name)
        SourceUrl.objects.filter(pk=row.pk).update(found_by=sources)
    assert shares_of(source.portal) == (
        SourceShare(source="sitemap", found=3, only=1),
        SourceShare(source="listing", found=2, only=0),
    )
    with translation.override("en"):
        text = report(source.portal).as_text()
    assert "3 found by sitemap, 1 of them by nothing else" in text


def test_the_requests_of_the_last_crawls_are_shown(source: OldPortal) -> None:
    for requests in (296, 112):
        Job.objects.create(
            portal=source.portal,
            kind=JobKind.CRAWL,
            state=JobState.DONE,
            result={"requests": requests, "requests_of_all": 296},
        )
    assert costs_of(source.portal) == (
        CrawlCost(requests=112, of_all=296),
        CrawlCost(requests=296, of_all=296),
    )
    with translation.override("en"):
        text = report(source.portal).as_text()
    assert "crawl: 112 requests, a whole harvest takes 296" in text


def test_what_a_crawl_is_allowed_beyond_the_rule_is_said(source: OldPortal) -> None:
    portal = source.portal
    profile = profile_of(portal)
    crawl = replace(
        profile.crawl,
        robots_override_reason="công văn 12 của chủ cổng",
        verify_certificate=False,
        old_tls=True,
        resolve=("la.test=203.0.113.9",),
        basic_auth_env="NAME:PASSWORD",
        cookie_env="SESSION",
        header_env=("X-Key=KEY",),
    )
    assert report(portal).allowances == ()
    sheet = report(save_profile(replace(profile, crawl=crawl)))
    with translation.override("en"):
        text = sheet.as_text()
    assert "robots.txt is not obeyed: công văn 12 của chủ cổng" in text
    assert "the portal's certificate is not verified\n" in text
    assert "outdated encryption is accepted: TLS 1.0" in text
    assert "found without DNS, at: la.test=203.0.113.9" in text
    assert "crawled with access given by its owner: X-Key, Authorization, Cookie" in text
    assert '"kind": "robots"' in sheet.as_json()
    assert "PASSWORD" not in sheet.as_json()


def test_addresses_given_by_hand_are_fetched_next_and_compared(source: OldPortal) -> None:
    source.take({"tin-1": make_draft("tin-1")})
    portal = source.portal
    home = portal.home.rstrip("/")
    given = [
        (f"{home}/tin-1", UrlKind.PAGE),
        (f"{home}/tin-9?utm_source=x", UrlKind.PAGE),
        (f"{home}/tin-9", UrlKind.PAGE),
        (f"{home}/a.pdf", UrlKind.ASSET),
        ("http://other.test/", UrlKind.PAGE),
    ]
    assert add_given(portal, given, now=timezone.now()) == {"new": 2, "known": 1, "other_host": 1}
    assert add_given(portal, given, now=timezone.now()) == {"known": 3, "other_host": 1}
    pending = frontier(portal, full=False).pending
    assert [(one.url, one.source) for one in pending] == [(f"{home}/tin-9?utm_source=x", "given")]
    (share,) = [one for one in shares_of(portal) if one.source == "given"]
    assert (share.found, share.only) == (1, 0)


def test_a_known_address_that_moves_on_meanwhile_stays_there(
    source: OldPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.crawl({"tin-1": make_draft("tin-1")})
    row = source.row("tin-1")
    assert row.state != UrlState.LOADED
    meet = captures.meet

    def loaded_meanwhile(known: SourceUrl, *, sources: Iterable[str]) -> None:
        SourceUrl.objects.filter(pk=known.pk).update(state=UrlState.LOADED, reason=Reason.ITEM)
        meet(known, sources=sources)

    monkeypatch.setattr(captures, "meet", loaded_meanwhile)
    given = [(row.address, UrlKind.PAGE)]
    assert add_given(source.portal, given, now=timezone.now()) == {"known": 1}
    row.refresh_from_db()
    assert row.state == UrlState.LOADED
    assert "given" in row.found_by
