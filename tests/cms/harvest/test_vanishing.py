"""A page that its source has no longer is labelled after several looks, and stays readable."""

from datetime import timedelta

import pytest
from django.test import Client

from cms.harvest import vanishing
from cms.harvest.models import Item
from cms.portals.models import SourceStatus
from ingest.vocabulary import SkipReason
from scrapers.archive import Reason

from .conftest import FIRST_DAY, Answer, OldPortal, make_draft

pytestmark = pytest.mark.django_db

NAMES = [f"tin-{number}" for number in range(12)]


def day(source: OldPortal, number: int, changes: dict[str, Answer]) -> dict[str, int]:
    """Look at the whole portal on a day, and judge."""
    at = FIRST_DAY + timedelta(days=number)
    pages: dict[str, Answer] = {name: make_draft(name) for name in NAMES}
    source.take({"": SkipReason.HOME, **pages, **changes}, at=at)
    return dict(vanishing.judge(source.portal, now=at))


def vanished(source: OldPortal) -> set[str]:
    items = Item.objects.filter(vanished_at__isnull=False)
    return {item.latest.source_url.address.rpartition("/")[2] for item in items if item.latest}


def test_a_page_is_gone_after_several_looks_over_several_days(
    source: OldPortal, client: Client
) -> None:
    day(source, 0, {})
    missing: dict[str, Answer] = {"tin-7": Reason.NOT_FOUND}
    assert day(source, 1, missing) == day(source, 2, missing) == day(source, 3, missing) == {}
    assert source.row("tin-7").next_due == FIRST_DAY + timedelta(days=4)
    assert day(source, 4, missing) == {"vanished": 1}
    assert vanished(source) == {"tin-7"}
    assert source.row("tin-7").source_status == SourceStatus.GONE
    page = source.page("tin-7")
    assert page.live
    told = client.get(f"/api/v1/items/{page.pk}/provenance/")
    assert told.json()["vanished_at"]
    assert day(source, 5, missing) == {}
    assert day(source, 6, {}) == {"returned": 1}
    assert vanished(source) == set()
    assert source.row("tin-7").source_status == SourceStatus.LIVE


def test_many_looks_on_one_day_prove_nothing(source: OldPortal) -> None:
    day(source, 0, {})
    for hour in range(5):
        at = FIRST_DAY + timedelta(days=1, hours=hour)
        source.take({"": SkipReason.HOME, "tin-7": Reason.NOT_FOUND}, at=at)
        assert not vanishing.judge(source.portal, now=at)


def test_nothing_is_gone_while_the_portal_itself_does_not_answer(source: OldPortal) -> None:
    day(source, 0, {})
    half: dict[str, Answer] = dict.fromkeys(NAMES[::2], Reason.NOT_FOUND)
    down: dict[str, Answer] = {"": Reason.TIMEOUT, "tin-7": Reason.NOT_FOUND}
    for number in range(1, 8):
        assert day(source, number, half if number % 2 else down) == {}
    assert vanished(source) == set()


def test_a_page_that_leads_elsewhere_has_moved_and_one_that_leads_home_is_gone(
    source: OldPortal,
) -> None:
    day(source, 0, {})
    for number in range(1, 6):
        day(source, number, {"tin-6": "tin-1", "tin-7": ""})
    assert vanished(source) == {"tin-7"}
