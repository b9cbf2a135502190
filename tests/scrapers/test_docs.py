"""Every word that the archive uses is explained."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from scrapers.archive import LinkSource, Outcome, PageKind, Reason
from tests.scrapers.crawling import ROOT


@pytest.mark.parametrize("words", [Outcome, Reason, LinkSource, PageKind])
def test_every_word_of_the_archive_is_in_its_document(words: type[StrEnum]) -> None:
    named = set(re.findall(r"`([a-z0-9_]+)`", (ROOT / "docs" / "archive.md").read_text("utf-8")))
    assert {str(word) for word in words if word} <= named
