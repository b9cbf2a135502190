"""The extractor on engines that it was not written by: what it once could, it can."""

import json
from pathlib import Path

import pytest

from tests.quality.fresh.make import ENGINES
from tests.quality.fresh.page import Engine
from tests.quality.fresh.score import Score, score_site

FLOORS = Path(__file__).parent / "fresh" / "floors.json"
"""Shares measured on seeds 1 and 2, rounded down; they only go up."""


@pytest.mark.acceptance
@pytest.mark.parametrize("engine", ENGINES)
def test_no_score_falls_below_its_floor(engine: type[Engine]) -> None:
    score = Score()
    for seed in (1, 2):
        score_site(engine, seed, score)
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))[engine.name]
    fallen = {what: score.share(what) for what in floors if score.share(what) < floors[what]}
    assert not fallen
