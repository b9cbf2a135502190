"""A look at a portal before it is harvested."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.scrapers.crawling import ROOT
from tests.scrapers.portal_server import Reply, serving
from tests.scrapers.test_crawl import sample


def probe(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapers", "probe", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_probe_tells_what_a_harvest_will_meet() -> None:
    with serving(sample()) as portal:
        portal.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /kin/\nCrawl-delay: 0.1\n")
        looked = probe(portal.home, "--allow-private", portal.place, "--contact", "a@b.example")
    facts = json.loads(looked.stdout)
    assert looked.returncode == 0
    assert facts["reached"]
    assert facts["title"] == "Trang chủ"
    assert facts["robots"]["crawl_delay_s"] == 0.1
    assert facts["sitemaps"] == [{"url": portal.home + "sitemap.xml", "addresses": 4}]
    assert facts["pages"] >= 9
    assert facts["encodings"]["utf-8"] > 8
    assert facts["samples"]
    assert "a@b.example" in facts["user_agent"]
    assert facts["hours"] > 0


@pytest.mark.slow
def test_a_portal_that_does_not_answer_is_told_with_the_reason() -> None:
    looked = probe("http://127.0.0.1:9/", "--allow-private", "127.0.0.1:9")
    assert looked.returncode == 1
    facts = json.loads(looked.stdout)
    assert (facts["reached"], facts["reason"]) == (False, "refused")


@pytest.mark.slow
def test_what_is_no_address_is_one_line() -> None:
    looked = probe("can-loc")
    assert looked.returncode == 2
    assert looked.stderr == "'can-loc' is no address of a portal; expected https://…\n"
