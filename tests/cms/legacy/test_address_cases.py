"""Every spelling of `address_cases.json` leads to its item, and no near miss does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cms.harvest.keys import address_key, canonical
from cms.harvest.linking import link_items
from cms.harvest.models import SourceUrl
from cms.legacy.preparing import prepare
from cms.legacy.resolving import Resolution, resolve
from cms.portals.models import Portal
from cms.portals.services import add_portal
from ingest.address import identities
from ingest.types import FileRef
from ingest.vocabulary import SkipReason
from tests.cms.harvest.conftest import Answer, OldPortal, make_draft
from tests.cms.harvest.test_linking import png

pytestmark = pytest.mark.django_db
CASES: dict[str, Any] = json.loads(
    Path(__file__).with_name("address_cases.json").read_text(encoding="utf-8")
)
PLATFORMS = {"php": "", "drupal": "drupal7"}
"""Platforms that are not called as their engine is."""
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def addresses_of(engine: str) -> dict[str, str]:
    """What of each known address, the near misses that are known themselves included."""
    found = {row["address"]: row["what"] for row in CASES["addresses"] if row["engine"] == engine}
    for row in CASES["near_misses"]:
        if row["engine"] == engine:
            found.setdefault(row["known"], "article")
            if row["also_known"]:
                found.setdefault(row["asked"], "article")
    return found


@pytest.fixture
def engine(request: pytest.FixtureRequest, source: OldPortal) -> str:
    """Take all known addresses of one engine's portal into the CMS."""
    name: str = request.param
    hosts = CASES["hosts"][name]
    addresses = addresses_of(name)
    portal = add_portal(f"http://{hosts[0]}/", slug=name, name=name)
    Portal.objects.filter(pk=portal.pk).update(platform=PLATFORMS.get(name, name))
    portal.refresh_from_db()
    old = OldPortal(portal, source.root)
    files = [address for address, what in addresses.items() if what == "file"]
    answers: dict[str, Answer] = {
        address: SkipReason.LISTING
        if what == "list"
        else make_draft(
            address,
            title=f"Bài {rank}",
            identities=identities(address, platform=portal.platform),
            files=tuple(FileRef(src=file, name="tệp") for file in files) if rank == 0 else (),
        )
        for rank, (address, what) in enumerate(addresses.items())
        if what != "file"
    }
    # A crawler asks for what is written in full letters percent-encoded.
    old.take({canonical(address): answer for address, answer in answers.items()})
    old.take(
        {
            canonical(address): png() if address.endswith(".jpg") else PDF + address.encode()
            for address in files
        }
    )
    link_items(portal)
    prepare(portal)
    return name


def answer_of(engine: str, address: str) -> Resolution:
    row = SourceUrl.objects.get(portal__slug=engine, key=address_key(address))
    resolution = resolve(address)
    assert resolution.status == 301, (address, row.state, row.reason, row.detail)
    assert resolution.row == row
    return resolution


@pytest.mark.parametrize("engine", CASES["hosts"], indirect=True)
def test_every_spelling_answers_as_the_address_itself(engine: str) -> None:
    wrong = []
    for case in CASES["addresses"]:
        if case["engine"] != engine:
            continue
        own = answer_of(engine, case["address"])
        for spelling in case["same"]:
            found = resolve(spelling["address"])
            if (found.status, found.url) != (own.status, own.url):
                wrong.append((spelling["kind"], spelling["address"], found.reason))
    assert wrong == []


@pytest.mark.parametrize("engine", CASES["hosts"], indirect=True)
def test_a_near_miss_leads_elsewhere_or_nowhere(engine: str) -> None:
    for case in CASES["near_misses"]:
        if case["engine"] != engine:
            continue
        known, asked = answer_of(engine, case["known"]), resolve(case["asked"])
        if case["also_known"]:
            assert answer_of(engine, case["asked"]).page_id != known.page_id, case
        elif case["asked"] in addresses_of(engine):
            assert asked.url != known.url, case
        else:
            assert asked.status == 404, case
