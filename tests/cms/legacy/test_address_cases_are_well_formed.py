"""The address cases say what they claim to say."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CASES: dict[str, Any] = json.loads(
    Path(__file__).with_name("address_cases.json").read_text(encoding="utf-8")
)
ADDRESSES: list[dict[str, Any]] = CASES["addresses"]
NEAR_MISSES: list[dict[str, Any]] = CASES["near_misses"]


def test_there_are_enough_addresses_of_every_engine() -> None:
    assert len(ADDRESSES) >= 60
    assert len(NEAR_MISSES) >= 40
    assert {row["engine"] for row in (*ADDRESSES, *NEAR_MISSES)} == set(CASES["hosts"])


def test_an_address_has_eight_spellings_of_eight_kinds_on_its_own_hosts() -> None:
    for row in ADDRESSES:
        assert row.keys() == {"engine", "what", "address", "same"}
        assert row["what"] in {"article", "document", "static", "file", "list"}
        assert len({spelling["kind"] for spelling in row["same"]}) == len(row["same"]) == 8
        for spelling in (row, *row["same"]):
            host = urlsplit(spelling["address"]).hostname
            assert host in CASES["hosts"][row["engine"]]


def test_no_spelling_stands_twice() -> None:
    spellings = Counter(
        spelling["address"] for row in ADDRESSES for spelling in (row, *row["same"])
    )
    assert {address for address, times in spellings.items() if times > 1} == set()


def test_a_near_miss_is_no_spelling_of_what_it_misses() -> None:
    same = {row["address"]: {spelling["address"] for spelling in row["same"]} for row in ADDRESSES}
    for row in NEAR_MISSES:
        assert row.keys() == {"engine", "known", "asked", "also_known", "why"}
        assert row["asked"] not in {row["known"], *same.get(row["known"], ())}
        assert row["why"]
