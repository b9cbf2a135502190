"""A portal is crawled again and again: what changed is found, at a part of the cost."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from samples.portal import Portal
from samples.server import SampleServer, serve
from tests.end_to_end.machine import Item, Machine

pytestmark = pytest.mark.acceptance
SEEDS = (11,)
SHARE = 0.4
"""Of the requests of the first crawl, which fetched everything, that a later one may make."""


class Visitor:
    """Crawls by hand, and counts what the server was asked for."""

    def __init__(self, machine: Machine, server: SampleServer) -> None:
        self._machine, self._server = machine, server
        added = machine.portal("add", f"{server.address}/", "--slug", "huyen")
        assert added.returncode == 0, added.stderr

    def crawl(self) -> int:
        before = len(self._server.shared.log)
        done = self._machine.portal("crawl", "huyen")
        assert done.returncode == 0, done.stdout + done.stderr
        return len(self._server.shared.log) - before

    def loaded(self) -> Item:
        """What the newest pass of loading did."""
        rows = self._machine.rows(
            "select result from harvest_job where kind = 'load' order by id desc limit 1"
        )
        result: Item = json.loads(rows[0][0])
        return {name: count for name, count in result.items() if count}

    def gone(self) -> list[str]:
        """Addresses of items that are no longer there."""
        rows = self._machine.rows(
            "select address from harvest_sourceurl where item_id is not null and missed != '[]'"
        )
        return [address for (address,) in rows]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_edited_one_deleted_one_added_are_found_and_nothing_else(
    seed: int, make_machine: Callable[[], Machine]
) -> None:
    portal = Portal(seed)
    with serve(portal) as server:
        visitor = Visitor(make_machine(), server)
        whole = visitor.crawl()
        unchanged = visitor.crawl()
        assert (visitor.loaded(), visitor.gone()) == ({}, [])
        deleted = portal.url(
            next(item for item in portal.articles(1) if item.id == portal.changes.deleted)
        )
        portal.stage = 2
        first = visitor.crawl()
        found = visitor.loaded()
        assert (found.get("created"), visitor.gone()) == (1, [server.address + deleted])
        # The sample's edit shows on no list: it is met when its page's turn comes, soon.
        second = visitor.crawl()
        later = visitor.loaded()
        assert "created" not in later
        assert found.get("updated", 0) + later.get("updated", 0) == 1
    assert max(unchanged, first, second) < SHARE * whole
