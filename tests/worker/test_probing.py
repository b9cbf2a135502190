"""``portal probe`` prints what a look at a portal tells."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.scrapers.portal_server import serving
from tests.scrapers.test_crawl import sample
from worker.commands.failure import CommandFailedError
from worker.commands.probing import probe
from worker.supervisor.screen import PlainScreen


def look(url: str, form: str) -> tuple[int, str]:
    said: list[str] = []
    screen = PlainScreen(said.append, clock=lambda: 0.0)
    status = probe(argparse.Namespace(url=url, format=form), screen)
    return status, "\n".join(said)


@pytest.mark.slow
def test_a_probe_prints_a_table_or_json() -> None:
    with serving(sample()) as portal:
        status, text = look(portal.home, "text")
        assert status == 0
        assert f"Trang chủ <{portal.home}>" in text
        assert "user agent" in text
        status, text = look(portal.home, "json")
    assert status == 0
    assert json.loads(text)["reached"]


@pytest.mark.slow
def test_what_is_no_address_is_said_in_words() -> None:
    with pytest.raises(CommandFailedError, match="is no address"):
        look("can-loc", "text")
