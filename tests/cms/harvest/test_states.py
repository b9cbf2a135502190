"""The ledger's states, in code and docs, and what the database refuses."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.harvest.models import SourceUrl
from cms.harvest.states import END_STATES, REASONS, TRANSITIONS, Reason, UrlState
from cms.portals.models import Portal

DOCS = Path(__file__).resolve().parents[3] / "docs" / "ledger.md"


def documented(heading: str) -> dict[str, set[str]]:
    """Read the table under a heading: first column, and the codes of the second."""
    text = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", text, flags=re.MULTILINE)
    return {first: set(re.findall(r"`(\w+)`", second)) for first, second in rows}


def test_the_documented_steps_are_those_of_the_code() -> None:
    assert documented("Steps") == {
        str(state): {str(after) for after in steps} for state, steps in TRANSITIONS.items()
    }


def test_every_reason_is_documented_with_its_state() -> None:
    rows = documented("Reasons")
    assert rows == {
        str(reason): {str(state)} for state, reasons in REASONS.items() for reason in reasons
    }
    assert set(rows) == {str(reason) for reason in Reason}


def test_only_ends_have_reasons() -> None:
    assert set(REASONS) == END_STATES
    assert set(TRANSITIONS) == set(UrlState)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "reason"), [("loaded", ""), ("excluded", "not_found"), ("discovered", "listing")]
)
def test_the_database_refuses_an_end_without_its_reason(state: str, reason: str) -> None:
    portal = Portal.objects.create(slug="can-loc", name="Can Lộc", home="http://portal.test/")
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceUrl.objects.create(
            portal=portal,
            address="http://portal.test/a",
            canonical="http://portal.test/a",
            key="k",
            state=state,
            reason=reason,
            first_seen_at=now,
            last_seen_at=now,
        )
