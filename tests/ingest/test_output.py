"""The line that the command prints has the form that its schema states."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import draft_page
from ingest.output import page_json
from ingest.types import PortalProfile, RawPage
from ingest.vocabulary import DraftKind, IssueCode, SkipReason

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "ingest-output.schema.json").read_text(encoding="utf-8")
)
PROFILE = PortalProfile(slug="thach-lam", name="Thạch Lâm", home="https://thachlam.example.vn/")
TEXT = "Sáng nay, đoàn công tác của huyện đã kiểm tra việc tiếp nhận hồ sơ tại bộ phận một cửa."


@pytest.mark.parametrize("body", [f"<h1>Kiểm tra</h1><p>{TEXT}</p>", "", "%PDF-1.7"])
def test_a_line_has_exactly_the_keys_of_the_schema(body: str) -> None:
    raw = RawPage(
        portal="thach-lam",
        url="https://thachlam.example.vn/tin-1.html",
        requested_url="https://thachlam.example.vn/tin-1.html",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        status=200,
        body=body.encode(),
    )
    line = page_json(draft_page(raw, PROFILE))
    assert list(line) == list(SCHEMA["properties"]) == SCHEMA["required"]
    block_keys = SCHEMA["properties"]["blocks"]["items"]["required"]
    assert all(list(block) == block_keys for block in line["blocks"])


def test_the_schema_names_every_kind_reason_and_issue() -> None:
    properties = SCHEMA["properties"]
    assert set(properties["kind"]["enum"]) == {*(kind.value for kind in DraftKind), "skipped"}
    assert set(properties["reason"]["enum"]) == {*(reason.value for reason in SkipReason), None}
    codes = properties["issues"]["items"]["properties"]["code"]["enum"]
    assert set(codes) == {code.value for code in IssueCode}
