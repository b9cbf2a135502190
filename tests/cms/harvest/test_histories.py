"""Random histories of a portal on the database: nothing lost, doubled or published by itself.

A failure names its seed; it alone is run again with ``-k "[seed]"``. How many the long test takes:
``HISTORIES``, from ``FIRST_HISTORY`` on.
"""

from __future__ import annotations

import os

import pytest

from .conftest import OldPortal
from .histories import History

FIRST = int(os.environ.get("FIRST_HISTORY", "1000"))
MANY = int(os.environ.get("HISTORIES", "60"))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_a_random_history_loses_nothing(source: OldPortal, seed: int) -> None:
    History(source, seed).run()


@pytest.mark.acceptance
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(FIRST, FIRST + MANY))
def test_many_random_histories_lose_nothing(source: OldPortal, seed: int) -> None:
    History(source, seed).run()
