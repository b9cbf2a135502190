"""Portals are added by address, profiles kept with history and exchanged as TOML."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Page

from cms.articles.models import PortalPage
from cms.portals.models import Portal
from cms.portals.profiles import ProfileError, export_toml, parse_toml, profile_of, save_profile
from cms.portals.services import PortalError, add_portal
from ingest.types import CrawlSettings, PortalProfile, RuleOverride, Verdict
from ingest.vocabulary import VerdictChoice

PROFILE = PortalProfile(
    slug="can-loc",
    name="Huyện Can Lộc",
    home="http://canloc.hatinh.gov.vn/",
    crawl=CrawlSettings(deny=(r"/rss/", r'"\n'), delay_s=0.5),
    rules=(RuleOverride(id="slogan", pattern=r"Chào mừng\s"),),
    verdicts=(
        Verdict(path="div.a", choice=VerdictChoice.KEEP, at=datetime(2026, 1, 2, tzinfo=UTC)),
    ),
)


@pytest.mark.django_db
def test_an_added_portal_has_hosts_and_a_live_root_page() -> None:
    portal = add_portal("canloc.hatinh.gov.vn")
    assert portal.slug == "canloc-hatinh"
    assert portal.home == "http://canloc.hatinh.gov.vn/"
    assert {host.name for host in portal.hosts.all()} == {
        "canloc.hatinh.gov.vn",
        "www.canloc.hatinh.gov.vn",
    }
    page = PortalPage.objects.get(portal=portal)
    assert page.live
    assert not any(Page.find_problems())
    assert add_portal("http://canloc.hatinh.gov.vn/") == portal


@pytest.mark.django_db
def test_a_taken_key_or_host_is_refused_with_advice() -> None:
    add_portal("http://127.0.0.1:8081/", slug="mau")
    with pytest.raises(PortalError, match="belongs to the portal 'mau'"):
        add_portal("http://127.0.0.1:8081/", slug="khac")
    with pytest.raises(PortalError, match="--slug"):
        add_portal("http://127.0.0.1:8082/", slug="mau")
    with pytest.raises(PortalError, match="no http address"):
        add_portal("ftp://127.0.0.1/")


@pytest.mark.django_db
def test_a_profile_is_kept_with_history_only_when_it_changes() -> None:
    portal = save_profile(PROFILE)
    assert profile_of(Portal.objects.get(pk=portal.pk)) == PROFILE
    save_profile(PROFILE)
    assert portal.revisions.count() == 1
    save_profile(PortalProfile(slug="can-loc", name="Can Lộc", home="http://a.vn/"))
    assert portal.revisions.count() == 2
    assert profile_of(Portal.objects.get(pk=portal.pk)).rules == ()


def test_toml_gives_the_same_profile_back() -> None:
    assert parse_toml(export_toml(PROFILE), "can-loc.toml") == PROFILE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("slug = ", "can-loc.toml: "),
        ('slug = "a"\nname = "b"\nhome = "c"\ntitel = "d"', "unknown key 'titel'"),
        ('slug = "a"\nname = "b"\nhome = ""', "'home' must not be empty"),
        ('slug = "a"\nname = "b"\nhome = "c"\ncrawl = {delay_s = "x"}', "crawl.delay_s"),
    ],
)
def test_a_bad_profile_names_file_and_key(text: str, message: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_toml(text, "can-loc.toml")
    assert str(caught.value).startswith("can-loc.toml")
    assert message in str(caught.value)
